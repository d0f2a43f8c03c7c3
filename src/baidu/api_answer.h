// Reading what Baidu's servers answer in API 1.0: whether a call that moves money was a definite
// no. Pure.
#pragma once

#include "baidu/envelope.h"
#include "baidu/money.h"
#include "service/http.h"

namespace swan::baidu {

// The definite no of API 1.0: 930, 970, 10000, 10001, 10002, 4010004, 5010001. 10002 to a call that
// was sent before may mean that the first one was done: the caller knows.

// What came of a refund (tune_up_applyorderrefund): accepted with errno 0 and a refundBatchId.
money_outcome refund_outcome(const http_result& result, const sent_fields& sent);

// What came of a cancel-verification (tune_up_rest): accepted with errno 0.
money_outcome cancel_outcome(const http_result& result, const sent_fields& sent);

}  // namespace swan::baidu
