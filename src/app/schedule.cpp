#include "app/schedule.h"

#include <exception>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/jobs.h"
#include "service/store/names.h"

namespace swan {

namespace {

constexpr milliseconds kLookEvery{250};
// Of a job. A recovery or a replay of very many orders may take longer: then another worker may do
// it too, which changes nothing.
constexpr milliseconds kLease{120'000};
constexpr milliseconds kAfterFault{60'000};
constexpr int64_t kMeasureEvery = 20;  // turns

}  // namespace

void schedule::use(std::shared_ptr<const applications> fresh) {
    apps_ = std::move(fresh);
    delay_.begin(store_now_ms());
}

void schedule::begin() {
    if (!stopped_) start(turn());
}

task<void> schedule::turn() {
    const auto apps = apps_;
    ++turns_;
    for (const auto& each : apps->all()) {
        try {
            co_await take_jobs(apps, *each);
            if (turns_ % kMeasureEvery == 1) {
                co_await measure(*each);
            }
        } catch (const std::exception& e) {
            logging::error(concat("the schedule cannot read its jobs: ", e.what()));
        }
    }
    loop_.call_after(kLookEvery, [this] { begin(); });
}

task<void> schedule::take_jobs(std::shared_ptr<const applications> apps, const application& of) {
    const auto wanted = of.wanted_jobs(turns_);
    const int64_t app = of.number();
    const auto look = [wanted, app](sql& db) { return any_due(db, app, wanted, store_now_ms()); };
    const bool is_due = co_await db_.run(access::read, look);
    if (!is_due || stopped_) co_return;
    const auto lease = [wanted, app](sql& db) {
        const int64_t now_ms = store_now_ms();
        return lease_jobs(db, app, wanted, now_ms, now_ms + kLease.count());
    };
    const std::vector<job> taken = co_await db_.run(access::write, lease);
    for (const job& each : taken) start(carry_out(apps, of, each));
}

task<void> schedule::measure(const application& of) {
    schedule_delay::app_jobs taken{.app = of.number(), .name = of.name(), .kinds = {}};
    for (const job_wish& each : of.wanted_jobs(turns_))
        taken.kinds.insert(taken.kinds.end(), each.kinds.begin(), each.kinds.end());
    co_await delay_.measure(std::move(taken));
}

task<void> schedule::carry_out([[maybe_unused]] std::shared_ptr<const applications> alive,
                               const application& of, job taken) {
    const unfinished_work::mark mark(unfinished_);
    const bool begins = of.may_begin(taken);
    std::optional<milliseconds> again = kAfterFault;
    try {
        if (begins) {
            const auto next = co_await of.carry_out(taken);
            again = next;
        }
    } catch (const error& e) {
        logging::warn(concat("a job failed kind=", name_of(taken.kind),
                             " subject=", printable(taken.subject), " why=", e.log_text()));
    } catch (const std::exception& e) {
        logging::error(concat("a job failed kind=", name_of(taken.kind),
                              " subject=", printable(taken.subject), " why=", e.what()));
    }
    const auto end = [taken, begins, again, app = of.number()](sql& db) {
        if (!begins)
            return_job(db, app, taken);
        else if (again)
            postpone_job(db, app, taken, store_now_ms() + again->count());
        else
            finish_job(db, app, taken);
    };
    try {
        co_await db_.run(access::write, end);
    } catch (const std::exception& e) {  // its lease ends by itself
        logging::error(concat("a job cannot be ended: ", e.what()));
    }
}

}  // namespace swan
