#include "service/http_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace swan {
namespace {

bool is_public(const std::string& text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
        return is_public_address(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) != 1) ADD_FAILURE() << text;
    return is_public_address(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

TEST(HttpAddressTest, ThoseOfTheOpenNetArePublic) {
    for (const char* each :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
          "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
          "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255", "2400:3200::1",
          "2606:4700::1111", "64:ff9b::1.1.1.1", "2002:101:101::1"})
        EXPECT_TRUE(is_public(each)) << each;
}

TEST(HttpAddressTest, ThoseOfThisHostAndItsNetworksAreNot) {
    for (const char* each :
         {"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
          "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.0", "172.31.255.255",
          "192.168.0.0", "192.168.255.255", "198.18.0.1", "224.0.0.1", "239.255.255.255",
          "240.0.0.1", "255.255.255.255"})
        EXPECT_FALSE(is_public(each)) << each;
}

TEST(HttpAddressTest, NorThoseOfIpv6NorIpv4InsideOfIt) {
    for (const char* each :
         {"::", "::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "fec0::1", "ff02::1",
          "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "64:ff9b::10.0.0.1",
          "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:c0a8:1::1", "2001::1", "2001:db8::1"})
        EXPECT_FALSE(is_public(each)) << each;
}

TEST(HttpAddressTest, NothingElseIs) {
    sockaddr_in6 address{};
    address.sin6_family = AF_UNIX;
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_FALSE(is_public_address(raw, sizeof address));
    address.sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2400:3200::1", &address.sin6_addr);
    EXPECT_TRUE(is_public_address(raw, sizeof address));
    EXPECT_FALSE(is_public_address(raw, sizeof(sockaddr_in))) << "cut short";
}

TEST(HttpAddressTest, AHostNamesAPrivateAddressInAnyWayOfWritingIt) {
    for (const char* each :
         {"localhost", "127.0.0.1", "10.0.0.7", "2130706433", "0", "::1", "fe80::1"})
        EXPECT_TRUE(names_private_address(each)) << each;
    for (const char* each :
         {"1.1.1.1", "2400:3200::1", "shop.example.com", "localhost.example.com"})
        EXPECT_FALSE(names_private_address(each)) << each;
}

}  // namespace
}  // namespace swan
