#include "swanctl/doctor/upstreams.h"

#include <gtest/gtest.h>

namespace swan::doctor {
namespace {

using hosts = std::vector<std::string>;

// A configuration with a mini-program for each of `apis`.
examined with(const std::vector<api_generation>& apis) {
    examined what;
    what.server.emplace();
    for (const api_generation each : apis) {
        what.apps.push_back({.name = "", .folder = ""});
        what.apps.back().pay.emplace().api = each;
    }
    return what;
}

TEST(Upstreams, AreThoseOfTheApiInUse) {
    EXPECT_EQ(upstreams_of(with({api_generation::v1})),
              (hosts{"https://spapi.baidu.com", "https://openapi.baidu.com",
                     "https://dianshang.baidu.com", "https://etrade-api.baidu.com"}));
    EXPECT_EQ(upstreams_of(with({api_generation::v2})),
              (hosts{"https://spapi.baidu.com", "https://openapi.baidu.com"}));
    EXPECT_EQ(upstreams_of(with({api_generation::v2, api_generation::v1})).size(), 4u);
}

TEST(Upstreams, FollowFromTheServersSettings) {
    examined what = with({api_generation::v1});
    what.server->session_key_url = session_key_host::nalogin;
    what.server->refund_url = refund_host::nop;
    EXPECT_EQ(upstreams_of(what), (hosts{"https://openapi.baidu.com", "https://spapi.baidu.com",
                                         "https://dianshang.baidu.com", "https://nop.nuomi.com"}));
    what.server->upstream_base = "http://127.0.0.1:8081";
    EXPECT_EQ(upstreams_of(what), hosts{"http://127.0.0.1:8081"});
}

TEST(Upstreams, AreGuessedWithoutAPayJsonAndUnknownWithoutAServerJson) {
    EXPECT_EQ(upstreams_of(with({})), upstreams_of(with({pay_settings().api})));
    EXPECT_TRUE(upstreams_of(examined()).empty());
}

}  // namespace
}  // namespace swan::doctor
