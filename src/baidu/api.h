// Calls to Baidu's servers, typed: API 1.0. One a loop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "baidu/money.h"
#include "baidu/refund_status.h"
#include "base/config.h"
#include "runtime/task.h"
#include "service/http.h"

namespace swan::baidu {

// The answer to a login code.
struct login_session {
    std::string open_id;
    std::string session_key;  // secret
};

// What a query says of an order; texts as documented. The order query 1.0 tells all three.
struct order_status {
    queried_pay pay = queried_pay::unpaid;
    std::optional<queried_refund> refund = {};              // nothing: not told
    std::optional<queried_verification> verification = {};  // nothing: not told
    bool infers_refund = false;  // read from a subStatus, not told of a refund: it may lag behind
    std::string order_id = {};   // of the payment that it tells of, in API 2.0
};

struct refund_call {
    payment_ids ids;
    std::string tp_order_id;
    // Fen; absent: a whole refund, which is sent without our number (1.0).
    std::optional<int64_t> amount;
    std::string refund_id;  // our number
    int refund_type = 2;    // 1 user, 2 customer service, 3 service failure
    std::string reason;     // any text; what 1.0 cannot sign safely is replaced
};

class api {
  public:
    api(const config& settings, http_client& http);

    // Session key v1 (log_Session-Key): POST form, never repeated. `code` with '@' always goes to
    // spapi. Throws swan::error upstream_fail, upstream_timeout, busy.
    task<login_session> exchange_code(std::string code, std::string request_id);

    // queryorderdetail (tune_up_queryorderdetail). Throws as above.
    task<order_status> query_order(payment_ids ids, std::string request_id);

    // syncorderstatus, type 3 (tune_up_rest). Never repeated, own connection. Throws only
    // swan::error busy: nothing was sent then.
    task<money_outcome> cancel_verification(payment_ids ids, std::string request_id);

    // applyorderrefund (tune_up_applyorderrefund). Never repeated, own connection. Throws only
    // swan::error busy: nothing was sent then.
    task<money_outcome> apply_refund(refund_call what, std::string request_id);

  private:
    const config& settings_;
    http_client& http_;
};

}  // namespace swan::baidu
