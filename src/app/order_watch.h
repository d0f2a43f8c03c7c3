// Orders that nobody has told us about: whether they are paid is asked at Baidu, less and less
// often, and they are closed in the end (job_kind::watch, by tp_order_id). API 2.0 only.
#pragma once

#include <optional>

#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class order_watch {
  public:
    explicit order_watch(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    services with_;
};

}  // namespace swan
