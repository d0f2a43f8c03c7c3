#include "app/watch_times.h"

#include <algorithm>
#include <array>

namespace swan {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<milliseconds, 7> kWaits{minutes(1), minutes(2), minutes(5), minutes(15),
                                             hours(1),   hours(3),   hours(12)};

milliseconds closes_in(const order& sold, std::chrono::seconds close_after, int64_t now_ms) {
    return milliseconds(sold.created_ms - now_ms) + close_after;
}

}  // namespace

milliseconds wait_after_look(int64_t n) {
    return kWaits.at(static_cast<size_t>(std::clamp<int64_t>(n, 1, kWaits.size()) - 1));
}

bool is_to_close(const order& sold, std::chrono::seconds close_after, int64_t now_ms) {
    return close_after.count() > 0 && closes_in(sold, close_after, now_ms).count() <= 0;
}

milliseconds next_look(const order& sold, std::chrono::seconds close_after, int64_t n, bool failed,
                       int64_t now_ms) {
    milliseconds wait = wait_after_look(n);
    if (failed) wait = std::min<milliseconds>(wait, minutes(15));
    if (close_after.count() == 0 || is_to_close(sold, close_after, now_ms)) return wait;
    return std::min(wait, closes_in(sold, close_after, now_ms));
}

milliseconds next_try_to_close(const order& sold, std::chrono::seconds close_after,
                               int64_t now_ms) {
    return std::clamp<milliseconds>(-closes_in(sold, close_after, now_ms), minutes(1), hours(12));
}

milliseconds wait_after_confirmation(int64_t n) {
    const auto doublings = static_cast<int>(std::clamp<int64_t>(n - 1, 0, 6));
    return std::min<milliseconds>(minutes(1) * (1 << doublings), hours(1));
}

}  // namespace swan
