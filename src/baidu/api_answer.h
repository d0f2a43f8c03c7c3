// Reading what Baidu's servers answer: the error envelopes, what of their texts may be shown, and
// whether a call that moves money was a definite no. Pure.
#pragma once

#include <string>
#include <string_view>

#include "baidu/api.h"
#include "base/form.h"
#include "base/json.h"
#include "service/http.h"

namespace swan::baidu {

// What was sent and must not come back in an error text: a text that holds the value of one of
// these fields, as it is or percent-encoded, is dropped. Values under 4 bytes count for the fields
// `code` and `sk` only, as every text holds a "3".
using sent_fields = field_list;

// The answer's JSON object when it is a success by both envelopes and its HTTP status is 2xx.
// Throws swan::error for everything else: upstream_timeout when the time was up, else
// upstream_fail with Baidu's number and text. `call` names the call in the log.
json::document successful_answer(std::string_view call, const http_result& result,
                                 const sent_fields& sent);

// An answer that is a success but not what Baidu's documents say.
[[noreturn]] void throw_undocumented(std::string_view call);

// What came of a refund (tune_up_applyorderrefund): accepted with errno 0 and a refundBatchId.
money_outcome refund_outcome(const http_result& result, const sent_fields& sent);

// What came of a cancel-verification (tune_up_rest): accepted with errno 0.
money_outcome cancel_outcome(const http_result& result, const sent_fields& sent);

}  // namespace swan::baidu
