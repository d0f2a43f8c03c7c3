// An operator's second try of an event for the merchant's own system. Inside an operation, on the
// store's thread.
#pragma once

#include <cstdint>
#include <string>

#include "app/ledger.h"
#include "service/store/sql.h"

namespace swan {

// A dead, sent or dropped event waits again, as if it had never been tried, and is due at `now_ms`;
// those of its order that have not been sent wait behind it. One that waits is only made due.
// Throws swan::error: not_found (no such event), param_illegal (it is held: what it says is not
// confirmed yet; or it was sent or dropped, and is not true any more).
void resend_event(sql& db, const ledger_rules& rules, const std::string& event_id, int64_t now_ms);

}  // namespace swan
