// What to ask Baidu, once its message is answered, about the payment that it told.
#pragma once

#include <optional>
#include <string>

#include "baidu/refund_status.h"

namespace swan {

struct question {
    std::string user_id = {};  // with the message's orderId, what the query needs
    // What the ledger says, in the query's terms: another answer is an alert.
    int ledger_pay = -1;                                      // -1 unpaid, 1 paid
    std::optional<baidu::queried_refund> ledger_refund = {};  // nothing: it does not matter
};

}  // namespace swan
