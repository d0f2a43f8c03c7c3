#include "baidu/api_v2.h"

#include <utility>

#include "baidu/api_v2_answer.h"

namespace swan::baidu {

api_v2::api_v2(app_identity who, http_client& http) : who_(std::move(who)), http_(http) {}

task<http_result> api_v2::send(http_request what, std::string request_id) {
    what.request_id = std::move(request_id);
    co_return co_await http_.send(std::move(what));
}

task<access_grant> api_v2::fetch_token(const std::string request_id) {
    api_request call = token_request(who_);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_grant(result, call.sent);
}

task<login_session> api_v2::get_session_key(const std::string access_token, const std::string code,
                                            const std::string request_id) {
    api_request call = session_key_request(who_, access_token, code);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_session_key(result, call.sent);
}

task<std::string> api_v2::get_union_id(const std::string access_token, const std::string open_id,
                                       const std::string request_id) {
    api_request call = union_id_request(who_, access_token, open_id);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_union_id(result, call.sent);
}

task<std::optional<found_order>> api_v2::find_by_tp_order_id(const std::string access_token,
                                                             const std::string tp_order_id,
                                                             const std::string request_id) {
    api_request call = find_order_request(who_, access_token, tp_order_id);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_found_order(result, call.sent);
}

task<bool> api_v2::cancel_order(const std::string access_token, const std::string order_id,
                                const std::string request_id) {
    api_request call = cancel_order_request(who_, access_token, order_id);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_cancelled(result, call.sent);
}

task<money_outcome> api_v2::apply_order_refund(const std::string access_token,
                                               const refund_application what,
                                               const std::string request_id) {
    api_request call = apply_refund_request(who_, access_token, what);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return refund_v2_outcome(result, call.sent);
}

task<std::vector<found_refund>> api_v2::find_order_refund(const std::string access_token,
                                                          const std::string tp_order_id,
                                                          const std::string user_id,
                                                          const std::string request_id) {
    api_request call = find_refund_request(who_, access_token, tp_order_id, user_id);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_found_refunds(result, call.sent);
}

task<std::vector<bill_file>> api_v2::order_bill(const std::string access_token,
                                                const std::chrono::year_month_day day,
                                                const std::string request_id) {
    api_request call = order_bill_request(who_, access_token, day);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_bill(result, call.sent);
}

task<std::vector<bill_file>> api_v2::capita_bill(const std::string access_token,
                                                 const std::chrono::year_month_day day,
                                                 const std::string request_id) {
    api_request call = capita_bill_request(who_, access_token, day);
    const http_result result = co_await send(std::move(call.what), request_id);
    co_return read_bill(result, call.sent);
}

}  // namespace swan::baidu
