#include "app/rule_book.h"

#include <algorithm>

#include "base/key_file.h"
#include "service/store/orders.h"
#include "service/store/schema.h"

namespace swan {

namespace {

// Without its key orders could not be proven: a new one is made only where there are none yet.
std::string order_key_of(sql& db, const installation& settings) {
    const bool has_any = std::any_of(
        settings.apps.begin(), settings.apps.end(),
        [&db](const config& app) { return has_orders(db, app_number(db, app.smart_app.app_key)); });
    return load_order_key(settings.server.order_key_file, !has_any);
}

std::string notify_key_of(const notify_settings& notify) {
    if (notify.url.empty()) return {};
    return load_or_make_key(notify.key_file, "the key of notify_key_file");
}

bool alike(const ledger_rules& one, const ledger_rules& other) {
    return one.app == other.app && one.deal_id == other.deal_id && one.api == other.api &&
           one.settings == other.settings && one.tells_merchant == other.tells_merchant &&
           one.notify_key == other.notify_key && one.sending_ms == other.sending_ms;
}

}  // namespace

std::vector<const ledger_rules*> rule_book::of(const installation& settings) {
    sql db(settings.server.store);
    if (order_key_.empty()) order_key_ = order_key_of(db, settings);
    const std::string notify_key = notify_key_of(settings.server.notify);
    const auto timeouts = settings.server.connect_timeout + settings.server.upstream_timeout;
    std::vector<const ledger_rules*> all;
    for (const config& app : settings.apps) {
        auto fresh = std::make_unique<entry>(
            entry{order_numbers(order_key_, app.smart_app.app_key), ledger_rules()});
        fresh->rules = {.app = app_number(db, app.smart_app.app_key),
                        .deal_id = app.pay.deal_id,
                        .api = app.pay.api,
                        .numbers = &fresh->numbers,
                        .settings = settings.server.ledger,
                        .tells_merchant = !settings.server.notify.url.empty(),
                        .notify_key = notify_key,
                        .sending_ms = 2 * timeouts.count()};
        all.push_back(kept(std::move(fresh)));
    }
    return all;
}

const ledger_rules* rule_book::kept(std::unique_ptr<entry> fresh) {
    for (const auto& each : entries_)
        if (alike(each->rules, fresh->rules)) return &each->rules;
    entries_.push_back(std::move(fresh));
    return &entries_.back()->rules;
}

}  // namespace swan
