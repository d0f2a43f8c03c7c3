#include "app/event_resend.h"

#include "app/event_body.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/events.h"
#include "service/store/jobs.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

// One that is dead or waits goes its way: it is dropped when its turn comes, and those behind it
// go on.
void refuse_outdated(sql& db, const ledger_rules& rules, const event& known) {
    const bool is_over =
        known.state == event::status::dropped || known.state == event::status::sent;
    if (!is_over) return;
    const std::string why = outdated_by(known, find_payment(db, rules.app, known.order_id),
                                        refunds_of(db, rules.app, known.order_id));
    if (!why.empty())
        throw error(
            code::param_illegal,
            concat("event ", known.id, " is not sent again, it is not true any more: ", why));
}

}  // namespace

void resend_event(sql& db, const ledger_rules& rules, const std::string& event_id, int64_t now_ms) {
    auto known = find_event(db, rules.app, event_id);
    if (!known) throw error(code::not_found, concat("there is no event ", printable(event_id)));
    if (known->state == event::status::held)
        throw error(code::param_illegal, concat("event ", known->id,
                                                " is held until its payment is confirmed: it "
                                                "cannot be sent yet"));
    refuse_outdated(db, rules, *known);
    known->state = event::status::waiting;
    known->attempts = 0;
    known->answer.clear();
    known->ended_ms = 0;
    update_event(db, rules.app, *known);
    schedule_job(db, rules.app, job_kind::deliver, known->tp_order_id, now_ms, now_ms);
}

}  // namespace swan
