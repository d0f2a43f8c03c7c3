#include "service/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace swan {

namespace {

struct network {
    uint32_t address;
    int bits;
};

constexpr uint32_t ipv4(uint32_t a, uint32_t b, uint32_t c) { return a << 24 | b << 16 | c << 8; }

// IANA's registry of special purposes.
constexpr network kNotPublic[] = {
    {ipv4(0, 0, 0), 8},      {ipv4(10, 0, 0), 8},     {ipv4(100, 64, 0), 10},
    {ipv4(127, 0, 0), 8},    {ipv4(169, 254, 0), 16}, {ipv4(172, 16, 0), 12},
    {ipv4(192, 0, 0), 24},   {ipv4(192, 0, 2), 24},   {ipv4(192, 88, 99), 24},
    {ipv4(192, 168, 0), 16}, {ipv4(198, 18, 0), 15},  {ipv4(198, 51, 100), 24},
    {ipv4(203, 0, 113), 24}, {ipv4(224, 0, 0), 4},    {ipv4(240, 0, 0), 4},
};

bool is_public(uint32_t address) {
    return std::none_of(std::begin(kNotPublic), std::end(kNotPublic), [address](const network& n) {
        return (address ^ n.address) >> (32 - n.bits) == 0;
    });
}

// Only 2000::/3 is given out; in it lie Teredo and others (2001::/23), documentation
// (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16), which carries an IPv4 address.
bool is_public(const in6_addr& address) {
    const uint8_t* const byte = address.s6_addr;
    const unsigned first = byte[0] * 256u + byte[1];
    const unsigned second = byte[2] * 256u + byte[3];
    if (first >> 13 != 1) return false;
    if (first == 0x2001) return second >= 0x200 && second != 0xdb8;
    return first != 0x2002 && !(first == 0x3fff && second < 0x1000);
}

}  // namespace

bool is_public_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        return is_public(ntohl(four.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof six);
        return is_public(six.sin6_addr);
    }
    return false;
}

}  // namespace swan
