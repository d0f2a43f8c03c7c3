// What Baidu's findByTpOrderId answers for the sale of samples.h.
#pragma once

#include "baidu/api_v2_types.h"
#include "samples.h"

namespace swan::test {

inline baidu::found_order found_state(baidu::found_order::status state) {
    return {.state = state,
            .sub_status = std::nullopt,
            .tp_order_id = kSold,
            .order_id = kPaidAs,
            .user_id = kUser,
            .deal_id = kDeal,
            .total_money = 100,
            .pay_money = 100};
}

inline baidu::found_order found_paid() { return found_state(baidu::found_order::status::paid); }

}  // namespace swan::test
