// When a request is sent at all, and when once more.
#include <chrono>
#include <utility>

#include "base/error.h"
#include "service/http.h"
#include "service/upstream.h"

namespace swan {

namespace {

using clock = std::chrono::steady_clock;
using outcome = http_result::outcome;

// A second try can do no harm, and may do better.
bool may_try_again(const http_result& came, bool repeatable) {
    if (came.repeated) return false;
    switch (came.what) {
        case outcome::not_sent:
            return true;
        case outcome::broken:
            return repeatable;
        case outcome::answered:
            return repeatable && came.is_unavailable();
        default:
            return false;  // the time is over, or the answer would be as large again
    }
}

// Sooner than this even a server in good health may not have answered.
constexpr milliseconds kLeastTime{500};

bool is_timeout(const http_result& came) {
    return came.what == outcome::timed_out || came.what == outcome::connect_timed_out;
}

bool was_sent(const http_result& came) {
    return came.what != outcome::not_sent && came.what != outcome::connect_timed_out;
}

}  // namespace

task<http_result> http_client::send(http_request what) {
    if (known_ == nullptr) {
        co_return co_await once(std::move(what));
    }
    upstream& to = upstream_of(what.url);
    const upstream::place waits(to);
    const auto end = clock::now() + total_timeout_;
    http_result first = co_await tried(to, what);
    what.at_most = std::chrono::floor<milliseconds>(end - clock::now());
    if (!may_try_again(first, what.repeatable) || to.is_failing() || what.at_most < kLeastTime)
        co_return std::move(first);
    to.count_retry();
    try {
        http_result second = co_await tried(to, std::move(what));
        // One that was not sent tells nothing of the first.
        if (was_sent(second)) first = std::move(second);
    } catch (const error&) {
        // Others have taken its place among those that wait.
    }
    co_return std::move(first);
}

task<http_result> http_client::tried(upstream& to, http_request what) {
    const auto began = clock::now();
    const auto pass = to.admit(began);
    if (!pass) co_return to.held_back();
    const bool hurried = what.at_most.count() > 0 && what.at_most < kLeastTime;
    http_result came = co_await once(std::move(what));
    if (hurried && is_timeout(came)) came.our_fault = true;
    to.ended(*pass, came, began, clock::now());
    co_return std::move(came);
}

upstream& http_client::upstream_of(std::string_view url) {
    const std::string_view origin = origin_of(url);
    const auto used = used_.find(origin);
    if (used != used_.end()) return *used->second;
    upstream& one = known_->of(origin);
    used_.emplace(origin, &one);
    return one;
}

}  // namespace swan
