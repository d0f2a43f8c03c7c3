#include "app/found_ledger.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/found.h"
#include "app/give_back.h"
#include "app/payment_notify.h"
#include "app/watch_times.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/events.h"
#include "service/store/jobs.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = order::status;

constexpr int64_t kPaid = 2;                        // of a notify's status
constexpr int64_t kApartMs = int64_t{10} * 60'000;  // two answers that contradict

// A payment of an order that was closed may have come after the close, which a query does not tell.
bool may_be_booked(sql& db, const ledger_rules& rules, const order& sold,
                   const baidu::found_order& found) {
    const bool open = sold.state == status::created || sold.state == status::closing;
    return open && !find_payment(db, rules.app, found.order_id) &&
           find_good_payment(db, rules.app, sold.tp_order_id).empty() &&
           refunds_of(db, rules.app, found.order_id).empty();
}

void book(sql& db, const ledger_rules& rules, const order& sold, const baidu::found_order& found,
          int64_t now_ms) {
    book_payment(db, rules, payment_found(found, now_ms), now_ms);
    change_order(db, rules, sold.tp_order_id, sold.state, status::paid, now_ms);
}

bool has_event(sql& db, const ledger_rules& rules, const payment& paid, bool held) {
    const auto events = events_of(db, rules.app, paid.tp_order_id);
    return std::any_of(events.begin(), events.end(), [&](const event& each) {
        return each.order_id == paid.order_id && each.kind == event::what::paid &&
               (each.state == event::status::held) == held;
    });
}

// When Baidu first contradicted it.
std::string mark_of(const std::string& order_id) { return concat(order_id, "-unlike"); }

bool may_be_good_again(sql& db, const ledger_rules& rules, const payment& paid,
                       const std::optional<order>& sold) {
    const auto refunds = refunds_of(db, rules.app, paid.order_id);
    const bool all_failed = std::all_of(refunds.begin(), refunds.end(), [](const refund& one) {
        return one.state == refund::status::failed;
    });
    return was_contradicted(paid) && all_failed && paid.reserved == 0 && (sold || paid.proven) &&
           find_good_payment(db, rules.app, paid.tp_order_id).empty();
}

bool judge_good_again(sql& db, const ledger_rules& rules, const payment& paid, int64_t now_ms) {
    const auto sold = find_order(db, rules.app, paid.tp_order_id);
    if (!may_be_good_again(db, rules, paid, sold)) return false;
    judge_anew(db, rules.app, paid.order_id, payment::judgement::good);
    drop_counter(db, rules.app, mark_of(paid.order_id));
    if (sold) change_order(db, rules, sold->tp_order_id, sold->state, status::paid, now_ms);
    tell_merchant(db, rules,
                  {.tp_order_id = paid.tp_order_id,
                   .kind = event::what::paid,
                   .order_id = paid.order_id,
                   .created_ms = now_ms});
    return true;
}

// What was sold, by the check digits of the number that the payment names.
order proven_by(const payment& paid) {
    return {.tp_order_id = paid.tp_order_id,
            .state = status::paid,
            .total_amount = paid.total_money,
            .deal_id = paid.deal_id};
}

// Whether Baidu has contradicted it before, long enough ago.
bool is_contradicted_again(sql& db, const ledger_rules& rules, const std::string& order_id,
                           int64_t now_ms) {
    const std::string mark = mark_of(order_id);
    const int64_t first_ms = counter_value(db, rules.app, mark);
    if (first_ms == 0) set_counter(db, rules.app, mark, now_ms);
    return first_ms != 0 && now_ms - first_ms >= kApartMs;
}

}  // namespace

booked_by_query record_found(sql& db, const ledger_rules& rules, const baidu::found_order& found,
                             int64_t now_ms) {
    const auto sold = find_order(db, rules.app, found.tp_order_id);
    if (!sold || sold->state == status::paid) return {};
    const bool fits = meaning_of(found, *sold).what == finding::kind::paid;
    const auto before = find_payment(db, rules.app, found.order_id);
    if (fits && before && judge_good_again(db, rules, *before, now_ms)) return {.booked = true};
    if (!fits || !may_be_booked(db, rules, *sold, found)) return {.stays_open = true};
    book(db, rules, *sold, found, now_ms);
    const bool first = is_first_in_an_hour(db, rules.app, kUnsettledTold, now_ms);
    return {.booked = true, .first_in_an_hour = first};
}

booked_by_query record_found_refunded(sql& db, const ledger_rules& rules,
                                      const baidu::found_order& found, int64_t now_ms) {
    const auto sold = find_order(db, rules.app, found.tp_order_id);
    if (!sold || sold->state == status::paid) return {};
    const auto what = meaning_of(found, *sold).what;
    const bool fits = what == finding::kind::paid || what == finding::kind::refunded;
    if (!fits || !may_be_booked(db, rules, *sold, found)) return {.stays_open = true};
    book(db, rules, *sold, found, now_ms);
    release_events(db, rules, sold->tp_order_id, found.order_id, event::status::waiting, now_ms);
    drop_job(db, rules.app, job_kind::confirm, found.order_id);
    return {.booked = true};
}

bool is_given_back(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                   const std::string& order_id) {
    const auto taken = find_payment(db, rules.app, order_id);
    return taken && taken->tp_order_id == tp_order_id &&
           taken->verdict != payment::judgement::good &&
           has_gone_back(*taken, refunds_of(db, rules.app, taken->order_id));
}

bool record_closing(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                    int64_t now_ms) {
    return change_order(db, rules, tp_order_id, status::created, status::closing, now_ms);
}

bool record_closed(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                   int64_t now_ms) {
    return change_order(db, rules, tp_order_id, status::closing, status::closed, now_ms);
}

std::optional<confirmation_case> view_confirmation(sql& db, const ledger_rules& rules,
                                                   const std::string& order_id) {
    auto paid = find_payment(db, rules.app, order_id);
    const bool counts =
        paid && (paid->verdict == payment::judgement::good || was_contradicted(*paid));
    if (!counts) return std::nullopt;
    auto sold = find_order(db, rules.app, paid->tp_order_id);
    if (!sold && paid->proven) sold = proven_by(*paid);
    if (!sold) return std::nullopt;
    auto booked = payments_of(db, rules.app, paid->tp_order_id);
    const bool waits = waits_for_confirmation(rules, *paid);
    const bool held = has_event(db, rules, *paid, true);
    return confirmation_case{*std::move(sold), *std::move(paid), std::move(booked), waits, held};
}

agreement record_confirmed(sql& db, const ledger_rules& rules, const std::string& order_id,
                           int64_t now_ms) {
    const auto paid = find_payment(db, rules.app, order_id);
    if (paid && was_contradicted(*paid))
        return judge_good_again(db, rules, *paid, now_ms) ? agreement::good_again
                                                          : agreement::too_late;
    if (!paid || paid->verdict != payment::judgement::good) return agreement::stands;
    drop_counter(db, rules.app, mark_of(order_id));
    release_events(db, rules, paid->tp_order_id, order_id, event::status::waiting, now_ms);
    return agreement::stands;
}

contradiction record_contradicted(sql& db, const ledger_rules& rules, const std::string& order_id,
                                  int64_t now_ms) {
    const auto paid = find_payment(db, rules.app, order_id);
    if (!paid || paid->verdict != payment::judgement::good || has_event(db, rules, *paid, false))
        return contradiction::too_late;
    if (!is_contradicted_again(db, rules, order_id, now_ms)) return contradiction::waits;
    judge_anew(db, rules.app, order_id, payment::judgement::mismatch);
    release_events(db, rules, paid->tp_order_id, order_id, event::status::dropped, now_ms);
    tell_merchant(db, rules,
                  {.tp_order_id = paid->tp_order_id,
                   .kind = event::what::mismatch,
                   .order_id = order_id,
                   .created_ms = now_ms});
    if (change_order(db, rules, paid->tp_order_id, status::paid, status::created, now_ms))
        watch_order(db, rules, paid->tp_order_id, now_ms + kFirstLookMs, now_ms);
    return contradiction::stands;
}

bool record_told_again(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                       const payment& booked, int64_t now_ms) {
    if (!same_payment(told, booked) || rules.api == api_generation::v1) return false;
    const auto sold = find_terms(db, rules.app, told.tp_order_id);
    const bool settled = booked.unsettled && !is_odd(told, sold, now_ms);
    if (settled) record_settled(db, rules, told, booked, now_ms);
    schedule_job(db, rules.app, job_kind::confirm, booked.order_id, now_ms, now_ms);
    return settled;
}

bool settles(const baidu::payment_notify& told, const payment& booked) {
    const bool same_user =
        booked.user_id.empty() || told.user_id.empty() || booked.user_id == told.user_id;
    return booked.unsettled && booked.verdict == payment::judgement::good && told.status == kPaid &&
           told.tp_order_id == booked.tp_order_id && told.total_money == booked.total_money &&
           told.deal_id == booked.deal_id && same_user;
}

void record_settled(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                    const payment& booked, int64_t now_ms) {
    payment settled = booked;
    settled.unsettled = false;
    settled.odd = is_odd(told, find_terms(db, rules.app, told.tp_order_id), now_ms);
    settled.pay_time = told.pay_time;
    if (!told.user_id.empty()) settled.user_id = told.user_id;
    if (!settled.odd) settled.pay_money = told.pay_money;  // else as the query told it
    settle_payment(db, rules.app, settled);
    if (settled.odd && waits_for_confirmation(rules, settled))
        schedule_job(db, rules.app, job_kind::confirm, booked.order_id, now_ms, now_ms);
    else
        release_events(db, rules, booked.tp_order_id, booked.order_id, event::status::waiting,
                       now_ms);
}

}  // namespace swan
