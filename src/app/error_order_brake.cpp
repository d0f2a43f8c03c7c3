#include "app/error_order_brake.h"

#include <algorithm>

#include "service/store/counters.h"

namespace swan::error_order_brake {

namespace {

constexpr int64_t kWindowMs = int64_t{10} * 60'000;
constexpr int64_t kBrakeMs = int64_t{6} * 3600'000;

}  // namespace

bool holds(sql& db, int64_t app, int64_t now_ms) {
    const int64_t braked_ms = counter_value(db, app, kBrakedAt);
    return braked_ms > counter_value(db, app, kResumedAt) && now_ms - braked_ms < kBrakeMs;
}

bool may_ask_for_refund(sql& db, const ledger_rules& rules, const std::string& order_id,
                        int64_t now_ms) {
    if (is_error_order(db, rules.app, order_id)) return true;  // the first answer again
    if (holds(db, rules.app, now_ms)) return false;
    const int64_t since_ms = std::max(now_ms - kWindowMs, counter_value(db, rules.app, kResumedAt));
    const int64_t limit = rules.settings.error_order_limit;
    if (count_error_orders(db, rules.app, since_ms, limit) >= limit) {
        set_counter(db, rules.app, kBrakedAt, now_ms);
        return false;
    }
    add_error_order(db, rules.app, order_id, now_ms);
    return true;
}

void release(sql& db, int64_t app, int64_t now_ms) { set_counter(db, app, kResumedAt, now_ms); }

}  // namespace swan::error_order_brake
