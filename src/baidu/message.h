// The three messages from Baidu as values, read from the raw decoded fields. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "baidu/refund_status.h"
#include "base/form.h"

namespace swan::baidu {

// Payment notify (develop/function/tune_up_notice). Ids are texts of decimal digits.
struct payment_notify {
    std::string order_id;
    std::string tp_order_id;
    std::string user_id;  // empty when absent or no number
    std::string deal_id;
    int64_t total_money = 0;  // fen
    int64_t pay_money = 0;    // fen; totalMoney when absent or no number
    int64_t pay_time = 0;     // unix seconds; 0 when absent or no number
    int64_t status = 0;       // 1 unpaid, 2 paid, -1 cancelled
    std::string return_data;
    // An undocumented field came, a documented one holds no number, or the parts do not add up to
    // totalMoney.
    bool odd = false;
};

// Refund audit (develop/function/tune_up_examine); all but orderId and refundBatchId may be absent.
struct refund_audit {
    std::string order_id;
    std::string refund_batch_id;
    std::string tp_order_id;
    std::optional<int64_t> apply_refund_money = {};  // fen
};

// Refund notify (develop/function/tune_up_drawback).
struct refund_notify {
    std::string order_id;
    std::string refund_batch_id;
    std::string tp_order_id;  // may be empty
    notified_refund status = notified_refund::failed;
};

// Nothing when a field that decides is missing or not plain decimal digits.
std::optional<payment_notify> read_payment_notify(const field_list& fields);
std::optional<refund_audit> read_refund_audit(const field_list& fields);
std::optional<refund_notify> read_refund_notify(const field_list& fields);

}  // namespace swan::baidu
