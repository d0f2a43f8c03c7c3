// The cashier's server API 1.0: order query, refund, cancel-verification, on the new paths and on
// the old one that tells them apart by `method`.
// Sources: develop/function/tune_up_queryorderdetail, tune_up_applyorderrefund, tune_up_rest.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

task<response> query_order_detail(baidu_side& side, const request& call);
task<response> apply_order_refund(baidu_side& side, const request& call);
task<response> sync_order_status(baidu_side& side, const request& call);
task<response> legacy_rest(baidu_side& side, const request& call);

}  // namespace swan::sandbox
