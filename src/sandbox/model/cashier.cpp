#include "sandbox/model/cashier.h"

#include <array>

#include "baidu/sign.h"
#include "base/form.h"
#include "base/json.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

constexpr std::array kRequired = {"dealId",    "appKey",  "totalAmount", "tpOrderId",
                                  "dealTitle", "rsaSign", "bizInfo",     "signFieldsRange"};

// All members of orderInfo, which are texts without exception.
field_list members_of(const json::value& order_info) {
    field_list fields;
    for (const auto& member : order_info.members()) {
        const auto text = member.content.string();
        if (!text) throw pay_refusal{concat(printable(member.name, 64), " is no string")};
        if (!field(fields, member.name).empty())
            throw pay_refusal{concat(printable(member.name, 64), " comes twice")};
        fields.emplace_back(member.name, *text);
    }
    for (const char* name : kRequired)
        if (field(fields, name).empty()) throw pay_refusal{concat(name, " is missing")};
    return fields;
}

int64_t amount_of(const field_list& fields) {
    const std::string_view digits = field(fields, "totalAmount");
    const auto amount = parse_decimal(digits);
    if (!amount || *amount == 0 || digits.front() == '0')
        throw pay_refusal{"totalAmount is no positive integer"};
    return *amount;
}

void check_signature(const field_list& fields, const crypto::rsa_public_key& merchant_key) {
    if (field(fields, "signFieldsRange") != "1") throw pay_refusal{"signFieldsRange is not 1"};
    field_list covered;
    for (const char* name : {"appKey", "dealId", "totalAmount", "tpOrderId"})
        covered.emplace_back(name, field(fields, name));
    const auto signature = crypto::base64_decode(field(fields, "rsaSign"));
    const std::string signed_text = baidu::canonical_string(covered, "rsaSign");
    if (!signature || !merchant_key.verify_sha1(signed_text, *signature))
        throw pay_refusal{"请求签名错误"};
}

std::string return_data_of(const field_list& fields) {
    const auto biz_info = json::document::parse_object(field(fields, "bizInfo"));
    const auto tp_data = biz_info.root().find("tpData");
    if (!tp_data) return {};
    if (!tp_data->is_object()) throw pay_refusal{"bizInfo.tpData is no object"};
    const auto return_data = tp_data->find("returnData");
    // The Go demo sends null.
    if (!return_data || return_data->type() == json::kind::null) return {};
    if (!return_data->is_object()) throw pay_refusal{"bizInfo.tpData.returnData is no object"};
    return return_data->dump();
}

payable check(std::string_view order_info, const settings& merchant) {
    const auto parsed = json::document::parse_object(order_info);
    const field_list fields = members_of(parsed.root());
    if (field(fields, "appKey") != merchant.pay_app_key) throw pay_refusal{"appKey: 商品不存在"};
    if (field(fields, "dealId") != merchant.deal_id) throw pay_refusal{"dealId: 商品不存在"};
    payable good;
    good.total_amount = amount_of(fields);
    check_signature(fields, merchant.merchant_key);
    good.biz_info = field(fields, "bizInfo");
    good.return_data = return_data_of(fields);
    good.tp_order_id = field(fields, "tpOrderId");
    good.notify_url = field(fields, "notifyUrl");
    if (!good.notify_url.empty() && !is_loopback_url(good.notify_url))
        throw pay_refusal{"notifyUrl: the sandbox calls back to this machine only"};
    return good;
}

}  // namespace

std::variant<payable, pay_refusal> check_order_info(std::string_view order_info,
                                                    const settings& merchant) {
    try {
        return check(order_info, merchant);
    } catch (const pay_refusal& refusal) {
        return refusal;
    } catch (const json::error&) {
        return pay_refusal{"orderInfo or bizInfo is no JSON object"};
    }
}

}  // namespace swan::sandbox
