#include "baidu/api_request.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "baidu/sign.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

std::string url_of(const config& settings, std::string_view host, std::string_view path) {
    return upstream_url(settings.server.upstream_base, host, path);
}

std::string login_url(const config& settings, std::string_view login_code) {
    if (is_allied(login_code) || settings.server.session_key_url == session_key_host::spapi)
        return url_of(settings, "spapi.baidu.com", "/oauth/jscode2sessionkey");
    return url_of(settings, "openapi.baidu.com", "/nalogin/getSessionKeyByCode");
}

// The two calls of the cashier have a path each, or one path and a name each on the old host.
struct cashier_call {
    std::string_view path;
    std::string_view method;
};
constexpr cashier_call kRefund{"/cashier/applyOrderRefund", "nuomi.cashier.applyorderrefund"};
constexpr cashier_call kCancel{"/cashier/syncOrderStatus", "nuomi.cashier.syncorderstatus"};

std::string url_of(const config& settings, const cashier_call& call) {
    if (settings.server.refund_url == refund_host::nop)
        return url_of(settings, "nop.nuomi.com", "/nop/server/rest");
    return url_of(settings, "etrade-api.baidu.com", call.path);
}

field_list fields_of(const config& settings, const cashier_call& call, const payment_ids& ids) {
    field_list fields;
    if (settings.server.refund_url == refund_host::nop) fields.emplace_back("method", call.method);
    fields.emplace_back("orderId", ids.order_id);
    fields.emplace_back("userId", ids.user_id);
    fields.emplace_back("appKey", settings.pay.app_key);
    return fields;
}

// The documents disagree whether a value is signed as it is or percent-encoded: what is left here
// reads the same either way.
std::string signable_reason(std::string_view reason) {
    const auto keep = [](unsigned char c) {
        return (c < 0x80 && std::isalnum(c)) || c == '-' || c == '.' || c == '_' || c == '~';
    };
    std::string out;
    for (const char c : reason) {
        if (keep(static_cast<unsigned char>(c)))
            out += c;
        else if (!out.ends_with('_'))
            out += '_';
    }
    const bool says_something = std::ranges::any_of(out, [](char c) { return c != '_'; });
    return says_something ? out : "merchant_refund";
}

field_list refund_fields(const config& settings, const refund_call& what) {
    field_list fields = fields_of(settings, kRefund, what.ids);
    fields.emplace_back("tpOrderId", what.tp_order_id);
    fields.emplace_back("refundType", concat(what.refund_type));
    fields.emplace_back("refundReason", signable_reason(what.reason));
    if (what.amount) {
        fields.emplace_back("applyRefundMoney", concat(*what.amount));
        fields.emplace_back("bizRefundBatchId", what.refund_id);
    }
    return fields;
}

// A call that moves money: signed, and alone on its connection.
api_request cashier_request(const config& settings, const cashier_call& call, field_list fields) {
    fields.emplace_back("rsaSign", sign(fields, settings.self_key));
    api_request made = post(url_of(settings, call), std::move(fields));
    made.what.own_connection = true;
    return made;
}

}  // namespace

bool is_allied(std::string_view login_code) { return login_code.find('@') != login_code.npos; }

api_request login_request(const config& settings, const std::string& login_code) {
    return post(login_url(settings, login_code), {{"code", login_code},
                                                  {"client_id", settings.smart_app.app_key},
                                                  {"sk", settings.smart_app.secret_key}});
}

api_request query_request(const config& settings, const payment_ids& ids) {
    field_list fields = {{"appId", settings.pay.app_id},
                         {"appKey", settings.pay.app_key},
                         {"orderId", ids.order_id},
                         {"siteId", ids.user_id}};
    fields.emplace_back("sign", sign(fields, settings.self_key));
    api_request made =
        get(url_of(settings, "dianshang.baidu.com", "/platform/entity/openapi/queryorderdetail"),
            std::move(fields));
    made.what.repeatable = true;
    return made;
}

api_request cancel_request(const config& settings, const payment_ids& ids) {
    field_list fields = fields_of(settings, kCancel, ids);
    fields.emplace_back("type", "3");
    return cashier_request(settings, kCancel, std::move(fields));
}

api_request refund_request(const config& settings, const refund_call& call) {
    return cashier_request(settings, kRefund, refund_fields(settings, call));
}

}  // namespace swan::baidu
