// All that happened with one order, in the order of time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "service/store/record.h"
#include "service/store/sql.h"
#include "swanctl/page.h"

namespace swan::swanctl {

// The order `tp_order_id` and its payments, refunds, messages (when and of what kind, never what
// they said), events and jobs. Inside a transaction.
page timeline_of(sql& db, int64_t app, const std::string& tp_order_id);

}  // namespace swan::swanctl
