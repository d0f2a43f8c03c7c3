#include "app/payment_notify.h"

#include "service/store/names.h"

namespace swan {

namespace {

using baidu::queried_pay;

constexpr int64_t kPaid = 2;         // of a notify's status
constexpr int64_t kOld = 24 * 3600;  // seconds

// Who paid: as booked, or, where that notify named nobody, as told now.
const std::string& user_of(const baidu::payment_notify& told, const payment& booked) {
    return booked.user_id.empty() ? told.user_id : booked.user_id;
}

// A platform may bring an empty object back as nothing.
bool same_return_data(std::string_view told, std::string_view sent) {
    return told == sent || (told.empty() && sent == "{}");
}

// Empty: nobody needs to look at it.
std::string_view alert_of(payment::judgement verdict) {
    return verdict == payment::judgement::good ? std::string_view() : name_of(verdict);
}

// The alert comes again too: whoever booked it may have died, or given up waiting for the commit,
// before he told anybody. Then this message is the last that speaks of it.
notify_verdict first_answer(const payment& booked) {
    return {.is_consumed = booked.is_consumed,
            .is_error_order = booked.is_error_order,
            .keep_message = false,
            .alert = alert_of(booked.verdict)};
}

notify_verdict give_back(payment::judgement why) {
    return {.is_error_order = true, .book = why, .alert = alert_of(why)};
}

// It went back before it was told of. Should that fail after all, it is asked for like the others.
notify_verdict refunded_before(const notify_facts& known) {
    notify_verdict out = give_back(payment::judgement::late);
    if (!known.sold && !known.deal_is_ours) out.book.reset();
    out.alert = "paid_after_refund";
    return out;
}

notify_verdict take(const baidu::payment_notify& told, const notify_facts& known) {
    return {.book = payment::judgement::good,
            .mark_paid = known.sold.has_value(),
            .odd = is_odd(told, known.sold, known.now_ms)};
}

notify_verdict unknown_order(const baidu::payment_notify& told, const notify_facts& known,
                             ledger_settings::unknown_order setting) {
    using unknown_order = ledger_settings::unknown_order;
    if (!known.deal_is_ours) return {.refuse = refusal::foreign_deal, .alert = "foreign_deal"};
    if (setting == unknown_order::refund) return give_back(payment::judgement::orphan);
    if (setting == unknown_order::accept && known.proven) return take(told, known);
    return {.book = payment::judgement::orphan, .alert = alert_of(payment::judgement::orphan)};
}

// One that does not say when it was made cannot have been made in time.
bool is_late(const baidu::payment_notify& told, const sale_terms& sold) {
    return sold.state == order::status::closed &&
           (told.pay_time == 0 || told.pay_time > sold.closed_ms / 1000);
}

}  // namespace

bool same_payment(const baidu::payment_notify& told, const payment& booked) {
    return told.status == kPaid && told.tp_order_id == booked.tp_order_id &&
           told.total_money == booked.total_money && told.deal_id == booked.deal_id &&
           (told.user_id.empty() || told.user_id == booked.user_id);
}

bool is_odd(const baidu::payment_notify& told, const std::optional<sale_terms>& sold,
            int64_t now_ms) {
    const bool returned = !sold || same_return_data(told.return_data, sold->return_data);
    const bool old = told.pay_time != 0 && told.pay_time < now_ms / 1000 - kOld;
    return told.odd || !returned || old;
}

notify_verdict judge(const baidu::payment_notify& told, const notify_facts& known,
                     const ledger_settings& settings) {
    if (known.booked && same_payment(told, *known.booked)) return first_answer(*known.booked);
    if (known.booked)  // never asks for a refund of what stands
        return {.is_consumed = known.booked->is_consumed,
                .reconcile = reconciliation{user_of(told, *known.booked), queried_pay::paid},
                .alert = "payment_contradicted"};
    if (told.status != kPaid)
        return {.is_consumed = 1, .reconcile = reconciliation{told.user_id, queried_pay::unpaid}};
    if (known.refunded_unbooked) return refunded_before(known);
    const bool is_foreign = !known.sold && !known.deal_is_ours;
    if (!is_foreign && !known.paid_by.empty()) return give_back(payment::judgement::duplicate);
    if (!known.sold) return unknown_order(told, known, settings.orphan);
    if (told.total_money != known.sold->total_amount || told.deal_id != known.sold->deal_id)
        return give_back(payment::judgement::mismatch);
    const bool reopens = settings.paid_after_close == ledger_settings::closed_order::reopen;
    if (is_late(told, *known.sold) && !reopens) return give_back(payment::judgement::late);
    return take(told, known);
}

notify_verdict braked() {
    return {.refuse = refusal::braked, .keep_message = false, .alert = "error_order_brake"};
}

}  // namespace swan
