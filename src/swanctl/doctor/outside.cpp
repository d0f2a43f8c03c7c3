#include "swanctl/doctor/outside.h"

#include <algorithm>

#include "baidu/api_request.h"
#include "base/text.h"

namespace swan::doctor {

namespace {

constexpr std::string_view kLocalSystem = "http://127.0.0.1:8080";  // of `make run`
constexpr int kThrowAwayBits = 1024;

std::optional<std::string> base_of(const examined& what, std::string url) {
    while (url.ends_with('/')) url.pop_back();
    if (!url.empty()) return url;
    if (what.is_sandbox()) return std::string(kLocalSystem);
    return std::nullopt;
}

// "https://host" of "https://host/path".
std::string origin_of(std::string_view url) {
    const size_t host = url.find("//") + 2;
    return std::string(url.substr(0, url.find('/', host)));
}

}  // namespace

// The calls themselves say where they go; nothing is sent.
std::vector<std::string> upstreams_of(const server_settings& server) {
    if (!server.upstream_base.empty()) return {server.upstream_base};
    const config any{.smart_app = {},
                     .pay = {},
                     .server = server,
                     .catalogue = {},
                     .merchant_keys = {},
                     .self_key = crypto::rsa_private_key::generate(kThrowAwayBits),
                     .platform_keys = {}};
    std::vector<std::string> all;
    for (const auto& call :
         {baidu::login_request(any, "code"), baidu::login_request(any, "code@allied"),
          baidu::query_request(any, {}), baidu::refund_request(any, {})}) {
        std::string origin = origin_of(call.what.url);
        if (std::ranges::find(all, origin) == all.end()) all.push_back(std::move(origin));
    }
    return all;
}

outside::outside(const examined& what, std::string url)
    : what_(what), assumed_(url.empty()), base_(base_of(what, std::move(url))) {}

const http_trial& outside::auth() {
    if (!auth_) auth_ = try_http({.url = concat(base_.value(), "/auth/")});
    return *auth_;
}

const std::vector<outside::answer>& outside::upstreams() {
    if (upstreams_) return *upstreams_;
    upstreams_.emplace();
    if (!what_.server) return *upstreams_;
    for (std::string& each : upstreams_of(*what_.server)) {
        const http_question root{.url = concat(each, "/"),
                                 .ca_file = what_.server->upstream_ca_file,
                                 .connect_timeout = what_.server->connect_timeout,
                                 .total_timeout = what_.server->upstream_timeout};
        upstreams_->push_back({std::move(each), try_http(root)});
    }
    return *upstreams_;
}

bool is_from_worker(const http_trial& auth) {
    return auth.answered() && auth.status == 404 && auth.header("x-swan-code") == "10005" &&
           auth.header("content-type").starts_with("application/json");
}

}  // namespace swan::doctor
