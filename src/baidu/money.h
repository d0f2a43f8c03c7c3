// Calls that move money, in either generation of the API: which payment, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "baidu/envelope.h"
#include "service/http.h"

namespace swan::baidu {

// The two ids that Baidu's cashier gave a payment, as texts of decimal digits.
struct payment_ids {
    std::string order_id;
    std::string user_id;
};

// What came of a call that moves money. `refused` is a definite no: an answer of a documented list
// (each generation has its own, see api_answer.h and api_v2_answer.h), or nothing was sent at all
// (no connection, no TLS: then baidu_code is 0). `later` (API 2.0 only): nothing was done as there
// were too many calls; the same may be sent again, but not at once. Everything else that is not a
// success is `unknown`: time-outs of the connection too, 5xx whatever it says, any other number.
struct money_outcome {
    enum class verdict { accepted, refused, later, unknown } verdict = verdict::unknown;
    std::string refund_batch_id;              // accepted refund
    std::optional<int64_t> refund_pay_money;  // fen, when Baidu told it
    int64_t baidu_code = 0;                   // not accepted, and answered; 0: none
    std::string client_text;                  // not accepted: safe to show
};

// What an answer that refuses means; asked only of one that does not contradict itself.
using meaning_of_refusal = enum money_outcome::verdict (*)(const envelope& told);

// Reads the answer to a call that moves money; `answer` is what opened() gave for `result`. It is
// accepted with HTTP 2xx, errno 0 and, if `needs_batch`, a refundBatchId.
money_outcome outcome_of(const http_result& result, const std::optional<opened_answer>& answer,
                         bool needs_batch, meaning_of_refusal meaning);

}  // namespace swan::baidu
