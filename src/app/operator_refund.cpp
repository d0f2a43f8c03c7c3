#include "app/operator_refund.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/ledger_refund.h"
#include "app/moves.h"
#include "app/recovery.h"
#include "app/refund_message.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

refund of_batch(sql& db, const ledger_rules& rules, const std::string& batch_id) {
    auto found = find_refund_by_batch(db, rules.app, batch_id);
    if (!found) throw error(code::order_not_existed, "there is no refund with this refundBatchId");
    return *std::move(found);
}

// Kept like what Baidu sends: who did it, for whoever asks later.
void keep_word(sql& db, const ledger_rules& rules, const refund& one, std::string_view word,
               const std::string& who, int64_t now_ms) {
    json::writer body;
    body.begin_object()
        .member("refund_id", one.refund_id)
        .member("word", word)
        .member("amount", one.amount)
        .member("by", who)
        .end_object();
    keep_message(db, rules.app, "operator", one.order_id, body.take(), now_ms);
}

void change(sql& db, const ledger_rules& rules, refund& one, int64_t now_ms) {
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
}

// What Baidu asked for, or all that is left where it named nothing.
takings takings_of(sql& db, const ledger_rules& rules, const refund& asked) {
    if (asked.amount >= 0) return {.amount = asked.amount, .cash = asked.audit_money};
    const auto of = find_payment(db, rules.app, asked.order_id);
    return of ? takings_of(std::nullopt, *of, rules.settings) : takings{};
}

void approve(sql& db, const ledger_rules& rules, refund& one) {
    if (has_unknown_amount(refunds_of(db, rules.app, one.order_id)))
        throw error(code::refund_exceeds_payment,
                    "Baidu has refunded nobody knows how much of this payment: tell that first");
    const takings takes = takings_of(db, rules, one);
    if (takes.amount < 1 || !reserve(db, rules.app, one.order_id, takes.amount))
        throw error(code::refund_exceeds_payment, "that much is not left of this payment");
    one.amount = takes.amount;
    one.state = status::accepted;
    one.audit_status = audit_answer::approve;
    one.audit_money = std::min(takes.cash, takes.amount);
}

void reject(refund& one) {
    one.state = status::failed;
    one.audit_status = audit_answer::reject;
}

void refuse_unless_open(const refund& one, const ledger_rules& rules, int64_t now_ms) {
    if (has_ended(one.state)) throw error(code::refund_conflict, "this refund has ended already");
    if (one.state == status::requested)
        throw error(code::refund_conflict, "this refund waits for approve or reject");
    if (is_being_sent(one, rules, now_ms))
        throw error(code::refund_conflict, "this refund is being sent just now");
}

void warn_if_over(sql& db, const ledger_rules& rules, const refund& one) {
    const auto of = find_payment(db, rules.app, one.order_id);
    if (of && of->reserved > of->total_money)
        logging::alert("over_refunded",
                       concat("tp_order_id=", one.tp_order_id, " order_id=", one.order_id));
}

}  // namespace

refund decide_audit(sql& db, const ledger_rules& rules, const std::string& batch_id,
                    audit_decision decision, const std::string& who, int64_t now_ms) {
    refund one = of_batch(db, rules, batch_id);
    if (one.state != status::requested)
        throw error(code::refund_conflict, "this refund is decided already");
    const bool yes = decision == audit_decision::approve;
    if (yes) refuse_while_recovering(db, rules);
    if (yes)
        approve(db, rules, one);
    else
        reject(one);
    change(db, rules, one, now_ms);
    keep_word(db, rules, one, yes ? "approve" : "reject", who, now_ms);
    return one;
}

refund settle_refund(sql& db, const ledger_rules& rules, const std::string& refund_id,
                     settlement how, const std::string& who, int64_t now_ms) {
    auto found = find_refund(db, rules.app, refund_id);
    if (!found) throw error(code::order_not_existed, "there is no refund with this refund_id");
    refund one = *std::move(found);
    refuse_unless_open(one, rules, now_ms);
    const bool is_done = how == settlement::done;
    if (!is_done && one.amount > 0) release(db, rules.app, one.order_id, one.amount);
    one.state = is_done ? status::done : status::failed;
    one.answer_code = 0;  // Baidu has not said it
    one.answer_text = is_done ? "" : "settled as failed by the operator";
    change(db, rules, one, now_ms);
    keep_word(db, rules, one, is_done ? "done" : "failed", who, now_ms);
    return one;
}

refund tell_amount(sql& db, const ledger_rules& rules, const std::string& batch_id, int64_t fen,
                   const std::string& who, int64_t now_ms) {
    refund one = of_batch(db, rules, batch_id);
    if (one.amount >= 0 || one.state == status::failed)
        throw error(code::refund_conflict, "the amount of this refund is known, or it failed");
    const auto of = find_payment(db, rules.app, one.order_id);
    if (!of || fen < 1 || fen > of->total_money)
        throw error(code::param_illegal,
                    concat("the amount must be 1 to ", of ? of->total_money : 0, " fen"));
    one.amount = share_of(fen, *of);
    if (holds_money(one.state)) reserve_anyway(db, rules.app, one.order_id, one.amount);
    change(db, rules, one, now_ms);
    warn_if_over(db, rules, one);
    keep_word(db, rules, one, "amount", who, now_ms);
    return one;
}

}  // namespace swan
