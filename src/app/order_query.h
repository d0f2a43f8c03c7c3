// Baidu's own word on a payment, asked for with the order query.
#pragma once

#include <optional>
#include <string>

#include "app/platform.h"
#include "app/services.h"
#include "runtime/task.h"

namespace swan {

// What the answer of findByTpOrderId says in the terms of the order query 1.0. It does not tell the
// verification, and the refund only while its subStatus is of one; nothing: no such order, unpaid.
baidu::order_status status_of(const std::optional<baidu::found_order>& found);

// Nothing when it cannot be asked (API 1.0 needs a payment's orderId and userId) or no answer came;
// the log says why. Does not throw, so it may run beside an answer. `with` must live until the task
// ends.
task<std::optional<baidu::order_status>> asked_at_baidu(const services& with, order_reference which,
                                                        std::string request_id);

// What Baidu's list of refunds (API 2.0) says of the one with our number `refund_id`; nothing when
// it is not there or no answer came. Otherwise the same.
task<std::optional<baidu::found_refund>> refund_at_baidu(const services& with,
                                                         order_reference which,
                                                         std::string refund_id,
                                                         std::string request_id);

}  // namespace swan
