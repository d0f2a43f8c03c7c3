// Payments that Baidu was asked to refund, by isErrorOrder: seeing that it does. Inside an
// operation of the store, on its thread; may run twice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ledger.h"

namespace swan {

// Asks for a refund of what is left of the payment, number `<order_id>E`, unless one is known that
// is on its way, or waits for somebody's yes; the schedule sends it. True: the whole has gone back,
// or it is nothing to give back.
bool give_back(sql& db, const ledger_rules& rules, const std::string& order_id, int64_t now_ms);

// Whether the whole of `taken` has gone back; `its`: all its refunds. Pure.
bool has_gone_back(const payment& taken, const std::vector<refund>& its);

}  // namespace swan
