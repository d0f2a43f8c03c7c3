// The tester's hands: callbacks, refunds and faults on demand, and a look at everything.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

// Sends one callback now, as the course would send it, or changed: {"status","ms","body"}.
// `call` must live until the task ends.
task<response> send_callback(baidu_side& side, const request& call);

// A refund that the merchant did not ask for: {"refundBatchId","refundPayMoney"}.
task<response> begin_own_refund(baidu_side& side, const request& call);

// The customer's bank takes no refund of that payment, or takes them again: {}.
task<response> set_bank(baidu_side& side, const request& call);

// Ends all access tokens at once, as `end` says: expire (error_code 111 from now on) or revoke
// (110): {"tokens":N}, how many there were.
task<response> end_tokens(baidu_side& side, const request& call);

// What Baidu does where its documents leave it open, one or both: `errno` repeat (of a payment
// notify that was answered so) or refund, `consumed` kept or lost: {"errno","consumed"}, as they
// are now.
task<response> set_habits(baidu_side& side, const request& call);

task<response> order_fault(baidu_side& side, const request& call);
task<response> show_state(baidu_side& side, const request& call);

}  // namespace swan::sandbox
