#include "baidu/orderinfo.h"

#include "baidu/sign.h"
#include "base/json.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

void row(json::writer& out, std::string_view label, std::string_view value) {
    out.begin_object().member("leftCol", label).member("rightCol", value).end_object();
}

// The rows that the customer sees at the cashier (bizInfo.tpData.displayData of parameter).
void display_data(json::writer& out, const order_terms& terms) {
    out.begin_object().key("cashierTopBlock").begin_array();
    out.begin_array();
    row(out, "订单名称", concat(terms.title, ' ', terms.tp_order_id));
    row(out, "数量", concat(terms.count));
    row(out, "订单金额", yuan(terms.total_amount));
    for (const auto& [label, value] : terms.rows) row(out, label, value);
    out.end_array();
    out.begin_array();
    row(out, "服务地址", terms.service_address);
    out.end_array();
    out.end_array().end_object();
}

std::string biz_info(const order_terms& terms, std::string_view amount,
                     std::string_view signature) {
    json::writer out;
    out.begin_object().key("tpData").begin_object();
    out.member("appKey", terms.app_key);
    out.member("dealId", terms.deal_id);
    out.member("tpOrderId", terms.tp_order_id);
    out.member("rsaSign", signature);
    out.member("totalAmount", amount);
    out.key("returnData").raw(kReturnData);
    out.key("displayData");
    display_data(out, terms);
    out.end_object().end_object();
    return out.take();
}

}  // namespace

std::string yuan(int64_t fen) {
    const int64_t rest = fen % 100;
    return concat(fen / 100, '.', rest / 10, rest % 10, "元");
}

std::string order_info(const order_terms& terms, const crypto::rsa_private_key& key) {
    const std::string amount = concat(terms.total_amount);
    const std::string signature = sign({{"appKey", terms.app_key},
                                        {"dealId", terms.deal_id},
                                        {"totalAmount", amount},
                                        {"tpOrderId", terms.tp_order_id}},
                                       key);
    json::writer out;
    out.begin_object();
    out.member("dealId", terms.deal_id);
    out.member("appKey", terms.app_key);
    out.member("totalAmount", amount);
    out.member("tpOrderId", terms.tp_order_id);
    out.member("dealTitle", terms.title);
    out.member("signFieldsRange", "1");
    out.member("rsaSign", signature);
    out.member("bizInfo", biz_info(terms, amount, signature));
    out.end_object();
    return out.take();
}

}  // namespace swan::baidu
