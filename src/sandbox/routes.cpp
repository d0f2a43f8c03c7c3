#include "sandbox/routes.h"

#include "sandbox/answers.h"
#include "sandbox/console.h"
#include "sandbox/oauth.h"
#include "sandbox/open_api.h"
#include "sandbox/phone.h"
#include "sandbox/server_calls.h"
#include "sandbox/session_key.h"
#include "sandbox/smart_app.h"

namespace swan::sandbox {

namespace {

using handler = task<response> (*)(baidu_side&, const request&);
using renderer = response (*)(const error&, const request&);

constexpr bool kGet = true;
constexpr bool kPost = true;

// All parameters are read by the handlers themselves: Baidu's calls have rules of their own.
route make(baidu_side& side, std::string_view path, bool get, bool post, handler what,
           renderer render) {
    route one;
    one.path = path;
    one.get = get;
    one.post = post;
    one.reads = route::input::raw_body;
    one.handler = [&side, what](request& call) { return what(side, call); };
    one.render = render;
    return one;
}

}  // namespace

std::vector<route> make_routes(baidu_side& side) {
    const auto session = [&](std::string_view path) {
        return make(side, path, kGet, kPost, session_key_by_code, render_oauth);
    };
    const auto login_call = [&](std::string_view path, handler what) {
        return make(side, path, !kGet, kPost, what, render_login);
    };
    const auto cashier = [&](std::string_view path, handler what) {
        return make(side, path, kGet, kPost, what, render_cashier);
    };
    const auto ours = [&](std::string_view path, handler what) {
        return make(side, path, !kGet, kPost, what, render_sandbox);
    };
    return {
        session("/nalogin/getSessionKeyByCode"),
        session("/oauth/jscode2sessionkey"),
        make(side, "/oauth/2.0/token", kGet, kPost, give_token, render_oauth),
        login_call("/rest/2.0/smartapp/getsessionkey", get_session_key),
        login_call("/rest/2.0/smartapp/getunionid", get_union_id),
        make(side, "/platform/entity/openapi/queryorderdetail", kGet, !kPost, query_order_detail,
             render_cashier),
        cashier("/nop/server/rest", legacy_rest),
        cashier("/cashier/applyOrderRefund", apply_order_refund),
        cashier("/cashier/syncOrderStatus", sync_order_status),
        ours("/sandbox/login", login),
        ours("/sandbox/getUserInfo", get_user_info),
        ours("/sandbox/getPhoneNumber", get_phone_number),
        ours("/sandbox/requestPolymerPayment", request_polymer_payment),
        ours("/sandbox/callback", send_callback),
        ours("/sandbox/refund", begin_own_refund),
        ours("/sandbox/tokens", end_tokens),
        ours("/sandbox/faults", order_fault),
        make(side, "/sandbox/state", kGet, !kPost, show_state, render_sandbox),
    };
}

}  // namespace swan::sandbox
