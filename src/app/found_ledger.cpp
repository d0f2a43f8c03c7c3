#include "app/found_ledger.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/found.h"
#include "service/store/counters.h"
#include "service/store/events.h"
#include "service/store/jobs.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = order::status;

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kFirstLookMs = 30'000;
constexpr int64_t kPaid = 2;  // of a notify's status
constexpr const char* kLastUnsettled = "unsettled_alert_ms";

// A payment of an order that was closed may have come after the close, which a query does not tell.
bool may_be_booked(sql& db, const ledger_rules& rules, const order& sold,
                   const baidu::found_order& found) {
    const bool open = sold.state == status::created || sold.state == status::closing;
    return open && meaning_of(found, sold).what == finding::kind::paid &&
           !find_payment(db, rules.app, found.order_id) &&
           find_good_payment(db, rules.app, sold.tp_order_id).empty() &&
           refunds_of(db, rules.app, found.order_id).empty();
}

bool has_event(sql& db, const ledger_rules& rules, const payment& paid, bool held) {
    const auto events = events_of(db, rules.app, paid.tp_order_id);
    return std::any_of(events.begin(), events.end(), [&](const event& each) {
        return each.order_id == paid.order_id && each.kind == event::what::paid &&
               (each.state == event::status::held) == held;
    });
}

}  // namespace

booked_by_query record_found(sql& db, const ledger_rules& rules, const baidu::found_order& found,
                             int64_t now_ms) {
    const auto sold = find_order(db, rules.app, found.tp_order_id);
    if (!sold || sold->state == status::paid) return {};
    if (!may_be_booked(db, rules, *sold, found)) return {.stays_open = true};
    book_payment(db, rules, payment_found(found, now_ms), now_ms);
    change_order(db, rules, sold->tp_order_id, sold->state, status::paid, now_ms);
    const bool first = now_ms - counter_value(db, rules.app, kLastUnsettled) >= kHourMs;
    if (first) set_counter(db, rules.app, kLastUnsettled, now_ms);
    return {.booked = true, .first_in_an_hour = first};
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
    if (!paid || paid->verdict != payment::judgement::good) return std::nullopt;
    auto sold = find_order(db, rules.app, paid->tp_order_id);
    if (!sold) return std::nullopt;
    auto booked = payments_of(db, rules.app, paid->tp_order_id);
    const bool waits = waits_for_confirmation(rules, *paid);
    const bool held = has_event(db, rules, *paid, true);
    return confirmation_case{*std::move(sold), *std::move(paid), std::move(booked), waits, held};
}

void record_confirmed(sql& db, const ledger_rules& rules, const std::string& order_id,
                      int64_t now_ms) {
    const auto paid = find_payment(db, rules.app, order_id);
    if (!paid || paid->verdict != payment::judgement::good) return;
    release_events(db, rules, paid->tp_order_id, order_id, event::status::waiting, now_ms);
}

bool record_contradicted(sql& db, const ledger_rules& rules, const std::string& order_id,
                         int64_t now_ms) {
    const auto paid = find_payment(db, rules.app, order_id);
    if (!paid || paid->verdict != payment::judgement::good || has_event(db, rules, *paid, false))
        return false;
    judge_anew(db, rules.app, order_id, payment::judgement::mismatch);
    release_events(db, rules, paid->tp_order_id, order_id, event::status::dropped, now_ms);
    tell_merchant(db, rules,
                  {.tp_order_id = paid->tp_order_id,
                   .kind = event::what::mismatch,
                   .order_id = order_id,
                   .created_ms = now_ms});
    if (change_order(db, rules, paid->tp_order_id, status::paid, status::created, now_ms))
        schedule_job(db, rules.app, job_kind::watch, paid->tp_order_id, now_ms + kFirstLookMs,
                     now_ms);
    return true;
}

bool settles(const payment_notify& told, const payment& booked) {
    const bool same_user =
        booked.user_id.empty() || told.user_id.empty() || booked.user_id == told.user_id;
    return booked.unsettled && booked.verdict == payment::judgement::good && told.status == kPaid &&
           told.tp_order_id == booked.tp_order_id && told.total_money == booked.total_money &&
           told.deal_id == booked.deal_id && same_user;
}

void record_settled(sql& db, const ledger_rules& rules, const payment_notify& told,
                    const payment& booked, int64_t now_ms) {
    settle_payment(db, rules.app, booked.order_id,
                   told.user_id.empty() ? booked.user_id : told.user_id, told.pay_money,
                   told.pay_time);
    release_events(db, rules, booked.tp_order_id, booked.order_id, event::status::waiting, now_ms);
}

bool is_first_alert(sql& db, const ledger_rules& rules, std::string_view name, int64_t now_ms) {
    if (counter_value(db, rules.app, name) != 0) return false;
    set_counter(db, rules.app, name, now_ms);
    return true;
}

}  // namespace swan
