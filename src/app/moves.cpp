#include "app/moves.h"

#include <algorithm>
#include <initializer_list>

namespace swan {

namespace {

template <class State>
bool is_one_of(State state, std::initializer_list<State> some) {
    return std::find(some.begin(), some.end(), state) != some.end();
}

constexpr int64_t kSecond = 1000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;

}  // namespace

// A payment wins against a closing that is under way. A closed order can be paid when Baidu took
// the money before the close, or by the setting paid_after_close. A paid one is open again only
// when Baidu takes back a payment that had not been told on.
bool may_move(order::status from, order::status to) {
    using enum order::status;
    switch (from) {
        case created:
            return is_one_of(to, {closing, paid});
        case closing:
            return is_one_of(to, {closed, paid});
        case closed:
            return to == paid;
        case paid:
            return to == created;
    }
    return false;
}

// One that was not sent yet may have been taken on all the same: Baidu gives the payment back by
// itself.
bool may_move(refund::status from, refund::status to) {
    using enum refund::status;
    switch (from) {
        case requested:
            return is_one_of(to, {accepted, done, failed});
        case reserved:
            return is_one_of(to, {unverifying, sent, accepted, done, failed});
        case unverifying:
            return is_one_of(to, {reserved, unverified, sent, accepted, done, failed});
        case unverified:
            return is_one_of(to, {sent, accepted, done, failed});
        case sent:
            return is_one_of(to, {reserved, unverified, unknown, accepted, done, failed});
        case unknown:
            return is_one_of(to, {reserved, unverified, sent, accepted, done, failed});
        case accepted:  // requested: Baidu asks after all about one that its list had shown
            return is_one_of(to, {requested, done, failed});
        case failed:
            return to == done;
        case done:
            return false;
    }
    return false;
}

bool holds_money(refund::status state) {
    using enum refund::status;
    return !is_one_of(state, {requested, failed});
}

bool has_ended(refund::status state) {
    using enum refund::status;
    return is_one_of(state, {done, failed});
}

int64_t look_after_ms(refund::status state, int64_t attempts, int64_t sending_ms) {
    using enum refund::status;
    const int64_t times = std::clamp<int64_t>(attempts, 1, 60);
    switch (state) {
        case requested:
            return 24 * kHour;  // nobody has decided
        case reserved:
            return std::min(2 * kSecond * times, kMinute);
        case unverifying:
        case sent:
            return sending_ms;
        case unverified:
            return std::min(kMinute * times, 10 * kMinute);
        case unknown:
            return kMinute;
        case accepted:
            return kHour;
        case done:
        case failed:
            return 0;
    }
    return 0;
}

}  // namespace swan
