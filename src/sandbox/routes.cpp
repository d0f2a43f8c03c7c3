#include "sandbox/routes.h"

#include "sandbox/answers.h"
#include "sandbox/console.h"
#include "sandbox/oauth.h"
#include "sandbox/open_api.h"
#include "sandbox/payment_calls.h"
#include "sandbox/phone.h"
#include "sandbox/server_calls.h"
#include "sandbox/session_key.h"
#include "sandbox/smart_app.h"

namespace swan::sandbox {

namespace {

using handler = task<response> (*)(baidu_side&, const request&);
using renderer = response (*)(const error&, const request&);

enum class methods { get, post, both };

// All parameters are read by the handlers themselves: Baidu's calls have rules of their own.
route make(baidu_side& side, std::string_view path, methods by, handler what, renderer render) {
    route one;
    one.path = path;
    one.get = by != methods::post;
    one.post = by != methods::get;
    one.reads = route::input::raw_body;
    one.handler = [&side, what](request& call) { return what(side, call); };
    one.render = render;
    return one;
}

// Signed by the merchant, or with his secret.
void add_api_1(std::vector<route>& all, baidu_side& side) {
    const auto add = [&](std::string_view path, methods by, handler what, renderer render) {
        all.push_back(make(side, path, by, what, render));
    };
    using enum methods;
    add("/nalogin/getSessionKeyByCode", both, session_key_by_code, render_oauth);
    add("/oauth/jscode2sessionkey", both, session_key_by_code, render_oauth);
    add("/platform/entity/openapi/queryorderdetail", get, query_order_detail, render_cashier);
    add("/nop/server/rest", both, legacy_rest, render_cashier);
    add("/cashier/applyOrderRefund", both, apply_order_refund, render_cashier);
    add("/cashier/syncOrderStatus", both, sync_order_status, render_cashier);
}

// With an access token.
void add_api_2(std::vector<route>& all, baidu_side& side) {
    const auto add = [&](std::string_view path, methods by, handler what, renderer render) {
        all.push_back(make(side, path, by, what, render));
    };
    const auto pay = [&](std::string_view path, methods by, handler what) {
        add(path, by, what, render_service);
    };
    using enum methods;
    add("/oauth/2.0/token", both, give_token, render_oauth);
    add("/rest/2.0/smartapp/getsessionkey", post, get_session_key, render_login);
    add("/rest/2.0/smartapp/getunionid", post, get_union_id, render_login);
    pay("/rest/2.0/smartapp/pay/paymentservice/findByTpOrderId", get, find_by_tp_order_id);
    pay("/rest/2.0/smartapp/pay/paymentservice/cancelOrder", get, cancel_order);
    pay("/rest/2.0/smartapp/pay/paymentservice/applyOrderRefund", post, apply_service_refund);
    pay("/rest/2.0/smartapp/pay/paymentservice/findOrderRefund", get, find_order_refund);
    pay("/rest/2.0/smartapp/pay/paymentservice/orderBill", get, bill_of_a_day);
    pay("/rest/2.0/smartapp/pay/paymentservice/capitaBill", get, bill_of_a_day);
}

// The phone's and the tester's.
void add_ours(std::vector<route>& all, baidu_side& side) {
    const auto add = [&](std::string_view path, handler what, methods by = methods::post) {
        all.push_back(make(side, path, by, what, render_sandbox));
    };
    add("/sandbox/login", login);
    add("/sandbox/getUserInfo", get_user_info);
    add("/sandbox/getPhoneNumber", get_phone_number);
    add("/sandbox/requestPolymerPayment", request_polymer_payment);
    add("/sandbox/charge", charge);
    add("/sandbox/callback", send_callback);
    add("/sandbox/refund", begin_own_refund);
    add("/sandbox/bank", set_bank);
    add("/sandbox/tokens", end_tokens);
    add("/sandbox/habits", set_habits);
    add("/sandbox/faults", order_fault);
    add("/sandbox/state", show_state, methods::get);
}

}  // namespace

std::vector<route> make_routes(baidu_side& side) {
    std::vector<route> all;
    add_api_1(all, side);
    add_api_2(all, side);
    add_ours(all, side);
    return all;
}

}  // namespace swan::sandbox
