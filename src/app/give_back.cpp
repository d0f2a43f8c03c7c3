#include "app/give_back.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/moves.h"
#include "app/refund.h"
#include "base/text.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

// On its way, or waiting for somebody's yes; or nobody knows how much it took.
bool may_take_more(const refund& one) {
    return !has_ended(one.state) || (one.state == status::done && one.amount < 0);
}

refund rest_of(const payment& taken, std::string refund_id, int64_t now_ms) {
    const int64_t left = left_of(taken);
    return {.refund_id = std::move(refund_id),
            .order_id = taken.order_id,
            .tp_order_id = taken.tp_order_id,
            .state = status::reserved,
            .origin = refund::source::abnormal,
            .amount = left,
            .asked = "all",
            .whole = left == taken.total_money,
            .asked_by = "isErrorOrder",
            .created_ms = now_ms,
            .updated_ms = now_ms};
}

}  // namespace

bool give_back(sql& db, const ledger_rules& rules, const std::string& order_id, int64_t now_ms) {
    const auto taken = find_payment(db, rules.app, order_id);
    if (!taken || !taken->is_error_order) return true;
    const auto all = refunds_of(db, rules.app, order_id);
    if (has_gone_back(*taken, all)) return true;
    const std::string ours = concat(order_id, "E");
    // Asked for already; or a merchant has called another refund so.
    const bool is_taken = find_refund(db, rules.app, ours).has_value();
    const bool has_one = is_taken || std::any_of(all.begin(), all.end(), may_take_more);
    const refund rest = rest_of(*taken, ours, now_ms);
    // A discounted payment is refunded whole or not at all.
    const bool may_ask = rest.whole || taken->pay_money == taken->total_money;
    if (!has_one && may_ask && rest.amount > 0 && reserve(db, rules.app, order_id, rest.amount))
        book_refund(db, rules, rest);
    return false;
}

bool has_gone_back(const payment& taken, const std::vector<refund>& its) {
    int64_t done = 0;
    for (const refund& one : its)
        if (one.state == status::done) done += std::max<int64_t>(one.amount, 0);
    return done >= taken.total_money;
}

}  // namespace swan
