// The signed orderInfo for swan.requestPolymerPayment.
// Source: smartprogram.baidu.com, develop/function/tune_up and parameter.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto.h"

namespace swan::baidu {

struct order_terms {
    std::string app_key;  // of the payment service, MMM...
    std::string deal_id;
    std::string tp_order_id;
    int64_t total_amount = 0;  // fen
    std::string title;
    int64_t count = 1;
    std::vector<std::pair<std::string, std::string>> rows;  // further rows at the cashier
    std::string service_address;                            // may be empty
};

// Fen (not negative) as the customer reads it: "0.01元".
std::string yuan(int64_t fen);

// orderInfo as a JSON object, all values texts; rsaSign covers appKey, dealId, totalAmount and
// tpOrderId (signFieldsRange "1"), bizInfo is a JSON text with the documented names.
std::string order_info(const order_terms& terms, const crypto::rsa_private_key& key);

// The bizInfo.tpData.returnData that order_info() sends, as compact JSON text: what a notify must
// bring back.
inline constexpr const char* kReturnData = "{}";

}  // namespace swan::baidu
