// Payment notifies that were not believed, in the store. Inside an operation, on the store's
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/sql.h"

namespace swan {

// Keeps one as received, its body cut to 8 KB, for 7 days. One for each orderId, so that a forgery
// which comes first does not hide the genuine notify; three for each order; of more than 1,000 the
// oldest goes. False when this one is there already, or the order has its three.
bool quarantine(sql& db, int64_t app, std::string_view tp_order_id, std::string_view order_id,
                std::string_view body, int64_t now_ms);

struct quarantined {
    std::string tp_order_id = {};
    std::string order_id = {};
    std::string body = {};
    int64_t received_ms = 0;
};
// All of them, oldest first.
std::vector<quarantined> all_quarantined(sql& db, int64_t app);
// Those that name this order.
std::vector<quarantined> quarantined_of(sql& db, int64_t app, std::string_view tp_order_id);
void leave_quarantine(sql& db, int64_t app, const quarantined& one);

}  // namespace swan
