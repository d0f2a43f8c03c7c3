#include "app/ledger.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/error_order_brake.h"
#include "app/found.h"
#include "app/found_ledger.h"
#include "app/recovered_refund.h"
#include "app/recovery.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/quarantine.h"
#include "service/store/refunds.h"
#include "service/store/sessions.h"
#include "service/store/store.h"

namespace swan {

namespace {

constexpr int64_t kMostUnpaid = 20;  // orders of one customer within a day
// Of them: who knows open_ids of customers can make the rest, and they would wait behind it.
constexpr int64_t kMostWatchedFirst = 3;
constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;

// Anybody can name an open_id: only one that has logged in here is somebody's.
bool is_customer(sql& db, const ledger_rules& rules, const order& made) {
    return made.open_id && find_session(db, rules.app, *made.open_id).has_value();
}

// Orders by the merchant's key are his own affair. Throws when the customer has too many.
job_kind watcher_of(sql& db, const ledger_rules& rules, const order& made) {
    if (made.merchant_order_id) return job_kind::watch;
    if (!is_customer(db, rules, made)) return job_kind::watch_anonymous;
    const int64_t unpaid =
        count_unpaid(db, rules.app, *made.open_id, made.created_ms - kDayMs, kMostUnpaid);
    if (unpaid >= kMostUnpaid)
        throw error(code::too_many_requests, "this customer has 20 unpaid orders already");
    return unpaid < kMostWatchedFirst ? job_kind::watch : job_kind::watch_anonymous;
}

bool same_terms(const order& first, const order& again) {
    return first.total_amount == again.total_amount && first.title == again.title &&
           first.open_id == again.open_id;
}

// The order that the merchant's own number has had before.
std::optional<order> made_before(sql& db, const ledger_rules& rules, const order& made) {
    if (!made.merchant_order_id) return std::nullopt;
    auto before = find_order_by_merchant(db, rules.app, *made.merchant_order_id);
    if (before && !same_terms(*before, made))
        throw error(code::param_illegal,
                    "parameter \"merchant_order_id\" was used with other terms");
    if (before && before->state == order::status::paid)
        throw error(code::order_already_paid, "this merchant_order_id is paid already");
    if (before && before->state != order::status::created)  // paid now, it would be given back
        throw error(code::param_illegal,
                    "parameter \"merchant_order_id\" is of an order that is closed: use a new one");
    return before;
}

// The payment that counts for an order: the good one, else one that came without an order.
std::optional<payment> standing(const std::vector<payment>& all) {
    for (const auto verdict : {payment::judgement::good, payment::judgement::orphan})
        for (const payment& each : all)
            if (each.verdict == verdict && !each.is_error_order) return each;
    return std::nullopt;
}

// An order that may be paid has no good payment: booking one and marking it is one commit.
bool may_be_paid(const sale_terms& sold) {
    return sold.state == order::status::created || sold.state == order::status::closing;
}

// Looks up only what the rules will come to ask: this is the busiest statement list of all.
notify_facts facts_of(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                      int64_t now_ms) {
    notify_facts known{.booked = find_payment(db, rules.app, told.order_id),
                       .deal_is_ours = told.deal_id == rules.deal_id,
                       .now_ms = now_ms};
    if (known.booked) return known;
    known.sold = find_terms(db, rules.app, told.tp_order_id);
    known.refunded_unbooked = has_approved_refund(db, rules.app, told.order_id);
    const bool accepts = rules.settings.orphan == ledger_settings::unknown_order::accept;
    if (!known.sold)
        known.proven = rules.numbers->proves(told.tp_order_id, told.deal_id, told.total_money);
    if (known.sold ? !may_be_paid(*known.sold) : accepts)
        known.paid_by = find_good_payment(db, rules.app, told.tp_order_id);
    return known;
}

payment payment_of(const baidu::payment_notify& told, const notify_facts& known,
                   const notify_verdict& verdict) {
    return {.order_id = told.order_id,
            .tp_order_id = told.tp_order_id,
            .user_id = told.user_id,
            .deal_id = told.deal_id,
            .total_money = told.total_money,
            .pay_money = told.pay_money,
            .pay_time = told.pay_time,
            .verdict = *verdict.book,
            .is_consumed = verdict.is_consumed,
            .is_error_order = verdict.is_error_order,
            .proven = known.proven,
            .odd = verdict.odd,
            .created_ms = known.now_ms};
}

bool tells_paid(sql& db, const ledger_rules& rules, const std::string& tp_order_id) {
    const auto all = events_of(db, rules.app, tp_order_id);
    return std::any_of(all.begin(), all.end(), [](const event& each) {
        return each.kind == event::what::paid && each.state != event::status::dropped;
    });
}

refund_facts facts_of(sql& db, const ledger_rules& rules, const std::string& order_id,
                      const std::string& batch_id, const std::string& tp_order_id, int64_t now_ms) {
    refund_facts known{.batch = find_refund_by_batch(db, rules.app, batch_id),
                       .paid = find_payment(db, rules.app, order_id),
                       .sold = std::nullopt,
                       .refunds = refunds_of(db, rules.app, order_id),
                       .now_ms = now_ms};
    const std::string& sold_as = known.paid ? known.paid->tp_order_id : tp_order_id;
    if (!sold_as.empty()) known.sold = find_order(db, rules.app, sold_as);
    if (known.sold && !known.paid) known.told_paid = tells_paid(db, rules, sold_as);
    return known;
}

}  // namespace

order numbered(const ledger_rules& rules, order made) {
    made.created_ms = store_now_ms();
    made.tp_order_id = rules.numbers->make(made.deal_id, made.total_amount, made.created_ms);
    return made;
}

order record_sale(sql& db, const ledger_rules& rules, order made) {
    if (auto before = made_before(db, rules, made)) return *std::move(before);
    const job_kind watched_by = watcher_of(db, rules, made);
    while (!book_order(db, rules, made, watched_by)) made = numbered(rules, std::move(made));
    return made;
}

notify_verdict record_notify(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                             const received_message& message, int64_t now_ms) {
    notify_facts known = facts_of(db, rules, told, now_ms);
    if (known.booked && settles(told, *known.booked)) {
        record_settled(db, rules, told, *known.booked, now_ms);
        keep_once(db, rules, {.kind = "succ", .subject = told.order_id}, message, now_ms);
        known.booked->user_id = told.user_id;  // one that is not told contradicts nothing
    }
    if (known.booked && was_contradicted(*known.booked) &&
        record_told_again(db, rules, told, *known.booked, now_ms))
        keep_once(db, rules, {.kind = "succ", .subject = told.order_id}, message, now_ms);
    notify_verdict verdict = judge(told, known, rules.settings);
    const bool asks_anew = verdict.is_error_order && !known.booked;
    if (asks_anew && !error_order_brake::may_ask_for_refund(db, rules, told.order_id, now_ms))
        return braked();
    if (verdict.book)  // once for its orderId
        keep_message(db, rules.app, "succ", told.order_id, message.body, now_ms);
    else if (verdict.keep_message)
        verdict.keep_message =
            keep_once(db, rules, {.kind = "succ", .subject = told.order_id, .alert = verdict.alert},
                      message, now_ms);
    if (verdict.book) book_payment(db, rules, payment_of(told, known, verdict), now_ms);
    if (verdict.mark_paid)
        change_order(db, rules, told.tp_order_id, known.sold->state, order::status::paid, now_ms);
    return verdict;
}

namespace {

// What changes a refund comes so often only; the rest can be sent for ever.
void keep(sql& db, const ledger_rules& rules, refund_effect& effect, std::string_view kind,
          const std::string& order_id, const received_message& message, int64_t now_ms) {
    if (!effect.keep_message) return;
    if (effect.write)
        keep_message(db, rules.app, kind, order_id, message.body, now_ms);
    else
        effect.keep_message = keep_once(
            db, rules, {.kind = kind, .subject = order_id, .alert = effect.alert}, message, now_ms);
}

// A restored ledger does not know what went back since its backup: Baidu asks again.
audit_verdict undecided_while_recovering(const baidu::refund_audit& asked) {
    return {.audit_status = audit_answer::undecided,
            .money = asked.apply_refund_money.value_or(0),
            .effect = {.alert = "audit_while_recovering"}};
}

}  // namespace

audit_verdict record_audit(sql& db, const ledger_rules& rules, const baidu::refund_audit& asked,
                           const received_message& message, int64_t now_ms) {
    refund_facts known =
        facts_of(db, rules, asked.order_id, asked.refund_batch_id, asked.tp_order_id, now_ms);
    const int64_t freed = free_listed(known, asked.order_id);
    const bool is_answered = known.batch && was_answered(*known.batch);
    audit_verdict verdict = !is_answered && is_recovering(db, rules)
                                ? undecided_while_recovering(asked)
                                : judge(asked, known, rules.settings);
    if (verdict.effect.write) verdict.effect.reserve_anyway -= freed;
    keep(db, rules, verdict.effect, "refund_audit", asked.order_id, message, now_ms);
    apply(db, rules, asked.order_id, verdict.effect);
    return verdict;
}

refund_effect record_refund_notify(sql& db, const ledger_rules& rules,
                                   const baidu::refund_notify& told,
                                   const received_message& message, int64_t now_ms) {
    const refund_facts known =
        facts_of(db, rules, told.order_id, told.refund_batch_id, told.tp_order_id, now_ms);
    refund_effect effect = judge(told, known);
    keep(db, rules, effect, "refund", told.order_id, message, now_ms);
    apply(db, rules, told.order_id, effect);
    return effect;
}

namespace {

constexpr int64_t kMinuteMs = 60'000;

// Notifies that were kept though they were not believed, in the minute of `now_ms`.
int64_t doubtful_of_minute(sql& db, const ledger_rules& rules, int64_t now_ms) {
    const bool is_same = counter_value(db, rules.app, kDoubtfulMinute) == now_ms / kMinuteMs;
    return is_same ? counter_value(db, rules.app, kDoubtfulCount) : 0;
}

// Orders and forgeries cost nothing: kept without limit, they would push out what came before, and
// each is an alert and a query.
bool keep_doubtful(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                   const std::string& body, int64_t now_ms) {
    constexpr int64_t kMostAMinute = 10;
    const int64_t count = doubtful_of_minute(db, rules, now_ms);
    if (count >= kMostAMinute) return false;
    if (!quarantine(db, rules.app, told.tp_order_id, told.order_id, body, now_ms)) return false;
    set_counter(db, rules.app, kDoubtfulMinute, now_ms / kMinuteMs);
    set_counter(db, rules.app, kDoubtfulCount, count + 1);
    return true;
}

}  // namespace

doubtful record_doubtful(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                         const std::string& body, int64_t now_ms) {
    const auto sold = find_terms(db, rules.app, told.tp_order_id);
    if (!sold || !may_be_paid(*sold) || sold->total_amount != told.total_money) return {};
    return {.fits = true, .kept_now = keep_doubtful(db, rules, told, body, now_ms)};
}

bool record_unread(sql& db, const ledger_rules& rules, std::string_view kind,
                   const received_message& message, int64_t now_ms) {
    return keep_once(db, rules, {.kind = kind, .subject = "unread", .alert = kUnreadMessage},
                     message, now_ms);
}

order_view view_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id) {
    order_view seen{.sold = find_order(db, rules.app, tp_order_id),
                    .paid = standing(payments_of(db, rules.app, tp_order_id)),
                    .refunds = {}};
    if (seen.paid) seen.refunds = refunds_of(db, rules.app, seen.paid->order_id);
    return seen;
}

}  // namespace swan
