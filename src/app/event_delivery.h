// Brings events of the ledger to the merchant's own system, in the order of each order
// (job_kind::deliver, by tp_order_id).
#pragma once

#include <optional>

#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class event_delivery {
  public:
    explicit event_delivery(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    services with_;
};

}  // namespace swan
