#include "app/replay.h"

#include <optional>
#include <vector>

#include "app/reconcile.h"
#include "baidu/message.h"
#include "baidu/sign.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/quarantine.h"

namespace swan {

namespace {

// Nothing: it was cut inside a character.
std::optional<field_list> fields_of(const quarantined& one) {
    try {
        return parse_form(one.body);
    } catch (const error&) {
        return std::nullopt;
    }
}

struct believed_notify {
    baidu::payment_notify told;
    received_message message;
};

std::optional<believed_notify> believed(const services& with, const quarantined& one) {
    const auto read = fields_of(one);
    if (!read) return std::nullopt;
    const field_list& fields = *read;
    if (baidu::ambiguous(fields)) return std::nullopt;
    if (baidu::verified_by(fields, with.settings.platform_keys) < 0) return std::nullopt;
    auto told = baidu::read_payment_notify(fields);
    if (!told) return std::nullopt;
    return believed_notify{*std::move(told), as_kept(one.body, fields)};
}

void tell(const notify_verdict& verdict, const baidu::payment_notify& told) {
    if (!verdict.alert.empty())
        logging::alert(verdict.alert,
                       concat("tp_order_id=", told.tp_order_id, " order_id=", told.order_id));
}

task<replayed> replay_one(const services& with, quarantined one, replayed sofar) {
    const auto genuine = believed(with, one);
    if (!genuine) {
        ++sofar.unverified;
        co_return sofar;
    }
    const baidu::payment_notify& told = genuine->told;
    const auto record = [rules = &with.rules, one, genuine = *genuine](sql& db) {
        const notify_verdict verdict =
            record_notify(db, *rules, genuine.told, genuine.message, store_now_ms());
        if (!verdict.refuse) leave_quarantine(db, rules->app, one);
        return verdict;
    };
    const notify_verdict verdict = co_await with.db.run(access::durable, record);
    tell(verdict, told);
    if (verdict.reconcile) {
        co_await reconcile(with, *verdict.reconcile, told.tp_order_id, told.order_id, "replay");
    }
    ++(verdict.refuse ? sofar.refused : sofar.booked);
    co_return sofar;
}

}  // namespace

task<replayed> replay_quarantine(const services& with) {
    const auto read = [app = with.rules.app](sql& db) { return all_quarantined(db, app); };
    const std::vector<quarantined> all = co_await with.db.run(access::read, read);
    replayed done;
    for (const quarantined& each : all) {
        const replayed more = co_await replay_one(with, each, done);
        done = more;
    }
    co_return done;
}

}  // namespace swan
