// Baidu's own word on a payment, asked for with the order query.
#pragma once

#include <optional>
#include <string>

#include "app/services.h"
#include "baidu/api.h"
#include "runtime/task.h"

namespace swan {

// Nothing when there is nothing to ask for (no orderId), when it cannot be asked (the query needs
// the userId too) or no answer came; the log says why. Does not throw, so it may run beside an
// answer. `with` must live until the task ends.
task<std::optional<baidu::order_status>> asked_at_baidu(const services& with,
                                                        baidu::payment_ids ids,
                                                        std::string request_id);

}  // namespace swan
