#include "app/schedule_delay.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/log.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/names.h"
#include "service/store/waiting_jobs.h"

namespace swan {

namespace {

constexpr metric_name kLate{"swan_schedule_late_seconds",
                            "How long ago the oldest job was due that waits to be taken."};
constexpr int64_t kTooLateMs = 600'000;
constexpr int64_t kMostCounted = 10'000;

std::string_view remedy_for(job_kind kind) {
    switch (kind) {
        case job_kind::watch:
        case job_kind::confirm:
        case job_kind::recover:
            return "raise queries_a_second, if Baidu's quota allows for it";
        case job_kind::watch_anonymous:
            return "find out who calls /pay/gen so often without paying;"
                   " raise queries_a_second if they are customers";
        case job_kind::deliver:
            return "notify_url takes events too slowly";
        case job_kind::refund:
        case job_kind::give_back:
        case job_kind::command:
            break;
    }
    return "the store is too slow for so many: look at its disk";
}

}  // namespace

void schedule_delay::show(const std::string& app, job_kind kind, int64_t late_ms) {
    const auto [place, is_new] = late_ms_.try_emplace({app, kind}, late_ms);
    place->second = late_ms;
    if (!is_new) return;
    counted_.read_gauge(kLate, {{"app", app}, {"kind", std::string(name_of(kind))}},
                        [&now = place->second] { return static_cast<double>(now) / 1000; });
}

// A recovery asks about all its orders at once, and tells itself how far it is.
bool schedule_delay::is_too_late(const delay& one) const {
    return one.kind != job_kind::recover &&
           one.now_ms - std::max(one.since_ms, begun_ms_) > kTooLateMs;
}

task<void> schedule_delay::measure(app_jobs of) {
    const auto look = [of](sql& db) {
        const int64_t now_ms = store_now_ms();
        std::vector<delay> all;
        for (const job_kind kind : all_values<job_kind>()) {
            const bool taken = std::ranges::count(of.kinds, kind) > 0;
            const auto since = taken ? waits_since(db, of.app, kind, now_ms) : std::nullopt;
            all.push_back({kind, since.value_or(now_ms), now_ms});
        }
        return all;
    };
    const std::vector<delay> all = co_await db_.run(access::read, look);
    std::vector<delay> late;
    for (const delay& each : all) {
        show(of.name, each.kind, each.late_ms());
        if (is_too_late(each)) late.push_back(each);
    }
    if (!late.empty()) {
        co_await alert(of, late);
    }
}

// Each kind has an hour of its own: a flood of orders that anybody can make must not hide that
// refunds are late. All workers of a store together tell it once.
task<void> schedule_delay::alert(app_jobs of, std::vector<delay> late) const {
    using untold = std::vector<std::pair<delay, int64_t>>;  // and how many are due
    const auto untold_of = [of, late](sql& db) {
        untold all;
        for (const delay& each : late) {
            const std::string last = concat(kScheduleLate, name_of(each.kind));
            if (is_first_in_an_hour(db, of.app, last, each.now_ms))
                all.emplace_back(each,
                                 count_waiting(db, of.app, each.kind, each.now_ms, kMostCounted));
        }
        return all;
    };
    const untold told = co_await db_.run(access::write, untold_of);
    for (const auto& [each, due] : told)
        logging::alert("schedule_late",
                       concat("app=", of.name, " kind=", name_of(each.kind), " due=", due,
                              due == kMostCounted ? " or more" : "",
                              " late_s=", each.late_ms() / 1000, " why=", remedy_for(each.kind)));
}

}  // namespace swan
