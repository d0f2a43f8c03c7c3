// What to compare with Baidu's order query, once its message about a payment is answered.
#pragma once

#include <optional>
#include <string>

#include "baidu/refund_status.h"

namespace swan {

struct reconciliation {
    std::string user_id = {};  // with the message's orderId, what the query needs
    // What the ledger says, in the query's terms: another answer is an alert.
    baidu::queried_pay ledger_pay = baidu::queried_pay::unpaid;
    std::optional<baidu::queried_refund> ledger_refund = {};  // nothing: it does not matter
    std::string batch_id = {};                                // of that refund: API 2.0 lists each
};

}  // namespace swan
