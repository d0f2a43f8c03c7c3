#include "app/give_back.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "base/text.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

refund whole_of(const payment& taken, std::string refund_id, int64_t now_ms) {
    return {.refund_id = std::move(refund_id),
            .order_id = taken.order_id,
            .tp_order_id = taken.tp_order_id,
            .state = status::reserved,
            .origin = refund::source::abnormal,
            .amount = taken.total_money,
            .asked = "all",
            .whole = true,
            .asked_by = "isErrorOrder",
            .created_ms = now_ms,
            .updated_ms = now_ms};
}

}  // namespace

bool give_back(sql& db, const ledger_rules& rules, const std::string& order_id, int64_t now_ms) {
    const auto taken = find_payment(db, rules.app, order_id);
    if (!taken || !taken->is_error_order) return true;
    const auto all = refunds_of(db, rules.app, order_id);
    const auto any = [&](auto is_so) { return std::any_of(all.begin(), all.end(), is_so); };
    int64_t done = 0;
    for (const refund& one : all)
        if (one.state == status::done) done += std::max<int64_t>(one.amount, 0);
    if (done >= taken->total_money) return true;
    const std::string ours = concat(order_id, "E");
    const bool has_one = any(
        [&](const refund& one) { return one.refund_id == ours || one.state != status::failed; });
    if (!has_one && reserve(db, rules.app, order_id, taken->total_money))
        book_refund(db, rules, whole_of(*taken, ours, now_ms));
    return false;
}

}  // namespace swan
