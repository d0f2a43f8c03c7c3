#include "app/application.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

#include "app/answer.h"
#include "app/query_budget.h"
#include "app/routes.h"

namespace swan {

namespace {

constexpr std::array kTakingTurns{job_kind::watch, job_kind::confirm, job_kind::recover};
constexpr int64_t kTurnsUntilAnonymousFirst = 5;  // else they are last

bool asks_about_orders(job_kind kind) {
    return kind == job_kind::watch_anonymous ||
           std::find(kTakingTurns.begin(), kTakingTurns.end(), kind) != kTakingTurns.end();
}

// API 1.0 can be asked neither for an order that nobody paid nor for refunds: what was to be
// watched or recovered under 2.0 waits until it is in force again.
std::vector<job_kind> asking(api_generation api, int64_t turn) {
    if (api == api_generation::v1) return {job_kind::confirm};
    std::vector<job_kind> all(kTakingTurns.begin(), kTakingTurns.end());
    std::rotate(all.begin(), all.begin() + turn % std::ssize(all), all.end());
    const bool first = turn % kTurnsUntilAnonymousFirst == 0;
    all.insert(first ? all.begin() : all.end(), job_kind::watch_anonymous);
    return all;
}

}  // namespace

application::application(const config& settings, const ledger_rules& rules, store& db,
                         unfinished_work& unfinished, metrics& counted, http_client& http,
                         merchant_line& merchant)
    : baidu_(settings, rules, db, http),
      with_{settings, rules, db, baidu_, unfinished, counted},
      auth_(with_),
      pay_(with_),
      callback_(with_),
      order_watch_(with_),
      confirmation_(with_),
      refund_desk_(with_),
      event_delivery_(with_, merchant),
      command_desk_(with_),
      recovery_desk_(with_),
      router_(routes(settings.server.environment, auth_, pay_, callback_), answer::by_path,
              &counted) {}

std::vector<job_wish> application::wanted_jobs(int64_t turn) const {
    const int64_t queries =
        std::min<int64_t>(30, with_.rules.queries->left_for_jobs(monotonic_ms()));
    std::vector<job_wish> wanted{
        {job_kind::command, 10}, {job_kind::refund, 10}, {job_kind::give_back, 5}};
    // Without somebody to tell, what is left of an earlier notify_url is nobody's and never late; a
    // receiver that is full takes none either, but those are.
    if (with_.rules.tells_merchant)
        wanted.emplace_back(job_kind::deliver, event_delivery_.free_places());
    wanted.emplace_back(asking(with_.rules.api, turn), queries);
    return wanted;
}

bool application::may_begin(const job& what) const {
    return !asks_about_orders(what.kind) || with_.rules.queries->take_for_job(monotonic_ms());
}

task<std::optional<milliseconds>> application::carry_out(const job& what) const {
    switch (what.kind) {
        case job_kind::watch:
        case job_kind::watch_anonymous:
            return order_watch_.run(what);
        case job_kind::refund:
            return refund_desk_.run_refund(what);
        case job_kind::give_back:
            return refund_desk_.run_give_back(what);
        case job_kind::confirm:
            return confirmation_.run(what);
        case job_kind::deliver:
            return event_delivery_.run(what);
        case job_kind::command:
            return command_desk_.run(what);
        case job_kind::recover:
            return recovery_desk_.run(what);
    }
    throw std::logic_error("a job of no kind");
}

applications::applications(std::shared_ptr<const installation> settings,
                           const std::vector<const ledger_rules*>& rules, store& db,
                           unfinished_work& unfinished, metrics& counted, http_client& http,
                           merchant_line& merchant)
    : settings_(std::move(settings)) {
    for (size_t i = 0; i < settings_->apps.size(); ++i)
        all_.push_back(std::make_unique<const application>(settings_->apps[i], *rules[i], db,
                                                           unfinished, counted, http, merchant));
}

const application* applications::named(std::string_view name) const {
    for (const auto& each : all_)
        if (each->name() == name) return each.get();
    return nullptr;
}

const application* applications::of(request& req) const {
    if (!req.app.empty()) return named(req.app);
    const size_t end = req.path.find('/', 1);
    if (end != std::string::npos && end > 1) {
        const auto* const found = named(std::string_view(req.path).substr(1, end - 1));
        if (found != nullptr) {
            req.app = found->name();
            req.path.erase(0, end);
            return found;
        }
    }
    return named({});
}

}  // namespace swan
