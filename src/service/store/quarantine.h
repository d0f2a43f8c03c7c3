// Payment notifies that were not believed, in the store. Inside an operation, on the store's
// thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

// Keeps one as received, its body cut to 8 KB, for 7 days. One for each orderId, so that a forgery
// which comes first does not hide the genuine notify; three for each order; of more than 1,000 the
// oldest goes. False when this one is there already, or the order has its three.
bool quarantine(sql& db, int64_t app, std::string_view tp_order_id, std::string_view order_id,
                std::string_view body, int64_t now_ms);

}  // namespace swan
