#include "service/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace swan {
namespace {

bool is_public(const std::string& text) {
    sockaddr_storage storage{};
    const bool six = text.find(':') != std::string::npos;
    storage.ss_family = six ? AF_INET6 : AF_INET;
    auto* const raw = reinterpret_cast<sockaddr*>(&storage);
    void* const into = six ? static_cast<void*>(&reinterpret_cast<sockaddr_in6*>(raw)->sin6_addr)
                           : static_cast<void*>(&reinterpret_cast<sockaddr_in*>(raw)->sin_addr);
    EXPECT_EQ(inet_pton(storage.ss_family, text.c_str(), into), 1) << text;
    return is_public_address(*raw);
}

TEST(PublicAddressTest, ServersOfTheInternetArePublic) {
    for (const char* each : {"1.1.1.1",         "8.8.8.8",      "9.255.255.255",   "11.0.0.0",
                             "100.63.255.255",  "100.128.0.0",  "126.255.255.255", "128.0.0.0",
                             "169.253.255.255", "169.255.0.0",  "172.15.255.255",  "172.32.0.0",
                             "192.167.255.255", "192.169.0.0",  "198.17.255.255",  "198.20.0.0",
                             "223.255.255.255", "2606:4700::1", "2400:da00::6666", "2001:200::1",
                             "3ffe::1"})
        EXPECT_TRUE(is_public(each)) << each;
}

TEST(PublicAddressTest, OurOwnNetworksAreNot) {
    for (const char* each :
         {"0.0.0.0",         "0.1.2.3",   "10.0.0.1",        "10.255.255.255",  "100.64.0.0",
          "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.0",
          "172.31.255.255",  "192.0.0.8", "192.168.0.1",     "192.168.255.255", "198.18.0.1",
          "198.19.255.255",  "224.0.0.1", "239.255.255.255", "240.0.0.1",       "255.255.255.255"})
        EXPECT_FALSE(is_public(each)) << each;
}

TEST(PublicAddressTest, NorTheirDisguisesInIpv6) {
    for (const char* each : {"::", "::1", "fe80::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1",
                             "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
                             "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff:0fff::1"})
        EXPECT_FALSE(is_public(each)) << each;
}

TEST(PublicAddressTest, AnotherFamilyIsNot) {
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public_address(local));
}

}  // namespace
}  // namespace swan
