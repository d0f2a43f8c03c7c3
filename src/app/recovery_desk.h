// After a restore: what became of an order at Baidu since the backup (job_kind::recover, by
// tp_order_id). API 2.0 only.
#pragma once

#include <optional>
#include <string>

#include "app/recovery.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class recovery_desk {
  public:
    explicit recovery_desk(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: the ledger has what Baidu says of the order.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    task<std::vector<std::string>> payers(std::string tp_order_id) const;

    services with_;
};

}  // namespace swan
