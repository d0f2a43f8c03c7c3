#include "app/refund_limit.h"

#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/counters.h"

namespace swan {

namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kDayMs = int64_t{24} * 60 * kMinuteMs;
constexpr int64_t kBaidusZoneMs =
    int64_t{8} * 60 * kMinuteMs;  // UTC+8: its days are the merchant's

// What may be used up while one number, that of a minute or of a day, stands.
struct window {
    std::string_view number;  // names of counters
    std::string_view used;
    int64_t now = 0;
    int64_t most = 0;
    int64_t left_ms = 0;
};

void use_up(sql& db, const ledger_rules& rules, const window& in, int64_t amount) {
    const bool goes_on = counter_value(db, rules.app, in.number) == in.now;
    const int64_t used = goes_on ? counter_value(db, rules.app, in.used) : 0;
    if (amount > in.most - used) {
        logging::alert("refund_limit", concat("app=", rules.app, " ", in.used, "=", used,
                                              " more=", amount, " limit=", in.most));
        throw error(code::busy, "the limit of refunds is reached: ask again later")
            .with_retry_after(static_cast<int>(in.left_ms / 1000 + 1));
    }
    set_counter(db, rules.app, in.number, in.now);
    set_counter(db, rules.app, in.used, used + amount);
}

}  // namespace

void count_refund(sql& db, const ledger_rules& rules, int64_t fen, int64_t now_ms) {
    const window minute{.number = kRefundMinute,
                        .used = kRefundsInMinute,
                        .now = now_ms / kMinuteMs,
                        .most = rules.settings.refunds_a_minute,
                        .left_ms = kMinuteMs - now_ms % kMinuteMs};
    const int64_t there_ms = now_ms + kBaidusZoneMs;
    const window day{.number = kRefundDay,
                     .used = kRefundFenOnDay,
                     .now = there_ms / kDayMs,
                     .most = rules.settings.refunds_a_day,
                     .left_ms = kDayMs - there_ms % kDayMs};
    use_up(db, rules, minute, 1);
    use_up(db, rules, day, fen);
}

}  // namespace swan
