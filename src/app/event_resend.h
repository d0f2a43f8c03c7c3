// Sends an event to the merchant's system once more, on an operator's word (swanctl).
#pragma once

#include <cstdint>
#include <string>

#include "app/ledger.h"
#include "service/store/sql.h"

namespace swan {

// The event waits for delivery again, as if it had never been tried, and its order's queue goes on.
// Inside an operation, on the store's thread. Throws swan::error param_illegal when there is no
// such event, or when it is held until what it says is confirmed.
void resend_event(sql& db, const ledger_rules& rules, const std::string& event_id, int64_t now_ms);

}  // namespace swan
