// What the Baidu app on the phone would do: the swan.* calls, as paths of /sandbox/.
// Sources: develop/api/open/log_swan-login, userinfo_swan-getUserInfo, log_userdata,
// payment_swan-requestPolymerPayment.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

// {"code","open_id"}: a login code that works once, for code_lifetime_s.
task<response> login(baidu_side& side, const request& call);

// {"data","iv"} and {"encryptedData","iv"} under the user's present session key.
task<response> get_user_info(baidu_side& side, const request& call);
task<response> get_phone_number(baidu_side& side, const request& call);

// Checks the orderInfo of the body, charges (unless the customer leaves), notifies; answers as
// `success` or `fail` would get it. `call` must live until the task ends.
task<response> request_polymer_payment(baidu_side& side, const request& call);

// The customer who left the cashier open pays after all, `tp_order_id`'s newest unpaid order, also
// when the merchant has closed it meanwhile: cancelOrder raced his payment. `pay_money` and the
// answer as in request_polymer_payment. `call` must live until the task ends.
task<response> charge(baidu_side& side, const request& call);

}  // namespace swan::sandbox
