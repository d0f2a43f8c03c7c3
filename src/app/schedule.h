// What is done without a request: the jobs of the store, on one loop of each worker. Several
// workers on one store share them; a lease keeps two from doing the same.
#pragma once

#include <cstdint>
#include <memory>

#include "app/application.h"
#include "app/schedule_delay.h"
#include "runtime/loop.h"
#include "runtime/task.h"
#include "runtime/unfinished_work.h"
#include "service/store/store.h"

namespace swan {

// One a worker, on the thread of the loop that it is given.
class schedule {
  public:
    // All of these must outlive it.
    schedule(loop& on, store& db, unfinished_work& unfinished, metrics& counted)
        : loop_(on), db_(db), unfinished_(unfinished), delay_(db, counted) {}

    // On the loop, or before it runs.
    void use(std::shared_ptr<const applications> fresh);
    // On the loop: looks for jobs that are due, again and again.
    void begin();
    // On the loop: no more jobs are taken; those under way go on to their end.
    void stop() { stopped_ = true; }

  private:
    task<void> turn();
    task<void> take_jobs(std::shared_ptr<const applications> apps, const application& of);
    task<void> measure(const application& of);
    task<void> carry_out(std::shared_ptr<const applications> alive, const application& of,
                         job taken);

    loop& loop_;
    store& db_;
    unfinished_work& unfinished_;
    schedule_delay delay_;
    std::shared_ptr<const applications> apps_;
    int64_t turns_ = 0;
    bool stopped_ = false;
};

}  // namespace swan
