#include "swanctl/doctor/upstreams.h"

#include <algorithm>

#include "baidu/api_request.h"
#include "baidu/api_v2_request.h"
#include "service/upstream.h"

namespace swan::doctor {

namespace {

constexpr int kThrowAwayBits = 1024;

// The calls themselves say where they go; nothing is sent, so any key will do to make them.
std::vector<baidu::api_request> calls_of(const server_settings& server, api_generation api) {
    const config any{.smart_app = {},
                     .pay = {},
                     .server = server,
                     .catalogue = {},
                     .merchant_keys = {},
                     .self_key = crypto::rsa_private_key::generate(kThrowAwayBits),
                     .platform_keys = {}};
    const auto login = baidu::login_request(any, "code");
    const auto allied = baidu::login_request(any, "code@allied");
    const auto token = baidu::token_request({});  // for /auth/unionid, whatever the API
    if (api == api_generation::v1)
        return {login, allied, token, baidu::query_request(any, {}),
                baidu::refund_request(any, {})};
    return {login, allied, token, baidu::find_order_request({}, {}, {})};
}

std::vector<api_generation> generations_of(const examined& what) {
    std::vector<api_generation> all;
    for (const examined_app& app : what.apps) all.push_back(app.pay.value_or(pay_settings()).api);
    if (all.empty()) all.push_back(pay_settings().api);
    return all;
}

}  // namespace

std::vector<std::string> upstreams_of(const examined& what) {
    if (!what.server) return {};
    if (!what.server->upstream_base.empty()) return {what.server->upstream_base};
    std::vector<std::string> all;
    for (const api_generation each : generations_of(what))
        for (const auto& call : calls_of(*what.server, each)) {
            std::string origin(origin_of(call.what.url));
            if (std::ranges::find(all, origin) == all.end()) all.push_back(std::move(origin));
        }
    return all;
}

}  // namespace swan::doctor
