#include "app/event_resend.h"

#include "base/error.h"
#include "base/text.h"
#include "service/store/events.h"
#include "service/store/jobs.h"

namespace swan {

void resend_event(sql& db, const ledger_rules& rules, const std::string& event_id, int64_t now_ms) {
    auto known = find_event(db, rules.app, event_id);
    if (!known) throw error(code::not_found, concat("there is no event ", printable(event_id)));
    if (known->state == event::status::held)
        throw error(code::param_illegal, concat("event ", known->id,
                                                " is held until its payment is confirmed: it "
                                                "cannot be sent yet"));
    known->state = event::status::waiting;
    known->attempts = 0;
    known->answer.clear();
    known->ended_ms = 0;
    update_event(db, rules.app, *known);
    schedule_job(db, rules.app, job_kind::deliver, known->tp_order_id, now_ms, now_ms);
}

}  // namespace swan
