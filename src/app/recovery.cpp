#include "app/recovery.h"

#include "base/error.h"
#include "service/store/counters.h"
#include "service/store/jobs.h"
#include "service/store/order_search.h"
#include "service/store/orders.h"
#include "service/store/payments.h"

namespace swan {

namespace {

constexpr int64_t kAtOnce = 200;  // orders in one transaction

}  // namespace

bool is_recovering(sql& db, const ledger_rules& rules) {
    return counter_value(db, rules.app, kRecovering) != 0;
}

void set_recovering(sql& db, const ledger_rules& rules, bool now) {
    set_counter(db, rules.app, kRecovering, now ? 1 : 0);
}

void refuse_while_recovering(sql& db, const ledger_rules& rules) {
    if (is_recovering(db, rules))
        throw error(code::busy,
                    "no refunds now: the ledger was restored and is being recovered; ask again "
                    "with the same refund_id when the operator has ended that")
            .with_retry_after(60);
}

recovered ask_about_orders(sql& db, const ledger_rules& rules, int64_t from_ms,
                           const std::string& after, int64_t now_ms) {
    recovered done;
    if (rules.api == api_generation::v1) return done;
    const auto some =
        search_order_numbers(db, rules.app, {.since_ms = from_ms, .after = after, .most = kAtOnce});
    for (const std::string& tp_order_id : some) {
        const auto sold = find_terms(db, rules.app, tp_order_id);
        const bool unpaid = sold && (sold->state == order::status::created ||
                                     sold->state == order::status::closing);
        if (unpaid) {
            schedule_job(db, rules.app, job_kind::watch, tp_order_id, now_ms, now_ms);
            ++done.orders;
            continue;
        }
        // Baidu tells nothing good of a payment that was refunded, rightly so.
        const auto paid =
            find_payment(db, rules.app, find_good_payment(db, rules.app, tp_order_id));
        if (!paid || paid->reserved != 0) continue;
        schedule_job(db, rules.app, job_kind::confirm, paid->order_id, now_ms, now_ms);
        ++done.payments;
    }
    if (static_cast<int64_t>(some.size()) == kAtOnce) done.last = some.back();
    return done;
}

}  // namespace swan
