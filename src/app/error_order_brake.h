// The brake on answers that ask Baidu to refund (isErrorOrder): after so many within ten minutes
// further ones are not given for six hours, or until an operator releases it. A mistyped setting
// must not give back a day of sales. Inside an operation, on the store's thread; `app` is
// app_number()'s.
#pragma once

#include <cstdint>
#include <string>

#include "app/ledger.h"
#include "service/store/sql.h"

namespace swan::error_order_brake {

bool holds(sql& db, int64_t app, int64_t now_ms);

// Whether Baidu may be asked to refund the payment `order_id`. Counts it if so: it may be asked for
// it again and again. One too many within ten minutes begins the brake.
bool may_ask_for_refund(sql& db, const ledger_rules& rules, const std::string& order_id,
                        int64_t now_ms);

void release(sql& db, int64_t app, int64_t now_ms);

}  // namespace swan::error_order_brake
