// How late the schedule is: a gauge for each kind of jobs, and an alert when it does not keep up.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"
#include "runtime/task.h"
#include "service/store/jobs.h"
#include "service/store/store.h"

namespace swan {

// One a worker, on the loop of its schedule.
class schedule_delay {
  public:
    // Both must outlive it; nobody may read `counted` after it has gone.
    schedule_delay(store& db, metrics& counted) : db_(db), counted_(counted) {}

    // Jobs are taken since then: what was due before could not be taken sooner.
    void begin(int64_t now_ms) { begun_ms_ = now_ms; }

    // A mini-program, and the kinds of its jobs that are taken at present.
    struct app_jobs {
        int64_t app = 0;  // app_number()
        std::string name;
        std::vector<job_kind> kinds;
    };
    // Throws sql_error.
    task<void> measure(app_jobs of);

  private:
    struct delay {
        job_kind kind = job_kind::watch;
        int64_t since_ms = 0;  // the oldest waits
        int64_t now_ms = 0;

        int64_t late_ms() const { return now_ms - since_ms; }
    };
    void show(const std::string& app, job_kind kind, int64_t late_ms);
    bool is_too_late(const delay& one) const;
    task<void> alert(app_jobs of, std::vector<delay> late) const;

    store& db_;
    metrics& counted_;
    int64_t begun_ms_ = 0;
    std::map<std::pair<std::string, job_kind>, std::atomic<int64_t>> late_ms_;
};

}  // namespace swan
