// The cashier's server API 2.0: /rest/2.0/smartapp/pay/paymentservice/...
// Sources: the cashier's documents of 2.0 (tune_up_*), orderBill, capitaBill.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

task<response> find_by_tp_order_id(baidu_side& side, const request& call);
task<response> cancel_order(baidu_side& side, const request& call);
task<response> apply_service_refund(baidu_side& side, const request& call);
task<response> find_order_refund(baidu_side& side, const request& call);
task<response> bill_of_a_day(baidu_side& side, const request& call);  // orderBill and capitaBill

}  // namespace swan::sandbox
