#include "app/recovery_desk.h"

#include "app/watch_times.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

void tell(const recovered& done, const std::string& tp_order_id) {
    if (done.booked)
        logging::warn(concat("paid since the backup tp_order_id=", printable(tp_order_id)));
    for (const auto& each : done.findings)
        if (each.alert.empty())
            logging::warn(concat("recovery asks again ", each.details));
        else
            logging::alert(each.alert, each.details);
}

}  // namespace

task<std::vector<std::string>> recovery_desk::payers(std::string tp_order_id) const {
    const auto look = [rules = &with_.rules, tp_order_id](sql& db) {
        return payers_of(db, *rules, tp_order_id);
    };
    co_return co_await with_.db.run(access::read, look);
}

task<std::optional<milliseconds>> recovery_desk::run(job what) const {
    const std::string request_id = concat("recover-", what.subject);
    const std::vector<std::string> known = co_await payers(what.subject);
    const looked_up seen = co_await look_up_refunds_too(with_, what.subject, known, request_id);
    const auto record = [rules = &with_.rules, id = what.subject, seen](sql& db) {
        return record_recovered(db, *rules, id, seen, store_now_ms());
    };
    const recovered done = co_await with_.db.run(access::durable, record);
    tell(done, what.subject);
    if (!done.complete) co_return wait_after_confirmation(what.attempts);
    co_return std::nullopt;
}

}  // namespace swan
