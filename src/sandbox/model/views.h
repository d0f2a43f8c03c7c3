// What GET /sandbox/state shows. Pure.
#pragma once

#include <string>

#include "sandbox/model/state.h"

namespace swan::sandbox {

// {"users","orders","refunds","callbacks","calls"}: ids as texts, money as integers (fen). An
// order's status is 1 unpaid, 2 paid, -1 cancelled or abnormally refunded, a refund's 1 running,
// 2 done or 3 failed;
// `calls` says how often each call of Baidu's server API came.
std::string state_view(state& known);

}  // namespace swan::sandbox
