#include "app/rule_book.h"

#include "app/known_apps.h"
#include "base/key_file.h"
#include "service/store/apps.h"
#include "service/store/schema.h"

namespace swan {

namespace {

std::vector<std::string> app_keys_of(const installation& settings) {
    std::vector<std::string> all;
    for (const config& app : settings.apps) all.push_back(app.smart_app.app_key);
    return all;
}

std::string notify_key_of(const notify_settings& notify) {
    if (notify.url.empty()) return {};
    return load_or_make_key(notify.key_file, "the key of notify_key_file");
}
// What the longest step of a refund asks of Baidu: a call of API 2.0 gets a token, and both once
// more when Baidu refuses that token. In 1.0 it is a cancellation, and a query of what came of it.
constexpr int64_t kTokensOfAStep = 2;
constexpr int64_t kCallsOfAStep = 2;

// What they refer to is made anew each time, of the app and the settings.
bool alike(const ledger_rules& one, ledger_rules other) {
    other.numbers = one.numbers;
    other.queries = one.queries;
    return one == other;
}

}  // namespace

std::vector<const ledger_rules*> rule_book::of(const installation& settings) {
    sql db(settings.server.store);
    const known_apps stored = find_apps(db);
    refuse_replaced_app(stored, app_keys_of(settings));
    // Without its key orders could not be proven, whosever they are: a new one is made only where
    // there are none yet.
    if (order_key_.empty())
        order_key_ = load_order_key(settings.server.order_key_file, stored.sold.empty());
    const std::string notify_key = notify_key_of(settings.server.notify);
    const auto timeouts = settings.server.connect_timeout + settings.server.upstream_timeout;
    std::vector<const ledger_rules*> all;
    for (const config& app : settings.apps) {
        auto fresh = std::make_unique<entry>(
            entry{order_numbers(order_key_, app.smart_app.app_key),
                  std::make_unique<query_budget>(settings.server.ledger.queries_a_second),
                  ledger_rules()});
        fresh->rules = {.app = app_number(db, app.smart_app.app_key),
                        .deal_id = app.pay.deal_id,
                        .api = app.pay.api,
                        .numbers = &fresh->numbers,
                        .queries = fresh->queries.get(),
                        .settings = settings.server.ledger,
                        .tells_merchant = !settings.server.notify.url.empty(),
                        .notify_key = notify_key,
                        .sending_ms = (kTokensOfAStep + kCallsOfAStep) * timeouts.count()};
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
