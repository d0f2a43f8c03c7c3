#include "app/token_rules.h"

#include <algorithm>

namespace swan {

namespace {

constexpr int64_t kFirstPauseMs = 1'000;
// A token that is refused sooner is worth no more than none.
constexpr int64_t kSoonMs = 60'000;

// Whether `time_ms` is still to come, and not only because the clock was set back.
bool is_ahead(int64_t time_ms, int64_t now_ms, int64_t most_ms) {
    return time_ms > now_ms && time_ms <= now_ms + most_ms;
}

}  // namespace

bool serves(const stored_token& one, int64_t refused, int64_t now_ms) {
    return !one.token.empty() && one.number != refused && now_ms < one.expires_ms;
}

token_step next_step(const stored_token& one, int64_t refused, int64_t now_ms) {
    const bool served = serves(one, refused, now_ms);
    if (served && now_ms < one.refresh_ms) return token_step::use;
    if (is_ahead(one.lease_ends_ms, now_ms, kLongestTokenLeaseMs))
        return served ? token_step::use : token_step::wait;
    if (is_ahead(one.not_before_ms, now_ms, kLongestTokenPauseMs))
        return served ? token_step::use : token_step::fail;
    return token_step::fetch;
}

stored_token successor(const stored_token& before, bool refused, const baidu::access_grant& granted,
                       int64_t asked_ms, unsigned char chance) {
    const bool too_soon = refused && asked_ms - before.issued_ms < kSoonMs;
    const int64_t failures = too_soon ? before.failures + 1 : 0;
    const int64_t life_ms = granted.lifetime_s * 1000;
    return {.token = granted.token,
            .number = before.number + 1,
            .issued_ms = asked_ms,
            .refresh_ms = asked_ms + life_ms / 10 * 8 + life_ms / 10 * chance / 255,
            .expires_ms = asked_ms + life_ms,
            .failures = failures,
            .not_before_ms = failures == 0 ? 0 : asked_ms + pause_ms(failures)};
}

int64_t pause_ms(int64_t failures) {
    if (failures <= 0) return 0;
    const int64_t doubled = std::min<int64_t>(failures - 1, 10);
    return std::min(kFirstPauseMs << doubled, kLongestTokenPauseMs);
}

}  // namespace swan
