// What API 2.0 is asked and what it answers, as plain values. Ids are texts of decimal digits, as
// they exceed 32 bits; an empty one was not told. Amounts in fen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "baidu/money.h"
#include "baidu/refund_status.h"
#include "base/error.h"

namespace swan::baidu {

// Thrown by every call with an access token that Baidu refuses (error_code 110 or 111): nothing was
// done, and a fresh token may help, once.
class token_refused : public error {
  public:
    // `log_text`: the call, and Baidu's number and words.
    explicit token_refused(std::string log_text)
        : error(code::upstream_fail, "Baidu refuses our access token", std::move(log_text)) {}
};

// What oauth/2.0/token grants (power_exp).
struct access_grant {
    std::string token;       // secret; 1..512 visible ASCII characters
    int64_t lifetime_s = 0;  // seconds from now, 1..315,360,000 (ten years)
};

// findByTpOrderId.
struct found_order {
    enum class status {
        cancelled = -1,  // or refunded as abnormal
        unpaid = 1,
        paid = 2,
    };
    status state = status::unpaid;
    // By the order list: 1 unpaid, 2 paid, 3 consumed, 4 refunding, 5 refunded, 6 refund failed,
    // 7 cancelled.
    std::optional<int64_t> sub_status = {};
    std::string tp_order_id = {};  // ours; any text
    std::string order_id = {};     // the cashier's
    std::string user_id = {};      // the cashier's
    std::string deal_id = {};
    std::optional<int64_t> total_money = {};  // 0 or more
    std::optional<int64_t> pay_money = {};    // 0 or more, after discounts
};

// applyOrderRefund.
struct refund_application {
    payment_ids ids;
    std::string tp_order_id = {};
    int64_t amount = 0;          // 1 or more, a whole refund too: then the payment's totalMoney
    std::string refund_id = {};  // our number, which is Baidu's key against repetition
    int refund_type = 2;         // 1 user, 2 customer service, 3 service failure
    std::string reason;          // any text
    bool skip_audit = false;     // true: Baidu pays it back without asking us once more
};

// One entry of findOrderRefund.
struct found_refund {
    std::optional<listed_refund> state = {};  // nothing: a number that is not documented
    std::string refund_id = {};               // our number, any text; empty: not asked for by us
    std::string batch_id = {};                // refundBatchId, Baidu's number
    std::string order_id = {};
    std::string user_id = {};
};

// One file of orderBill or capitaBill; its format is not documented.
struct bill_file {
    std::string created;  // as Baidu writes times
    std::string name;
    std::optional<int64_t> export_status;  // as Baidu numbers it, which is not documented
    std::string url;                       // where to load it from
};

}  // namespace swan::baidu
