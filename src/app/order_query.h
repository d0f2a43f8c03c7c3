// Baidu's own word on a payment, asked for with the order query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/platform.h"
#include "app/services.h"
#include "runtime/task.h"

namespace swan {

order_reference reference_to(const payment& of);

// For the log: a call to Baidu about an order failed.
void tell_failure(std::string_view call, const order_reference& which, std::string_view why);

// What the answer of findByTpOrderId says in the terms of the order query 1.0. It does not tell the
// verification, and the refund only while its subStatus is of one; nothing: no such order, unpaid.
baidu::order_status status_of(const std::optional<baidu::found_order>& found);

// Nothing when it cannot be asked (API 1.0 needs a payment's orderId and userId) or no answer came;
// the log says why. Does not throw, so it may run beside an answer. `with` must live until the task
// ends.
task<std::optional<baidu::order_status>> asked_at_baidu(const services& with, order_reference which,
                                                        std::string request_id);

// All refunds of the order as Baidu lists them (API 2.0); nothing when no answer came. Otherwise
// the same.
task<std::optional<std::vector<baidu::found_refund>>> refunds_at_baidu(const services& with,
                                                                       order_reference which,
                                                                       std::string request_id);

// Who paid, as Baidu knows the order (API 2.0): the cashier's userId; empty when it does not tell,
// or tells of another payment. Otherwise the same.
task<std::string> payer_at_baidu(const services& with, order_reference which,
                                 std::string request_id);

}  // namespace swan
