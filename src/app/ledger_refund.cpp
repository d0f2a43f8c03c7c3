#include "app/ledger_refund.h"

#include "app/bookkeeping.h"
#include "app/ledger_refund_query.h"
#include "app/moves.h"
#include "app/recovery.h"
#include "app/refund_limit.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

constexpr std::string_view kNobodyPaid = "not sent yet: Baidu has not told whose payment it is";
constexpr int64_t kNobodyAtIt = 0;  // updated_ms of a refund that the next one who asks may take up

[[noreturn]] void refuse_unpaid(const order_view& seen) {
    if (!seen.sold) throw error(code::order_not_existed, "there is no order with this tp_order_id");
    throw error(code::order_not_paid, "this order is not paid");
}

[[noreturn]] void refuse_other_parameters() {
    throw error(code::refund_conflict, "this refund_id was used with other parameters");
}

// A refund that its sender died over: what was sent has an unknown outcome. What was not, goes on;
// in API 2.0 without the step that only 1.0 has.
bool settle_after_death(refund& one, api_generation api) {
    if (one.state == status::unverifying && api == api_generation::v2) one.state = status::reserved;
    if (one.state != status::sent) return false;
    one.state = status::unknown;
    return true;
}

// Why nothing was sent, where that is not because of another refund.
void explain_wait(refund& one, const payment& of) {
    const bool waits = one.state == status::reserved || one.state == status::unverified;
    if (waits && of.user_id.empty()) one.answer_text = kNobodyPaid;
}

void step_on(refund& one, const payment& of, const std::vector<refund>& all,
             const ledger_rules& rules) {
    one.state = next_step(one, of, all, rules.api);
    if (one.state == status::sent) one.sent_by = sent_by(rules);
    one.answer_text.clear();
    explain_wait(one, of);
}

// Baidu has given back by itself what this one was to: it must not be asked for more than was paid.
bool is_overtaken(const refund& one, const payment& of) {
    return one.state == status::reserved && of.reserved > of.total_money;
}

refund_case give_up(sql& db, const ledger_rules& rules, refund_case found, int64_t now_ms) {
    refund& one = found.what;
    release(db, rules.app, one.order_id, one.amount);
    one.state = status::failed;
    one.answer_text = "not sent: Baidu has refunded this payment otherwise";
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
    return found;
}

refund_case take_up(sql& db, const ledger_rules& rules, refund_case found, int64_t now_ms) {
    refund& one = found.what;
    if (is_being_sent(one, rules, now_ms)) return found;
    found.lost = settle_after_death(one, rules.api);
    if (is_overtaken(one, found.of)) return give_up(db, rules, std::move(found), now_ms);
    const auto all = refunds_of(db, rules.app, one.order_id);
    const bool to_send = one.state == status::reserved || one.state == status::unverified;
    if (to_send) step_on(one, found.of, all, rules);
    found.mine = one.state == status::unverifying || one.state == status::sent ||
                 one.state == status::unknown;
    one.updated_ms = now_ms;
    if (found.mine) change_refund(db, rules, one);
    return found;
}

// The payment that it is to be of, with its refunds.
order_view asked_about(sql& db, const ledger_rules& rules, const refund_request& asked) {
    if (asked.order_id.empty()) return view_order(db, rules, asked.tp_order_id);
    return {.sold = std::nullopt,
            .paid = find_payment(db, rules.app, asked.order_id),
            .refunds = refunds_of(db, rules.app, asked.order_id)};
}

// Whether the tp_order_id may have meant `of` when `counts` did not count for the order yet.
bool may_have_counted(const payment& of, const payment& counts) {
    using enum payment::judgement;
    const bool second_orphan = of.verdict == orphan && counts.verdict == orphan;
    return of.order_id == counts.order_id || (!of.is_error_order && !second_orphan);
}

// Of all its payments: numbers are the order's.
std::vector<refund> refunds_of_order(sql& db, const ledger_rules& rules,
                                     const std::string& tp_order_id) {
    std::vector<refund> all;
    for (const payment& each : payments_of(db, rules.app, tp_order_id))
        for (refund& one : refunds_of(db, rules.app, each.order_id)) all.push_back(std::move(one));
    return all;
}

refund_case begin_new(sql& db, const ledger_rules& rules, const refund_request& asked,
                      const order_view& seen, std::string refund_id, int64_t now_ms) {
    refund made = plan_refund(asked, *seen.paid, seen.refunds, std::move(refund_id), now_ms);
    count_refund(db, rules, made.amount, now_ms);
    if (!reserve(db, rules.app, made.order_id, made.amount))
        throw error(code::refund_exceeds_payment, "another refund of this payment was faster");
    step_on(made, *seen.paid, seen.refunds, rules);
    book_refund(db, rules, made);
    const bool mine = made.state != status::reserved;
    return {.what = std::move(made), .of = *seen.paid, .repeated = false, .mine = mine};
}

// Whether what came of a step still says something: nothing else has moved the refund since.
bool awaits(const refund& one, const refund_news& news) {
    return one.state == news.step || (news.step == status::sent && one.state == status::unknown);
}

// What a refund falls back to from being sent. Once its verification is cancelled a whole refund
// is repeated until accepted: letting go of it would leave the money with Baidu.
bool goes_on(const refund& one, const payment& of, const refund_news& news) {
    return one.whole && of.unverified && news.step == status::sent;
}

// What becomes of one that was sent once more as the list did not show it: whatever is answered to
// the second sending, of the first one nobody knows. What never left may be sent again.
void stay_unknown(sql& db, const ledger_rules& rules, refund& one, const refund_news& news) {
    one.state = status::unknown;
    if (news.what == refund_news::kind::not_begun)
        set_absences(db, rules.app, one.refund_id, kAbsencesUntilSent - 1);
}

// A definite no.
void refuse(sql& db, const ledger_rules& rules, refund& one, const payment& of,
            const refund_news& news) {
    const bool unverified = goes_on(one, of, news);
    one.state = unverified ? status::unverified : status::failed;
    if (!unverified) release(db, rules.app, one.order_id, one.amount);
}

void take(sql& db, const ledger_rules& rules, refund& one, const payment& of,
          const refund_news& news) {
    using kind = refund_news::kind;
    if (news.what == kind::accepted) one.state = status::accepted;
    if (news.what == kind::refused) refuse(db, rules, one, of, news);
    if (news.what == kind::not_begun)
        one.state = goes_on(one, of, news) ? status::unverified : status::reserved;
    if (news.what == kind::unknown && one.state == status::sent) one.state = status::unknown;
}

}  // namespace

refund get(sql& db, const ledger_rules& rules, const std::string& refund_id) {
    auto found = find_refund(db, rules.app, refund_id);
    if (!found) throw error(code::sys_fail, "internal error", "a refund vanished from the store");
    return *std::move(found);
}

void bind_batch(sql& db, const ledger_rules& rules, refund& one,
                const std::optional<std::string>& batch) {
    if (!batch || one.batch_id == batch) return;
    if (one.batch_id || find_refund_by_batch(db, rules.app, *batch))
        logging::alert("refund_batch", concat("refund_id=", one.refund_id,
                                              " batch=", printable(*batch), " is bound otherwise"));
    else
        one.batch_id = batch;
}

refund::generation sent_by(const ledger_rules& rules) {
    return rules.api == api_generation::v1 ? refund::generation::v1 : refund::generation::v2;
}

bool is_being_sent(const refund& one, const ledger_rules& rules, int64_t now_ms) {
    const bool sending = one.state == status::unverifying || one.state == status::sent;
    return sending && now_ms - one.updated_ms < rules.sending_ms;
}

std::optional<refund_case> resume_refund(sql& db, const ledger_rules& rules,
                                         const std::string& refund_id, int64_t now_ms) {
    auto known = find_refund(db, rules.app, refund_id);
    if (!known || has_ended(known->state)) return std::nullopt;
    const auto of = find_payment(db, rules.app, known->order_id);
    const payment unbooked{.order_id = known->order_id, .tp_order_id = known->tp_order_id};
    refund_case found{.what = *std::move(known), .of = of.value_or(unbooked), .repeated = true};
    if (!of || !is_ours(found.what)) return found;
    return take_up(db, rules, std::move(found), now_ms);
}

refund_case begin_refund(sql& db, const ledger_rules& rules, const refund_request& asked,
                         int64_t now_ms) {
    refuse_while_recovering(db, rules);
    const order_view seen = asked_about(db, rules, asked);
    if (!seen.paid) refuse_unpaid(seen);
    const std::string id =
        asked.refund_id.empty()
            ? derived_refund_id(asked, *seen.paid, refunds_of_order(db, rules, asked.tp_order_id))
            : asked.refund_id;
    auto known = find_refund(db, rules.app, id);
    if (!known) return begin_new(db, rules, asked, seen, id, now_ms);
    if (!same_request(asked, *known)) refuse_other_parameters();
    // Not always the payment that counts for the order now.
    auto of = find_payment(db, rules.app, known->order_id);
    if (!of) throw error(code::sys_fail, "internal error", "a payment vanished from the store");
    if (!may_have_counted(*of, *seen.paid)) refuse_other_parameters();
    return take_up(db, rules, {.what = *std::move(known), .of = *std::move(of), .repeated = true},
                   now_ms);
}

std::optional<refund> move_to_sent(sql& db, const ledger_rules& rules, const std::string& refund_id,
                                   int64_t now_ms) {
    refund one = get(db, rules, refund_id);
    if (one.state != status::unverifying) return one;
    mark_unverified(db, rules.app, one.order_id);
    one.state = status::sent;
    one.sent_by = sent_by(rules);
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
    return std::nullopt;
}

refund record_news(sql& db, const ledger_rules& rules, const std::string& refund_id,
                   const refund_news& news, int64_t now_ms) {
    refund one = get(db, rules, refund_id);
    const auto of = find_payment(db, rules.app, one.order_id);
    if (news.refund_pay_money >= 0) one.refund_pay_money = news.refund_pay_money;
    bind_batch(db, rules, one, news.batch_id);
    if (awaits(one, news) && of) {
        one.answer_code = news.answer_code;
        one.answer_text = news.answer_text;
        if (news.what == refund_news::kind::accepted) one.state = status::accepted;
        const bool nothing_came =
            news.what == refund_news::kind::refused || news.what == refund_news::kind::not_begun;
        if (nothing_came && absences_of(db, rules.app, refund_id) >= kAbsencesUntilSent)
            stay_unknown(db, rules, one, news);
        else
            take(db, rules, one, *of, news);
    }
    one.updated_ms = one.state == status::unverifying ? kNobodyAtIt : now_ms;
    change_refund(db, rules, one);
    return one;
}

}  // namespace swan
