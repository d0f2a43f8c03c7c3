// Baidu's audit and notify of a refund: who asked for it, is it ours, and what becomes of it.
#include <algorithm>

#include "app/refund.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;

// The one refund of ours that this message can mean, though it names none.
std::optional<refund> unbound_of(const std::vector<refund>& refunds) {
    const auto found = std::find_if(refunds.begin(), refunds.end(), is_unbound);
    if (found == refunds.end()) return std::nullopt;
    return *found;
}

// Cash of a refund: what Baidu said when it took it on, what the audit asks for, what we set
// aside. Never more than is set aside.
int64_t cash_of(const refund& mine, const refund_audit& asked, const payment& paid) {
    int64_t cash = mine.whole ? paid.pay_money : mine.amount;
    if (asked.apply_refund_money) cash = *asked.apply_refund_money;
    if (mine.refund_pay_money >= 0) cash = mine.refund_pay_money;
    return std::min(cash, mine.amount);
}

bool fits(const refund_audit& asked, const refund& mine, const payment& paid) {
    return !asked.apply_refund_money || *asked.apply_refund_money == mine.amount ||
           (mine.whole && *asked.apply_refund_money == paid.pay_money);
}

refund from_baidu(const std::string& batch, const std::string& order_id, refund::source origin,
                  const refund_facts& known) {
    return {.refund_id = concat("batch:", batch),
            .order_id = order_id,
            .tp_order_id = known.paid   ? known.paid->tp_order_id
                           : known.sold ? known.sold->tp_order_id
                                        : std::string(),
            .origin = origin,
            .amount = -1,
            .asked = "",
            .batch_id = batch,
            .created_ms = known.now_ms,
            .updated_ms = known.now_ms};
}

// The row of a refund that Baidu began: the one we know by its batch, or a new one.
refund row_of(const refund_audit& asked, const refund_facts& known, refund::source origin) {
    return known.batch ? *known.batch
                       : from_baidu(asked.refund_batch_id, asked.order_id, origin, known);
}

audit_verdict decided(refund row, bool is_new, int64_t audit_status, int64_t money) {
    row.audit_status = audit_status;
    row.audit_money = money;
    return {.audit_status = audit_status,
            .money = money,
            .effect = {.write = std::move(row), .is_new = is_new}};
}

// A refund of ours: the audit confirms that it is under way, and with which batch.
audit_verdict bind(refund mine, const refund_audit& asked, const refund_facts& known) {
    mine.batch_id = asked.refund_batch_id;
    if (mine.state == status::sent || mine.state == status::unknown) mine.state = status::accepted;
    mine.updated_ms = known.now_ms;
    const int64_t cash = cash_of(mine, asked, *known.paid);
    return decided(std::move(mine), false, 1, cash);
}

// Money that we asked Baidu to give back, or never booked: given back whole.
audit_verdict let_go(const refund_audit& asked, const refund_facts& known) {
    refund row = row_of(asked, known, refund::source::abnormal);
    row.state = status::accepted;
    row.amount = known.paid ? known.paid->total_money : known.sold->total_amount;
    row.whole = true;
    const int64_t paid = known.paid ? known.paid->pay_money : row.amount;
    const int64_t cash = std::min(asked.apply_refund_money.value_or(paid), row.amount);
    const int64_t amount = row.amount;
    audit_verdict out = decided(std::move(row), !known.batch, 1, cash);
    if (known.paid && left_of(*known.paid) < amount) {
        out.audit_status = out.effect.write->audit_status = 3;
        out.effect.write->state = status::requested;
        out.effect.alert = "audit_exceeds_payment";
    } else {
        out.effect.reserve = known.paid ? amount : 0;
    }
    return out;
}

// Nobody here asked for it: the customer in Baidu's app, the console, or a doubled request.
audit_verdict unasked_for(const refund_audit& asked, const refund_facts& known,
                          server_settings::unasked unasked) {
    const int64_t left = left_of(*known.paid);
    const int64_t amount = asked.apply_refund_money.value_or(left);
    refund row = row_of(asked, known, refund::source::foreign);
    row.state = status::requested;
    row.amount = amount;
    const bool fits_in = amount <= left && amount > 0 && !has_unknown_amount(known.refunds);
    audit_verdict out = decided(std::move(row), !known.batch, 3, amount);
    out.effect.alert = "refund_requested";
    if (!fits_in) {
        out.effect.alert = "audit_exceeds_payment";
    } else if (unasked == server_settings::unasked::approve) {
        out.audit_status = out.effect.write->audit_status = 1;
        out.effect.write->state = status::accepted;
        out.effect.reserve = amount;
    } else if (unasked == server_settings::unasked::reject) {
        out.audit_status = out.effect.write->audit_status = 2;
        out.effect.write->state = status::failed;
    }
    return out;
}

audit_verdict undecided(const refund_audit& asked, std::string_view alert) {
    return {.audit_status = 3,
            .money = asked.apply_refund_money.value_or(0),
            .effect = {.alert = alert}};
}

audit_verdict same_again(const refund& answered) {
    return {.audit_status = answered.audit_status,
            .money = answered.audit_money,
            .effect = {.keep_message = false}};
}

// Baidu has told the end already; its question comes late. What is done stays done.
audit_verdict after_the_end(const refund_audit& asked, const refund_facts& known) {
    refund row = *known.batch;
    if (row.state == status::failed) return undecided(asked, "audit_after_failure");
    const bool learnt = row.amount < 0 && asked.apply_refund_money;
    if (learnt) row.amount = *asked.apply_refund_money;
    const int64_t cash = asked.apply_refund_money.value_or(std::max<int64_t>(row.amount, 0));
    const int64_t amount = row.amount;
    audit_verdict out = decided(std::move(row), false, 1, cash);
    if (learnt) out.effect.reserve_anyway = amount;
    return out;
}

bool is_let_go(const payment& paid) {
    return paid.is_error_order || paid.verdict == payment::judgement::mismatch ||
           paid.verdict == payment::judgement::duplicate ||
           paid.verdict == payment::judgement::late;
}

}  // namespace

audit_verdict judge(const refund_audit& asked, const refund_facts& known,
                    server_settings::unasked unasked) {
    if (known.batch && (known.batch->audit_status == 1 || known.batch->audit_status == 2))
        return same_again(*known.batch);
    if (known.batch &&
        (known.batch->state == status::done || known.batch->state == status::failed))
        return after_the_end(asked, known);
    if (!known.paid) {
        // Baidu gives back a payment that it could never tell us of.
        if (known.sold && known.sold->state != order::status::paid) return let_go(asked, known);
        return undecided(asked, "audit_unknown_order");
    }
    const bool bound_to_us = known.batch && known.batch->origin == refund::source::merchant;
    const auto mine = bound_to_us ? known.batch : unbound_of(known.refunds);
    if (mine && (bound_to_us || !known.batch) && fits(asked, *mine, *known.paid))
        return bind(*mine, asked, known);
    if (bound_to_us) return undecided(asked, "audit_amount");
    if (is_let_go(*known.paid)) return let_go(asked, known);
    return unasked_for(asked, known, unasked);
}

namespace {

refund_effect set_done(refund row, const refund_facts& known) {
    const bool was_released = row.state == status::failed || row.state == status::requested;
    refund_effect out;
    if (row.state == status::done) return {.keep_message = false};
    if (was_released && row.amount > 0) {  // success beats failure, whatever happened since
        out.reserve_anyway = row.amount;
        if (known.paid && left_of(*known.paid) < row.amount) out.alert = "over_refunded";
    }
    row.state = status::done;
    row.updated_ms = known.now_ms;
    out.write = std::move(row);
    return out;
}

refund_effect set_failed(refund row, const refund_facts& known) {
    if (row.state == status::done) return {.alert = "refund_contradicted"};
    if (row.state == status::failed) return {.keep_message = false};
    refund_effect out;
    if (row.state != status::requested && row.amount > 0) out.reserve_anyway = -row.amount;
    row.state = status::failed;
    row.updated_ms = known.now_ms;
    out.write = std::move(row);
    return out;
}

}  // namespace

refund_effect judge(const refund_notify& told, const refund_facts& known) {
    auto row = known.batch ? known.batch : unbound_of(known.refunds);
    if (row) {
        row->batch_id = told.refund_batch_id;
        return told.status == notified_refund::done ? set_done(*row, known)
                                                    : set_failed(*row, known);
    }
    if (!known.paid) return {.alert = "refund_unknown_order"};
    refund foreign =
        from_baidu(told.refund_batch_id, told.order_id, refund::source::foreign, known);
    foreign.state = told.status == notified_refund::done ? status::done : status::failed;
    return {.write = std::move(foreign), .is_new = true, .alert = "foreign_refund"};
}

}  // namespace swan
