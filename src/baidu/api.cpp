#include "baidu/api.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "baidu/api_answer.h"
#include "baidu/api_request.h"
#include "base/log.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

constexpr std::string_view kLogin = "session key";
constexpr std::string_view kQuery = "order query";

login_session read_login(const http_result& result, const sent_fields& sent) {
    const json::document body = successful_answer(kLogin, result, sent);
    const auto open_id = body.root().find("openid");
    const auto session_key = body.root().find("session_key");
    login_session session;
    if (open_id) session.open_id = open_id->text().value_or("");
    if (session_key) session.session_key = session_key->string().value_or("");
    if (session.open_id.empty() || session.session_key.empty()) throw_undocumented(kLogin);
    return session;
}

// `statusNum` of one of the three objects of data.data. A number that is not documented means
// nothing that we know: passed on, it would be shown as "not refunded".
int status_number(const json::value& data, std::string_view name,
                  std::initializer_list<int> documented) {
    const auto object = data.find(name);
    const auto member = object ? object->find("statusNum") : std::nullopt;
    const auto number = member ? member->integral() : std::nullopt;
    const auto known = std::ranges::find(documented, number);
    if (known == documented.end()) throw_undocumented(kQuery);
    return *known;
}

order_status read_status(const http_result& result, const sent_fields& sent) {
    const json::document body = successful_answer(kQuery, result, sent);
    const auto outer = body.root().find("data");
    const auto data = outer ? outer->find("data") : std::nullopt;
    if (!data || !body.root().find("errno")) throw_undocumented(kQuery);
    order_status status;
    status.pay = static_cast<queried_pay>(status_number(*data, "payStatus", {-1, 1}));
    status.refund =
        static_cast<queried_refund>(status_number(*data, "refundStatus", {-1, 1, 2, 9}));
    status.verification =
        static_cast<queried_verification>(status_number(*data, "verification", {-1, 1}));
    return status;
}

// Nothing when it cannot be signed: the system's policy may refuse SHA-1 or the key's size.
template <class Call>
std::optional<api_request> signed_request(api_request (*make)(const config&, const Call&),
                                          const config& settings, const Call& call) {
    try {
        return make(settings, call);
    } catch (const crypto::error& fault) {
        logging::error(concat("cannot sign a call to Baidu: ", fault.what()));
        return std::nullopt;
    }
}

money_outcome not_signed() {
    money_outcome came;
    came.verdict = money_outcome::verdict::refused;
    came.client_text = "could not be signed, and was not sent";
    return came;
}

}  // namespace

api::api(const config& settings, http_client& http) : settings_(settings), http_(http) {}

task<login_session> api::exchange_code(std::string code, std::string request_id) {
    api_request call = login_request(settings_, code);
    call.what.request_id = std::move(request_id);
    const http_result result = co_await http_.send(std::move(call.what));
    co_return read_login(result, call.sent);
}

task<order_status> api::query_order(payment_ids ids, std::string request_id) {
    api_request call = query_request(settings_, ids);
    call.what.request_id = std::move(request_id);
    const http_result result = co_await http_.send(std::move(call.what));
    co_return read_status(result, call.sent);
}

task<money_outcome> api::cancel_verification(payment_ids ids, std::string request_id) {
    auto call = signed_request(&cancel_request, settings_, ids);
    if (!call) co_return not_signed();
    call->what.request_id = std::move(request_id);
    const http_result result = co_await http_.send(std::move(call->what));
    co_return cancel_outcome(result, call->sent);
}

task<money_outcome> api::apply_refund(refund_call what, std::string request_id) {
    auto call = signed_request(&refund_request, settings_, what);
    if (!call) co_return not_signed();
    call->what.request_id = std::move(request_id);
    const http_result result = co_await http_.send(std::move(call->what));
    co_return refund_outcome(result, call->sent);
}

}  // namespace swan::baidu
