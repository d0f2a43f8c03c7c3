#include "swanctl/doctor/outside.h"

#include "base/text.h"
#include "swanctl/doctor/upstreams.h"

namespace swan::doctor {

namespace {

// Longer than nginx waits for a worker that hangs: then its own answer tells that.
constexpr std::chrono::seconds kNginxWaits{12};
constexpr std::string_view kLocalSystem = "http://127.0.0.1:8080";  // of `make run`

std::optional<std::string> base_of(const examined& what, std::string url) {
    while (url.ends_with('/')) url.pop_back();
    if (!url.empty()) return url;
    if (what.is_sandbox()) return std::string(kLocalSystem);
    return std::nullopt;
}

}  // namespace

outside::outside(const examined& what, std::string url)
    : what_(what), assumed_(url.empty()), base_(base_of(what, std::move(url))) {}

const http_trial& outside::auth() {
    if (!auth_)
        auth_ = try_http({.url = concat(base_.value(), "/auth/"), .total_timeout = kNginxWaits});
    return *auth_;
}

const std::vector<outside::answer>& outside::upstreams() {
    if (upstreams_) return *upstreams_;
    upstreams_.emplace();
    for (std::string& each : upstreams_of(what_)) {
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
