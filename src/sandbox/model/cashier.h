// What the cashier checks of an orderInfo before it charges. Pure.
// Sources: develop/function/tune_up, parameter;
// develop/api/open/payment_swan-requestPolymerPayment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "sandbox/model/settings.h"

namespace swan::sandbox {

// An orderInfo that may be charged.
struct payable {
    std::string tp_order_id;
    int64_t total_amount = 0;  // fen
    std::string notify_url;    // empty: the platform's setting
    std::string biz_info;      // as it came
    std::string return_data;   // of bizInfo.tpData, compact JSON text; empty when there is none
};

inline constexpr int64_t kBadOrderInfo = 6;
inline constexpr int64_t kPaymentFailed = 1001;  // of any other reason
// Why swan.requestPolymerPayment calls `fail`: errMsg and errCode.
struct pay_refusal {
    std::string why;
    int64_t number = kBadOrderInfo;
};

std::variant<payable, pay_refusal> check_order_info(std::string_view order_info,
                                                    const settings& merchant);

}  // namespace swan::sandbox
