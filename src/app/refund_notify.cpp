// Baidu's notify of a refund: which one has ended, and how.
#include <algorithm>

#include "app/moves.h"
#include "app/refund_message.h"

namespace swan {

namespace {

using status = refund::status;

// A refund of Baidu's own: of a payment of ours, or of one that we never heard of.
std::string_view foreign_alert(const refund_facts& known) {
    return known.paid ? "foreign_refund" : "refund_unknown_order";
}

// We have let Baidu give back a payment that was never booked, and shall again if it is told now:
// nothing of ours asks for that money.
std::string_view failure_alert(const refund& row, const refund_facts& known) {
    const bool is_lost = !known.paid && row.audit_status == audit_answer::approve;
    return is_lost ? "refund_failed_unbooked" : std::string_view();
}

refund_effect told_again(const refund& row, const refund_facts& known) {
    refund_effect out{.keep_message = false};
    if (row.state == status::failed) out.alert = failure_alert(row, known);
    // No audit of it was answered: it is known by its notify alone.
    if (row.origin == refund::source::foreign && row.audit_status == audit_answer::none)
        out.alert = foreign_alert(known);
    if (is_over(known)) out.alert = kOver;
    return out;
}

// Failed, after it was told done. That stands; Baidu is asked what it says now.
refund_effect contradicted(const refund& row, const refund_facts& known) {
    refund_effect out{.alert = "refund_contradicted"};
    if (known.paid)
        out.reconcile = reconciliation{.user_id = known.paid->user_id,
                                       .ledger_pay = baidu::queried_pay::paid,
                                       .ledger_refund = baidu::queried_refund::done,
                                       .batch_id = row.batch_id.value_or(std::string())};
    return out;
}

refund_effect set_done(refund row, const refund_facts& known) {
    const bool was_released = !holds_money(row.state);
    refund_effect out;
    if (row.state == status::done) return told_again(row, known);
    if (was_released && row.amount > 0) {  // success beats failure, whatever happened since
        out.reserve_anyway = row.amount;
        warn_if_over(out, known);
    }
    row.state = status::done;
    row.updated_ms = known.now_ms;
    out.merged = merged_into(row, known);
    out.write = std::move(row);
    return out;
}

// Sent to Baidu, and ended by the operator or a query: its batch is still to be told.
bool ended_unbound(const refund& one) {
    const bool refused = one.state == status::failed && one.answer_code != 0;
    return is_ours(one) && has_ended(one.state) && !one.batch_id && !refused &&
           one.sent_by != refund::generation::none;
}

std::optional<refund> ended_unbound_of(const std::vector<refund>& refunds) {
    if (std::count_if(refunds.begin(), refunds.end(), ended_unbound) != 1) return std::nullopt;
    return *std::find_if(refunds.begin(), refunds.end(), ended_unbound);
}

// The refund that it is about. A failure says nothing of one that Baidu is still to get.
std::optional<refund> meant_by(const baidu::refund_notify& told, const refund_facts& known) {
    const auto& all = known.refunds;
    if (!known.batch)
        return std::any_of(all.begin(), all.end(), is_unbound) ? unbound_of(all)
                                                               : ended_unbound_of(all);
    if (told.status == baidu::notified_refund::failed) return known.batch;
    const auto ours = given_back_of(known, known.batch->audit_money);
    return ours ? ours : known.batch;
}

refund_effect set_failed(refund row, const refund_facts& known) {
    if (row.state == status::done) return contradicted(row, known);
    if (row.state == status::failed) return told_again(row, known);
    refund_effect out;
    if (holds_money(row.state) && row.amount > 0) out.reserve_anyway = -row.amount;
    row.state = status::failed;
    row.updated_ms = known.now_ms;
    out.alert = failure_alert(row, known);
    out.write = std::move(row);
    return out;
}

}  // namespace

refund_effect judge(const baidu::refund_notify& told, const refund_facts& known) {
    if (is_of_another_payment(known.batch, told.order_id)) return {.alert = kBatchOfAnother};
    if (auto row = meant_by(told, known)) {
        const bool is_bound_now = !row->batch_id;
        row->batch_id = told.refund_batch_id;
        refund_effect effect = told.status == baidu::notified_refund::done
                                   ? set_done(*row, known)
                                   : set_failed(*row, known);
        if (is_bound_now && !effect.write) {  // it had ended so already, or better
            effect.write = std::move(row);
            effect.keep_message = true;
        }
        return effect;
    }
    refund foreign =
        from_baidu(told.refund_batch_id, told.order_id, refund::source::foreign, known);
    foreign.state = told.status == baidu::notified_refund::done ? status::done : status::failed;
    return {.write = std::move(foreign), .is_new = true, .alert = foreign_alert(known)};
}

}  // namespace swan
