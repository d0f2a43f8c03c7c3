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
constexpr std::string_view kLastAlert = "schedule_late_alert_ms";
constexpr int64_t kTooLateMs = 600'000;
constexpr int64_t kMostCounted = 10'000;

std::string_view remedy_for(job_kind kind) {
    switch (kind) {
        case job_kind::watch:
        case job_kind::confirm:
        case job_kind::recover:
            return "raise queries_a_second, if Baidu's quota allows for it";
        case job_kind::watch_anonymous:
            return "find out who calls /pay/gen so often without an open_id that has logged in;"
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
    const int64_t could_be_taken_ms = std::max(one.since_ms, begun_ms_);
    return one.kind != job_kind::recover &&
           one.since_ms + one.late_ms - could_be_taken_ms > kTooLateMs;
}

task<void> schedule_delay::measure(app_jobs of) {
    const auto look = [of](sql& db) {
        const int64_t now_ms = store_now_ms();
        std::vector<delay> all;
        for (const job_kind kind : all_values<job_kind>()) {
            const bool taken = std::ranges::count(of.kinds, kind) > 0;
            const auto since = taken ? waits_since(db, of.app, kind, now_ms) : std::nullopt;
            all.push_back({kind, since.value_or(now_ms), now_ms - since.value_or(now_ms)});
        }
        return all;
    };
    const std::vector<delay> all = co_await db_.run(access::read, look);
    std::optional<delay> worst;
    for (const delay& each : all) {
        show(of.name, each.kind, each.late_ms);
        if (is_too_late(each) && (!worst || each.late_ms > worst->late_ms)) worst = each;
    }
    if (worst) {
        co_await alert(of, *worst);
    }
}

// All workers of a store together tell it once an hour.
task<void> schedule_delay::alert(app_jobs of, delay worst) const {
    const auto first = [of, worst](sql& db) -> std::optional<int64_t> {
        const int64_t now_ms = store_now_ms();
        if (!is_first_in_an_hour(db, of.app, kLastAlert, now_ms)) return std::nullopt;
        return count_waiting(db, of.app, worst.kind, now_ms, kMostCounted);
    };
    const std::optional<int64_t> due = co_await db_.run(access::write, first);
    if (due)
        logging::alert("schedule_late",
                       concat("app=", of.name, " kind=", name_of(worst.kind), " due=", *due,
                              *due == kMostCounted ? " or more" : "",
                              " late_s=", worst.late_ms / 1000, " why=", remedy_for(worst.kind)));
}

}  // namespace swan
