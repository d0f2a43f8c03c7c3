#include "service/http_address.h"

#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace swan {

namespace {

struct network_v4 {
    uint32_t first;
    int bits;
};

// The special-purpose registry of IANA, what is not globally reachable.
constexpr std::array<network_v4, 15> kNotPublic{{
    {0x00000000, 8},   // this network, unspecified
    {0x0a000000, 8},   // RFC 1918
    {0x64400000, 10},  // CGNAT, 100.64/10
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local
    {0xac100000, 12},  // RFC 1918
    {0xc0000000, 24},  // protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // RFC 1918
    {0xc6120000, 15},  // benchmarks
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved, broadcast
}};

uint32_t number_at(const uint8_t* bytes) {
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

bool is_public_v4(uint32_t address) {
    return std::none_of(kNotPublic.begin(), kNotPublic.end(), [address](const network_v4& each) {
        return (address ^ each.first) >> (32 - each.bits) == 0;
    });
}

bool begins(const uint8_t* bytes, std::initializer_list<uint8_t> with) {
    return std::equal(with.begin(), with.end(), bytes);
}

// Public ones are all in 2000::/3, but for the translated ones of NAT64.
bool is_public_v6(const uint8_t* bytes) {
    if (begins(bytes, {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))
        return is_public_v4(number_at(bytes + 12));
    if (begins(bytes, {0x20, 0x02})) return is_public_v4(number_at(bytes + 2));  // 6to4
    if (begins(bytes, {0x20, 0x01, 0x0d, 0xb8})) return false;                   // documentation
    if (begins(bytes, {0x20, 0x01, 0x00, 0x00})) return false;                   // Teredo
    return bytes[0] >> 5 == 1;
}

}  // namespace

bool is_public_address(const sockaddr* address, socklen_t size) {
    if (address->sa_family == AF_INET && size >= socklen_t{sizeof(sockaddr_in)}) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6 || size < socklen_t{sizeof(sockaddr_in6)}) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    return is_public_v6(v6.sin6_addr.s6_addr);
}

bool names_private_address(const std::string& host) {
    if (host == "localhost") return true;
    addrinfo numbers{};
    numbers.ai_flags = AI_NUMERICHOST;
    addrinfo* address = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &numbers, &address) != 0) return false;
    const bool is_private = !is_public_address(address->ai_addr, address->ai_addrlen);
    freeaddrinfo(address);
    return is_private;
}

}  // namespace swan
