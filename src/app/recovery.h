// After a restore the store lacks what happened since its backup: until an operator says that it
// has been made good, no refund begins. Inside an operation of the store, on its thread.
#pragma once

#include <cstdint>
#include <string>

#include "app/ledger.h"

namespace swan {

bool is_recovering(sql& db, const ledger_rules& rules);
void set_recovering(sql& db, const ledger_rules& rules, bool now);
// Throws swan::error busy.
void refuse_while_recovering(sql& db, const ledger_rules& rules);

// Has Baidu asked about orders made at `from_ms` or later whose tpOrderId is behind `after`, some
// hundreds of them, oldest first: unpaid ones are watched at once, payments of which nothing was
// refunded are confirmed (API 2.0; nothing in 1.0). Gives the last one's tpOrderId; empty: it was
// the last of all.
struct recovered {
    std::string last = {};
    int64_t orders = 0;
    int64_t payments = 0;
};
recovered ask_about_orders(sql& db, const ledger_rules& rules, int64_t from_ms,
                           const std::string& after, int64_t now_ms);

}  // namespace swan
