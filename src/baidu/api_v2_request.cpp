#include "baidu/api_v2_request.h"

#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

constexpr std::string_view kSmartApp = "/rest/2.0/smartapp/";
constexpr std::string_view kPaymentService = "/rest/2.0/smartapp/pay/paymentservice/";

std::string url_of(const app_identity& who, std::string_view path) {
    return upstream_url(who.upstream_base, "openapi.baidu.com", path);
}

// The token is in the query even of a POST.
api_request post_with(const app_identity& who, const std::string& access_token,
                      const std::string& path, field_list fields) {
    field_list query = {{"access_token", access_token}};
    api_request made = post(concat(url_of(who, path), "?", encode_form(query)), std::move(fields));
    made.sent.push_back(std::move(query.front()));
    return made;
}

// A GET of the payment service, which also wants its appKey.
api_request ask(const app_identity& who, const std::string& access_token, std::string_view call,
                field_list fields) {
    fields.emplace(fields.begin(), "access_token", access_token);
    fields.emplace_back("pmAppKey", who.pm_app_key);
    api_request made = get(url_of(who, concat(kPaymentService, call)), std::move(fields));
    made.what.repeatable = true;
    return made;
}

// yyyy-MM-dd
std::string date_of(std::chrono::year_month_day day) {
    const auto padded = [](auto number, size_t width) {
        const std::string digits = concat(number);
        return std::string(width - std::min(width, digits.size()), '0') + digits;
    };
    return concat(padded(int{day.year()}, 4), "-", padded(unsigned{day.month()}, 2), "-",
                  padded(unsigned{day.day()}, 2));
}

field_list refund_fields(const app_identity& who, const refund_application& what) {
    return {{"applyRefundMoney", concat(what.amount)},
            {"bizRefundBatchId", what.refund_id},
            {"isSkipAudit", what.skip_audit ? "1" : "0"},
            {"orderId", what.ids.order_id},
            {"refundReason", what.reason.empty() ? "merchant_refund" : what.reason},
            {"refundType", concat(what.refund_type)},
            {"tpOrderId", what.tp_order_id},
            {"userId", what.ids.user_id},
            {"pmAppKey", who.pm_app_key}};
}

}  // namespace

api_request token_request(const app_identity& who) {
    api_request made = post(url_of(who, "/oauth/2.0/token"), {{"grant_type", "client_credentials"},
                                                              {"client_id", who.client_id},
                                                              {"client_secret", who.client_secret},
                                                              {"scope", "smartapp_snsapi_base"}});
    made.what.repeatable = true;  // nothing says that a second token ends the first
    return made;
}

api_request session_key_request(const app_identity& who, const std::string& access_token,
                                const std::string& login_code) {
    return post_with(who, access_token, concat(kSmartApp, "getsessionkey"), {{"code", login_code}});
}

api_request union_id_request(const app_identity& who, const std::string& access_token,
                             const std::string& open_id) {
    api_request made =
        post_with(who, access_token, concat(kSmartApp, "getunionid"), {{"openid", open_id}});
    made.what.repeatable = true;
    return made;
}

api_request find_order_request(const app_identity& who, const std::string& access_token,
                               const std::string& tp_order_id) {
    return ask(who, access_token, "findByTpOrderId", {{"tpOrderId", tp_order_id}});
}

api_request cancel_order_request(const app_identity& who, const std::string& access_token,
                                 const std::string& order_id) {
    api_request made = ask(who, access_token, "cancelOrder", {{"orderId", order_id}});
    made.what.repeatable = false;
    made.what.own_connection = true;
    return made;
}

api_request apply_refund_request(const app_identity& who, const std::string& access_token,
                                 const refund_application& what) {
    if (what.amount < 1)
        throw error(code::sys_fail, "a refund must have an amount",
                    concat("not sent: a refund of ", what.amount, " fen"));
    api_request made = post_with(who, access_token, concat(kPaymentService, "applyOrderRefund"),
                                 refund_fields(who, what));
    made.what.own_connection = true;
    return made;
}

api_request find_refund_request(const app_identity& who, const std::string& access_token,
                                const std::string& tp_order_id, const std::string& user_id) {
    return ask(who, access_token, "findOrderRefund",
               {{"tpOrderId", tp_order_id}, {"userId", user_id}});
}

api_request order_bill_request(const app_identity& who, const std::string& access_token,
                               std::chrono::year_month_day day) {
    return ask(who, access_token, "orderBill", {{"billTime", date_of(day)}});
}

api_request capita_bill_request(const app_identity& who, const std::string& access_token,
                                std::chrono::year_month_day day) {
    return ask(who, access_token, "capitaBill", {{"billTime", date_of(day)}});
}

}  // namespace swan::baidu
