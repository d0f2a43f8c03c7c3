// What an operator asks to have refunded (swanctl refund ask). Inside an operation of the store, on
// its thread.
#pragma once

#include <string>

#include "app/command_arguments.h"
#include "app/ledger.h"
#include "app/refund.h"

namespace swan {

// `given`: id, refund_id, amount, reason. The id is an order's tp_order_id or merchant_order_id,
// and means the payment that counts for it; or Baidu's orderId, and means exactly that payment:
// only so one can be refunded that does not count for its order.
// Throws swan::error param_illegal (also when the id names two), order_not_existed, order_not_paid
// (none of the order's payments counts: it names them), busy (while recovering).
refund_request refund_asked_for(sql& db, const ledger_rules& rules, const command_arguments& given,
                                const std::string& asked_by);

}  // namespace swan
