#include "app/event_resend.h"

#include "base/error.h"
#include "base/text.h"
#include "service/store/events.h"
#include "service/store/jobs.h"

namespace swan {

void resend_event(sql& db, const ledger_rules& rules, const std::string& event_id, int64_t now_ms) {
    auto again = find_event(db, rules.app, event_id);
    if (!again)
        throw error(code::param_illegal, concat("there is no event ", printable(event_id, 40)));
    if (again->state == event::status::held)
        throw error(code::param_illegal,
                    concat("event ", again->id, " is held until what it says is confirmed"));
    again->state = event::status::waiting;
    again->attempts = 0;  // its time to be given up begins anew
    again->ended_ms = 0;
    update_event(db, rules.app, *again);
    schedule_job(db, rules.app, job_kind::deliver, again->tp_order_id, now_ms, now_ms);
}

}  // namespace swan
