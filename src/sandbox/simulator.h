// The simulator as a whole: state, archive, callbacks and routes on one loop.
#pragma once

#include "front/router.h"
#include "runtime/loop.h"
#include "sandbox/archive.h"
#include "sandbox/baidu_side.h"
#include "sandbox/courses.h"
#include "service/http.h"

namespace swan::sandbox {

// Made before the loop runs, then used on the loop's thread only, then destroyed after it ended.
class simulator {
  public:
    // `how` and `on` must outlive it. Throws sql_error, json::error when the archive is unusable.
    simulator(const settings& how, loop& on);

    // Takes up open callbacks and begins to write behind. On the loop's thread.
    void start();

    task<response> handle(request& call) { return router_.handle(call); }

    // Writes what is not written yet.
    void save();

  private:
    void save_regularly();
    void forget_what_is_over();

    loop& on_;
    state known_;
    archive archive_;
    fault_table faults_;
    waiting_limit limit_;
    http_client http_;
    courses courses_;
    baidu_side side_;
    router router_;
};

}  // namespace swan::sandbox
