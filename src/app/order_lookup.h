// Baidu's word on an order of ours in API 2.0, for the schedule: asked for in the background, so
// that a failure is an answer too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "baidu/api_v2_types.h"
#include "runtime/task.h"

namespace swan {

// What findByTpOrderId and findOrderRefund said; neither when it failed.
struct looked_up {
    bool answered = false;  // findByTpOrderId
    std::optional<baidu::found_order> found = {};
    // Asked for only when the order is paid and its answer names its user.
    std::optional<std::vector<baidu::found_refund>> refunds = {};
};

// None of these throws; the log says what failed. `with` must live until the task ends.
task<looked_up> look_up_order(const services& with, std::string tp_order_id,
                              std::string request_id);
// The same for an order of which some payments are known, by `payers`: the refunds are asked for
// with each of them, and whatever the order itself is said to be.
task<looked_up> look_up_refunds_too(const services& with, std::string tp_order_id,
                                    std::vector<std::string> payers, std::string request_id);
// True: Baidu says that it is closed now.
task<bool> cancelled_at_baidu(const services& with, std::string order_id, std::string request_id);

}  // namespace swan
