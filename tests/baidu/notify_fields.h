// The payment notify field by field, in the order in which Baidu sends it; without its signature.
#pragma once

#include <string>

#include "base/form.h"

namespace swan::test {

// What of a payment notify differs from one to the next, as it stands in the form.
struct notify_values {
    std::string order_id = "81245245184095";
    std::string tp_order_id = "17000000000001234567890112345678";
    std::string deal_id = "470193086";
    std::string amount = "1";  // fen
    std::string pay_time = "1700000000";
    std::string user_id = "3269234686470";
    std::string return_data = "{}";
};

inline field_list notify_fields(const notify_values& told) {
    return {{"unitPrice", told.amount},
            {"orderId", told.order_id},
            {"payTime", told.pay_time},
            {"dealId", told.deal_id},
            {"tpOrderId", told.tp_order_id},
            {"count", "1"},
            {"totalMoney", told.amount},
            {"hbBalanceMoney", "0"},
            {"userId", told.user_id},
            {"promoMoney", "0"},
            {"promoDetail", ""},
            {"hbMoney", "0"},
            {"giftCardMoney", "0"},
            {"payMoney", told.amount},
            {"payType", "1117"},
            {"returnData", told.return_data},
            {"partnerId", "6000001"},
            {"status", "2"}};
}

}  // namespace swan::test
