// Baidu's order query beside a message: the ledger is not moved, what differs is for an operator.
#pragma once

#include <string>

#include "app/reconciliation.h"
#include "app/services.h"
#include "runtime/task.h"

namespace swan {

// Does not throw; alerts when Baidu says something else. `with` must live until the task ends.
task<void> reconcile(const services& with, reconciliation what, std::string tp_order_id,
                     std::string order_id, std::string request_id);

}  // namespace swan
