#include "sandbox/model/message.h"

#include <algorithm>

#include "baidu/sign.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

// As in real captures of 2019; no list of their meanings was ever published.
constexpr const char* kPayType = "1117";
constexpr const char* kPartnerId = "6000001";

}  // namespace

field_list notify_fields(const order& paid, std::string_view deal_id) {
    return {
        {"unitPrice", concat(paid.total_money)},
        {"orderId", concat(paid.order_id)},
        {"payTime", concat(paid.pay_time)},
        {"dealId", std::string(deal_id)},
        {"tpOrderId", paid.tp_order_id},
        {"count", "1"},
        {"totalMoney", concat(paid.total_money)},
        {"hbBalanceMoney", "0"},
        {"userId", concat(paid.user_id)},
        {"promoMoney", concat(paid.total_money - paid.pay_money)},
        {"promoDetail", ""},
        {"hbMoney", "0"},
        {"giftCardMoney", "0"},
        {"payMoney", concat(paid.pay_money)},
        {"payType", kPayType},
        {"returnData", paid.return_data},
        {"partnerId", kPartnerId},
        {"rsaSign", ""},
        {"status", "2"},
    };
}

field_list audit_fields(const refund& asked, const order& paid) {
    field_list fields = {
        {"orderId", concat(paid.order_id)},
        {"userId", concat(paid.user_id)},
        {"tpOrderId", paid.tp_order_id},
        {"refundBatchId", asked.batch_id},
    };
    if (asked.audit_tells_money) fields.emplace_back("applyRefundMoney", concat(asked.money));
    fields.emplace_back("rsaSign", "");
    return fields;
}

field_list refund_notify_fields(const refund& settled, const order& paid) {
    // An enum of its own: 1 done, 2 failed.
    const bool failed =
        settled.stage == refund_stage::failing || settled.stage == refund_stage::failed;
    return {
        {"userId", concat(paid.user_id)},     {"orderId", concat(paid.order_id)},
        {"tpOrderId", paid.tp_order_id},      {"refundBatchId", settled.batch_id},
        {"refundStatus", failed ? "2" : "1"}, {"rsaSign", ""},
    };
}

void sign_fields(field_list& fields, const crypto::rsa_private_key& platform_key) {
    field_list others;
    for (const auto& one : fields)
        if (one.first != "rsaSign") others.push_back(one);
    set_field(fields, "rsaSign", baidu::sign(others, platform_key));
}

void set_field(field_list& fields, std::string_view name, std::string_view value) {
    const auto known = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& one) { return one.first == name; });
    if (known == fields.end())
        fields.emplace_back(name, value);
    else
        known->second = value;
}

}  // namespace swan::sandbox
