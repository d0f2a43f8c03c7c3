// A sale of 100 fen and what Baidu says about it, as the tests of the ledger use them.
#pragma once

#include <cstdint>
#include <string>

#include "baidu/message.h"
#include "service/store/record.h"

namespace swan {

using baidu::notified_refund;
using baidu::payment_notify;
using baidu::refund_audit;
using baidu::refund_notify;

}  // namespace swan

namespace swan::test {

inline constexpr int64_t kNow = 1'700'000'000'000;  // ms
inline constexpr const char* kDeal = "470193086";
inline constexpr const char* kSold = "17000000000001234567890112345678";  // a tpOrderId
inline constexpr const char* kPaidAs = "81245245184095";                  // an orderId of Baidu's
inline constexpr const char* kUser = "3269234686470";

inline order sold(int64_t amount = 100) {
    return {.tp_order_id = kSold,
            .total_amount = amount,
            .deal_id = kDeal,
            .title = "tea",
            .return_data = "{}",
            .created_ms = kNow - 5000};
}

inline sale_terms terms_of(const order& sold) {
    return {.state = sold.state,
            .total_amount = sold.total_amount,
            .deal_id = sold.deal_id,
            .return_data = sold.return_data};
}

inline payment_notify paid_notify(int64_t amount = 100) {
    return {.order_id = kPaidAs,
            .tp_order_id = kSold,
            .user_id = kUser,
            .deal_id = kDeal,
            .total_money = amount,
            .pay_money = amount,
            .pay_time = kNow / 1000,
            .status = 2,
            .return_data = "{}"};
}

// A good payment, told by paid_notify().
inline payment paid(int64_t amount = 100) {
    return {.order_id = kPaidAs,
            .tp_order_id = kSold,
            .user_id = kUser,
            .deal_id = kDeal,
            .total_money = amount,
            .pay_money = amount,
            .pay_time = kNow / 1000,
            .created_ms = kNow};
}

// A refund of that payment, asked for by the merchant.
inline refund refunded(refund::status state, int64_t amount = 100) {
    return {.refund_id = "r1",
            .order_id = kPaidAs,
            .tp_order_id = kSold,
            .state = state,
            .amount = amount,
            .asked = std::to_string(amount),
            .created_ms = kNow,
            .updated_ms = kNow};
}

inline refund_audit audit(std::string batch, std::optional<int64_t> amount = {}) {
    return {.order_id = kPaidAs,
            .refund_batch_id = std::move(batch),
            .tp_order_id = kSold,
            .apply_refund_money = amount};
}

inline refund_notify notified(std::string batch, notified_refund status) {
    return {.order_id = kPaidAs,
            .refund_batch_id = std::move(batch),
            .tp_order_id = kSold,
            .status = status};
}

}  // namespace swan::test
