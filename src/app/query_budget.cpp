#include "app/query_budget.h"

#include <chrono>

namespace swan {

namespace {

constexpr int64_t kToken = 1000;  // thousandths

}  // namespace

void token_bucket::fill(int64_t now_ms) {
    const int64_t passed_ms = std::clamp<int64_t>(now_ms - filled_ms_, 0, 3'600'000);
    filled_ms_ = now_ms;
    // A thousandth a millisecond is a token a second.
    thousandths_ = std::min(a_second_ * kToken, thousandths_ + passed_ms * a_second_);
}

int64_t token_bucket::left(int64_t now_ms) {
    fill(now_ms);
    return std::max<int64_t>(0, thousandths_ / kToken);
}

bool token_bucket::take(int64_t now_ms, int64_t leave) {
    if (left(now_ms) <= leave) return false;
    thousandths_ -= kToken;
    return true;
}

void token_bucket::overdraw(int64_t now_ms) {
    fill(now_ms);
    thousandths_ -= kToken;
}

bool query_budget::take_for_asker(std::string_view tp_order_id, int64_t now_ms) {
    const std::lock_guard lock(lock_);
    if (!may_be_asked_again(tp_order_id, now_ms) || of_askers_.left(now_ms) == 0 ||
        !bucket_.take(now_ms))
        return false;
    of_askers_.take(now_ms);
    asked_ms_[std::string(tp_order_id)] = now_ms;
    return true;
}

bool query_budget::take_for_job(int64_t now_ms) {
    const std::lock_guard lock(lock_);
    return bucket_.take(now_ms, kept_for_askers_);
}

void query_budget::go_on(int64_t now_ms) {
    const std::lock_guard lock(lock_);
    bucket_.overdraw(now_ms);
}

int64_t query_budget::left_for_jobs(int64_t now_ms) {
    const std::lock_guard lock(lock_);
    return std::max<int64_t>(0, bucket_.left(now_ms) - kept_for_askers_);
}

bool query_budget::may_be_asked_again(std::string_view tp_order_id, int64_t now_ms) {
    const auto asked = asked_ms_.find(tp_order_id);
    if (asked != asked_ms_.end() && now_ms - asked->second < kPauseMs) return false;
    if (asked_ms_.size() < kMostRemembered) return true;
    std::erase_if(asked_ms_,
                  [now_ms](const auto& each) { return now_ms - each.second >= kPauseMs; });
    return asked_ms_.size() < kMostRemembered;
}

int64_t monotonic_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace swan
