#include "app/bookkeeping.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "app/moves.h"
#include "app/refund_message.h"
#include "app/watch_times.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

constexpr int64_t kGiveBackMs = int64_t{30} * 60'000;  // after which Baidu should have audited

event::what event_of(payment::judgement verdict) {
    switch (verdict) {
        case payment::judgement::good:
            return event::what::paid;
        case payment::judgement::mismatch:
            return event::what::mismatch;
        case payment::judgement::duplicate:
            return event::what::duplicate;
        case payment::judgement::late:
            return event::what::late;
        case payment::judgement::orphan:
            return event::what::orphan;
    }
    return event::what::orphan;
}

void tell_of_payment(sql& db, const ledger_rules& rules, const payment& taken, event::what kind,
                     int64_t now_ms) {
    const bool held = kind == event::what::paid && waits_for_confirmation(rules, taken);
    tell_merchant(db, rules,
                  {.tp_order_id = taken.tp_order_id,
                   .kind = kind,
                   .state = held ? event::status::held : event::status::waiting,
                   .order_id = taken.order_id,
                   .created_ms = now_ms});
}

void tell_of_refund(sql& db, const ledger_rules& rules, const refund& one, event::what kind) {
    tell_merchant(db, rules,
                  {.tp_order_id = one.tp_order_id,
                   .kind = kind,
                   .order_id = one.order_id,
                   .refund_id = one.refund_id,
                   .created_ms = one.updated_ms});
}

// A setting has answered Baidu's first question about it: nobody was waited for.
bool is_decided_at_once(const refund& one, int64_t answered_before) {
    return one.origin == refund::source::foreign && one.state != refund::status::requested &&
           one.audit_status != audit_answer::none && answered_before == audit_answer::none;
}

void tell_of_refund(sql& db, const ledger_rules& rules, const refund& one) {
    using enum refund::status;
    if (one.state == requested) tell_of_refund(db, rules, one, event::what::refund_requested);
    if (one.state == done) tell_of_refund(db, rules, one, event::what::refund_done);
    if (one.state == failed) tell_of_refund(db, rules, one, event::what::refund_failed);
}

// Also when its job is being carried out: then this holds, and not what that says in the end.
void plan_look(sql& db, const ledger_rules& rules, const refund& one) {
    const int64_t attempts = attempts_of(db, rules.app, job_kind::refund, one.refund_id);
    const int64_t after = look_after_ms(one.state, attempts, rules.sending_ms);
    if (after == 0)
        drop_job(db, rules.app, job_kind::refund, one.refund_id);
    else
        reschedule_job(db, rules.app, job_kind::refund, one.refund_id, one.updated_ms + after,
                       one.updated_ms);
}

// What went back before it was booked is set aside of it.
void set_aside_earlier(sql& db, const ledger_rules& rules, const payment& taken) {
    for (refund one : refunds_of(db, rules.app, taken.order_id)) {
        if (one.amount <= 0) continue;  // an operator tells it
        one.amount = std::min(share_of(one.amount, taken), taken.total_money);
        change_refund(db, rules, one);
        if (holds_money(one.state)) reserve_anyway(db, rules.app, taken.order_id, one.amount);
    }
}

void plan_give_back(sql& db, const ledger_rules& rules, const payment& taken, int64_t now_ms) {
    set_aside_earlier(db, rules, taken);
    schedule_job(db, rules.app, job_kind::give_back, taken.order_id, now_ms + kGiveBackMs, now_ms);
}

}  // namespace

bool book_order(sql& db, const ledger_rules& rules, const order& made, job_kind watched_by) {
    if (!insert_order(db, rules.app, made)) return false;
    if (rules.api == api_generation::v2)
        insert_job(db, rules.app, watched_by, made.tp_order_id, made.created_ms + kFirstLookMs,
                   made.created_ms);
    return true;
}

void watch_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id, int64_t due_ms,
                 int64_t now_ms) {
    drop_job(db, rules.app, job_kind::watch_anonymous, tp_order_id);
    schedule_job(db, rules.app, job_kind::watch, tp_order_id, due_ms, now_ms);
}

bool change_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                  order::status from, order::status to, int64_t now_ms) {
    if (!may_move(from, to))
        throw std::logic_error(
            concat("order ", tp_order_id, " may not move from ", stored(from), " to ", stored(to)));
    if (!move_order(db, rules.app, tp_order_id, from, to, now_ms)) return false;
    if (to == order::status::paid) drop_watch(db, rules.app, tp_order_id);
    if (to == order::status::closed)
        tell_merchant(
            db, rules,
            {.tp_order_id = tp_order_id, .kind = event::what::closed, .created_ms = now_ms});
    return true;
}

bool waits_for_confirmation(const ledger_rules& rules, const payment& taken) {
    using confirmation = ledger_settings::confirmation;
    if (taken.unsettled) return true;
    if (rules.api == api_generation::v1) return false;  // it cannot be asked so
    const auto when = rules.settings.confirm_paid;
    return when == confirmation::always || (when == confirmation::odd && taken.odd);
}

void book_payment(sql& db, const ledger_rules& rules, const payment& taken, int64_t now_ms) {
    insert_payment(db, rules.app, taken);
    if (taken.unsettled) tell_of_payment(db, rules, taken, event::what::unsettled, now_ms);
    tell_of_payment(db, rules, taken, event_of(taken.verdict), now_ms);
    if (taken.is_error_order) plan_give_back(db, rules, taken, now_ms);
    if (taken.verdict != payment::judgement::good || !waits_for_confirmation(rules, taken)) return;
    const int64_t wait = taken.unsettled ? rules.settings.unsettled_wait.count() * 1000 : 0;
    schedule_job(db, rules.app, job_kind::confirm, taken.order_id, now_ms + wait, now_ms);
}

void book_refund(sql& db, const ledger_rules& rules, const refund& made) {
    insert_refund(db, rules.app, made);
    if (is_decided_at_once(made, audit_answer::none))
        tell_of_refund(db, rules, made, event::what::refund_requested);
    tell_of_refund(db, rules, made);
    plan_look(db, rules, made);
}

void change_refund(sql& db, const ledger_rules& rules, const refund& changed) {
    const auto before = find_refund(db, rules.app, changed.refund_id);
    if (!before)
        throw std::logic_error(concat("refund ", changed.refund_id, " is not in the store"));
    const bool moves = before->state != changed.state;
    if (moves && !may_move(before->state, changed.state))
        throw std::logic_error(concat("refund ", changed.refund_id, " may not move from ",
                                      stored(before->state), " to ", stored(changed.state)));
    update_refund(db, rules.app, changed);
    if (!has_ended(before->state) && is_decided_at_once(changed, before->audit_status))
        tell_of_refund(db, rules, changed, event::what::refund_requested);
    if (!moves) return;
    tell_of_refund(db, rules, changed);
    plan_look(db, rules, changed);
}

void apply(sql& db, const ledger_rules& rules, const std::string& order_id,
           const refund_effect& effect) {
    if (effect.reserve_anyway != 0) reserve_anyway(db, rules.app, order_id, effect.reserve_anyway);
    if (effect.merged) change_refund(db, rules, *effect.merged);
    if (effect.reserve > 0 && !reserve(db, rules.app, order_id, effect.reserve))
        throw error(code::busy, "another refund of this payment was faster");
    if (!effect.write) return;
    if (effect.is_new)
        book_refund(db, rules, *effect.write);
    else
        change_refund(db, rules, *effect.write);
}

void tell_merchant(sql& db, const ledger_rules& rules, event what) {
    if (!rules.tells_merchant || what.tp_order_id.empty()) return;
    const std::string tp_order_id = what.tp_order_id;
    const int64_t now_ms = what.created_ms;
    const bool waits = what.state == event::status::waiting;
    insert_event(db, rules.app, std::move(what));
    if (waits) schedule_job(db, rules.app, job_kind::deliver, tp_order_id, now_ms, now_ms);
}

void release_events(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                    const std::string& order_id, event::status to, int64_t now_ms) {
    for (event each : events_of(db, rules.app, tp_order_id)) {
        if (each.state != event::status::held || each.order_id != order_id) continue;
        each.state = to;
        if (to == event::status::dropped) each.ended_ms = now_ms;
        update_event(db, rules.app, each);
        schedule_job(db, rules.app, job_kind::deliver, tp_order_id, now_ms, now_ms);
    }
}

}  // namespace swan
