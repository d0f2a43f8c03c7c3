// What Baidu sends, as the benchmarks use it.
#pragma once

#include "base/form.h"

namespace swan::bench {

// A payment notify, not signed.
inline field_list notify() {
    return {{"userId", "3269234686470"},
            {"orderId", "81245245184095"},
            {"unitPrice", "1"},
            {"count", "1"},
            {"totalMoney", "1"},
            {"payMoney", "1"},
            {"promoMoney", "0"},
            {"hbMoney", "0"},
            {"hbBalanceMoney", "0"},
            {"giftCardMoney", "0"},
            {"dealId", "470193086"},
            {"payTime", "1700000000"},
            {"promoDetail", ""},
            {"payType", "1117"},
            {"partnerId", "6000001"},
            {"status", "2"},
            {"tpOrderId", "17000000000001234567890112345678"},
            {"returnData", "{}"}};
}

}  // namespace swan::bench
