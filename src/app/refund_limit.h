// How much an app may ask back: a mistake, or a stolen key, must not empty the till.
#pragma once

#include <cstdint>

#include "app/ledger.h"
#include "service/store/sql.h"

namespace swan {

// One more refund of `fen` is asked for. Throws swan::error busy, and alerts, when it is above
// refunds_a_minute or, on this calendar day (UTC+8), refunds_a_day. Inside an operation.
void count_refund(sql& db, const ledger_rules& rules, int64_t fen, int64_t now_ms);

}  // namespace swan
