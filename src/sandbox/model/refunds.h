// Who may call the cashier's server API, and which refunds it takes. Pure.
// Sources: develop/function/tune_up_applyorderrefund, tune_up_rest, tune_up_queryorderdetail,
// error_code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/form.h"
#include "sandbox/model/checked_fields.h"
#include "sandbox/model/numbers.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

// appKey is the merchant's, and the signature named `signature_field` verifies over all other
// fields (refund and cancel-verification: rsaSign; order query: sign).
std::optional<refusal> check_caller(const field_list& fields, std::string_view signature_field,
                                    const settings& merchant);

// A refund that may be made: its money is given, its ids are not. Pass it to state::add.
struct refund_terms {
    int64_t order_id = 0;
    std::string biz_batch_id;
    std::string asked;
    int64_t money = 0;
    int64_t pay_money = 0;
    std::string notify_url;      // refundNotifyUrl; empty: the platform's setting
    bool skip_audit = false;     // isSkipAudit
    bool tells_money = true;     // says the audit callback how much?
    bool tells_failure = false;  // is the merchant also told when it failed? In API 2.0
    bool abnormal = false;       // it follows from the merchant's answer to the payment notify
};
// The same call as before: its answer is that refund's.
struct repeated {
    const refund* first = nullptr;
};
std::variant<refund_terms, repeated, refusal> decide_refund(const state& known,
                                                            const field_list& fields);

// A refund that Baidu, its console or the customer begins: `money` of the payment's totalMoney, or
// all that is left. The merchant is told how it ended as his generation of the API is.
std::variant<refund_terms, refusal> decide_own_refund(const state& known, const order& paid,
                                                      std::optional<int64_t> money,
                                                      api_generation api);

// syncorderstatus, type 3: the payment whose verification is to be cancelled.
std::variant<int64_t, refusal> decide_cancel_verification(const state& known,
                                                          const field_list& fields);

// The three statusNum of the order query.
struct query_status {
    int pay = 1;            // -1 unpaid, 1 paid
    int refund = -1;        // -1 none, 1 running, 2 done, 9 failed
    int verification = -1;  // -1 not consumed, 1 consumed
};
query_status status_of(const state& known, const order& paid);

// findOrderRefund's enum: 1 running, 2 done, 3 failed.
int64_t refund_status(refund_stage stage);

// The refund is in that stage from now on.
void move(refund& which, refund_stage to, int64_t now_ms);

}  // namespace swan::sandbox
