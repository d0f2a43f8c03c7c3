// Baidu's audit of a refund: who asked for it, is it ours, and may it be.
#include <algorithm>

#include "app/moves.h"
#include "app/refund_message.h"

namespace swan {

namespace {

using status = refund::status;

constexpr std::string_view kRequested = "refund_requested";
constexpr std::string_view kExceeds = "audit_exceeds_payment";

// Cash of a refund: what Baidu said when it took it on, what the audit asks for, what we set
// aside. Never more than is set aside.
int64_t cash_of(const refund& mine, const baidu::refund_audit& asked, const payment& paid,
                const ledger_settings& settings) {
    int64_t cash = mine.whole ? whole_of(paid, settings) : mine.amount;
    if (asked.apply_refund_money) cash = *asked.apply_refund_money;
    if (mine.refund_pay_money >= 0) cash = mine.refund_pay_money;
    return std::min(cash, mine.amount);
}

// The row of a refund that Baidu began: the one we know by its batch, or a new one.
refund row_of(const baidu::refund_audit& asked, const refund_facts& known, refund::source origin) {
    return known.batch ? *known.batch
                       : from_baidu(asked.refund_batch_id, asked.order_id, origin, known);
}

// `row.audit_status` is still the answer of last time. A question that is undecided once more comes
// every five minutes and says nothing new.
audit_verdict decided(refund row, bool is_new, int64_t audit_status, int64_t money) {
    const bool still_undecided =
        row.audit_status == audit_answer::undecided && audit_status == audit_answer::undecided;
    row.audit_status = audit_status;
    row.audit_money = money;
    return {
        .audit_status = audit_status,
        .money = money,
        .effect = {.write = std::move(row), .is_new = is_new, .keep_message = !still_undecided}};
}

// A refund of ours: the audit confirms that it is under way, and with which batch.
audit_verdict bind(refund mine, const baidu::refund_audit& asked, const refund_facts& known,
                   const ledger_settings& settings) {
    mine.batch_id = asked.refund_batch_id;
    if (!has_ended(mine.state)) mine.state = status::accepted;
    mine.updated_ms = known.now_ms;
    const int64_t cash = cash_of(mine, asked, *known.paid, settings);
    auto merged = merged_into(mine, known);
    audit_verdict out = decided(std::move(mine), false, audit_answer::approve, cash);
    out.effect.merged = std::move(merged);
    return out;
}

bool takes_money(const refund& one) {
    return one.state == status::accepted || one.state == status::done;
}

int64_t total_of(const refund_facts& known) {
    return known.paid ? known.paid->total_money : known.sold->total_amount;
}

// What can still go back, of a payment that was never booked too.
int64_t left_of(const refund_facts& known) {
    if (known.paid) return left_of(*known.paid);
    int64_t left = known.sold->total_amount;
    for (const refund& one : known.refunds)
        if (takes_money(one)) left -= one.amount;
    return left;
}

// A discounted payment goes back whole or not at all.
bool is_part_of_discounted(const baidu::refund_audit& asked, const payment& paid) {
    return paid.pay_money < paid.total_money && asked.apply_refund_money &&
           share_of(*asked.apply_refund_money, paid) != paid.total_money;
}

// Money that we asked Baidu to give back, or never booked. Whole, unless Baidu begins with a part:
// then the rest is asked for (give_back.h).
audit_verdict let_go(const baidu::refund_audit& asked, const refund_facts& known,
                     const ledger_settings& settings) {
    const auto money = asked.apply_refund_money;
    const int64_t total = total_of(known);
    refund row = row_of(asked, known, refund::source::abnormal);
    row.amount = total;
    if (money) row.amount = known.paid ? share_of(*money, *known.paid) : *money;
    row.whole = row.amount == total;
    const int64_t amount = row.amount;
    const int64_t paid = known.paid ? whole_of(*known.paid, settings) : total;
    const int64_t cash = std::min(money.value_or(paid), amount);
    const bool fits_in =
        amount > 0 && amount <= left_of(known) && !has_unknown_amount(known.refunds);
    row.state = fits_in ? status::accepted : status::requested;
    audit_verdict out = decided(std::move(row), !known.batch,
                                fits_in ? audit_answer::approve : audit_answer::undecided, cash);
    if (!fits_in) out.effect.alert = kExceeds;
    if (fits_in && known.paid) out.effect.reserve = amount;
    return out;
}

int64_t answer_of(ledger_settings::unasked unasked) {
    if (unasked == ledger_settings::unasked::approve) return audit_answer::approve;
    return unasked == ledger_settings::unasked::reject ? audit_answer::reject
                                                       : audit_answer::undecided;
}

status state_after(int64_t audit_status) {
    if (audit_status == audit_answer::approve) return status::accepted;
    return audit_status == audit_answer::reject ? status::failed : status::requested;
}

// Told for a while: whoever wrote it down may have died before he told anybody.
bool is_new(const std::optional<refund>& batch, int64_t now_ms) {
    constexpr int64_t kNewMs = int64_t{12} * 60 * 1000;
    return !batch || now_ms - batch->created_ms < kNewMs;
}

bool is_let_go(const payment& paid) {
    return paid.is_error_order || paid.verdict == payment::judgement::mismatch ||
           paid.verdict == payment::judgement::duplicate ||
           paid.verdict == payment::judgement::late;
}

// What the setting says; of money that is to go back nobody may be told no, nor yes to a part.
int64_t unasked_answer(const payment& paid, const ledger_settings& settings) {
    return is_let_go(paid) ? audit_answer::undecided : answer_of(settings.unasked_refund);
}

// Nobody here asked for it: the customer in Baidu's app, the console, or a doubled request.
audit_verdict unasked_for(const baidu::refund_audit& asked, const refund_facts& known,
                          const ledger_settings& settings) {
    const auto money = asked.apply_refund_money;
    const takings takes = takings_of(money, *known.paid, settings);
    const bool fits_in = takes.amount <= left_of(*known.paid) && takes.amount > 0 &&
                         !has_unknown_amount(known.refunds);
    const int64_t answer =
        fits_in ? unasked_answer(*known.paid, settings) : audit_answer::undecided;
    refund row = row_of(asked, known, refund::source::foreign);
    row.state = state_after(answer);
    // Without our yes nobody has said how much it would take.
    row.amount = money || answer == audit_answer::approve ? takes.amount : -1;
    const int64_t cash =
        answer == audit_answer::approve ? std::min(takes.cash, takes.amount) : takes.cash;
    audit_verdict out = decided(std::move(row), !known.batch, answer, cash);
    if (answer == audit_answer::approve) out.effect.reserve = takes.amount;
    if (is_new(known.batch, known.now_ms)) out.effect.alert = fits_in ? kRequested : kExceeds;
    return out;
}

audit_verdict undecided(const baidu::refund_audit& asked, std::string_view alert) {
    return {.audit_status = audit_answer::undecided,
            .money = asked.apply_refund_money.value_or(0),
            .effect = {.alert = alert}};
}

audit_verdict same_again(const refund& answered, const refund_facts& known) {
    refund_effect effect{.keep_message = false};
    if (answered.origin == refund::source::foreign) effect.alert = kRequested;
    if (is_over(known)) effect.alert = kOver;
    return {.audit_status = answered.audit_status,
            .money = answered.audit_money,
            .effect = std::move(effect)};
}

// Of a failed one it takes nothing; but success, should it still be told, does.
audit_verdict after_failure(const baidu::refund_audit& asked, refund row, bool learnt) {
    audit_verdict out = undecided(asked, "audit_after_failure");
    if (learnt) out.effect.write = std::move(row);
    return out;
}

// Baidu has told the end already; its question comes late. What is done stays done.
audit_verdict after_the_end(const baidu::refund_audit& asked, const refund_facts& known,
                            const ledger_settings& settings) {
    refund row = *known.batch;
    const bool learnt = row.amount < 0 && asked.apply_refund_money;
    const int64_t told = asked.apply_refund_money.value_or(0);
    if (learnt) row.amount = known.paid ? share_of(told, *known.paid) : told;
    if (row.state == status::failed) return after_failure(asked, std::move(row), learnt);
    const bool countable = row.amount >= 0 && known.paid;
    const int64_t cash = countable ? cash_of(row, asked, *known.paid, settings) : told;
    const int64_t amount = row.amount;
    audit_verdict out = decided(std::move(row), false, audit_answer::approve, cash);
    if (learnt) out.effect.reserve_anyway = amount;
    warn_if_over(out.effect, known);
    return out;
}

// The refund of ours that it is about, though it names none.
std::optional<refund> asked_about(const baidu::refund_audit& asked, const refund_facts& known) {
    const auto money = asked.apply_refund_money;
    const bool bound_to_us = known.batch && is_ours(*known.batch);
    const auto mine = bound_to_us ? known.batch : unbound_of(known.refunds);
    if (mine && (bound_to_us || !known.batch) && fits(money, *mine, *known.paid)) return mine;
    return bound_to_us ? std::nullopt : given_back_of(known, money);
}

}  // namespace

audit_verdict judge(const baidu::refund_audit& asked, const refund_facts& known,
                    const ledger_settings& settings) {
    if (is_of_another_payment(known.batch, asked.order_id))
        return undecided(asked, kBatchOfAnother);
    if (known.batch && was_answered(*known.batch)) return same_again(*known.batch, known);
    if (known.batch && has_ended(known.batch->state)) return after_the_end(asked, known, settings);
    if (!known.paid) {
        // Baidu gives back a payment that it could never tell us of.
        const bool is_paid = known.sold && known.sold->state == order::status::paid;
        if (known.sold && !is_paid && !known.told_paid) return let_go(asked, known, settings);
        return undecided(asked, "audit_unknown_order");
    }
    if (const auto mine = asked_about(asked, known))
        return may_all_go_back(known) ? bind(*mine, asked, known, settings)
                                      : undecided(asked, kExceeds);
    if (known.batch && is_ours(*known.batch)) return undecided(asked, "audit_amount");
    if (is_let_go(*known.paid) && !is_part_of_discounted(asked, *known.paid))
        return let_go(asked, known, settings);
    return unasked_for(asked, known, settings);
}

}  // namespace swan
