// Calls to Baidu's servers, typed: API 2.0, and getting the access token that it needs. One a loop.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "baidu/api.h"
#include "baidu/api_v2_request.h"
#include "baidu/api_v2_types.h"
#include "runtime/task.h"
#include "service/http.h"

namespace swan::baidu {

// Every call takes the request_id for X-Request-Id and, but for fetch_token, the access token: a
// secret that is in no text of an error. Every call throws swan::error upstream_fail,
// upstream_timeout or busy, and token_refused when a fresh token may help, once.
class api_v2 {
  public:
    api_v2(app_identity who, http_client& http);

    // A token by client credentials (power_exp). Never token_refused.
    task<access_grant> fetch_token(std::string request_id);

    // Session key v2 (getsessionkey): never repeated. A code with '@' is for v1 only.
    task<login_session> get_session_key(std::string access_token, std::string code,
                                        std::string request_id);

    // The user's id at all apps of this developer (log_getunionid); not empty.
    task<std::string> get_union_id(std::string access_token, std::string open_id,
                                   std::string request_id);

    // findByTpOrderId. Nothing: Baidu answers that it knows no such order.
    task<std::optional<found_order>> find_by_tp_order_id(std::string access_token,
                                                         std::string tp_order_id,
                                                         std::string request_id);

    // cancelOrder: closes an unpaid order, by the cashier's orderId. Never repeated, own
    // connection. True: it is closed; false: Baidu says that it is not.
    task<bool> cancel_order(std::string access_token, std::string order_id, std::string request_id);

    // applyOrderRefund. Never repeated, own connection. Throws only when nothing was done: busy,
    // token_refused, and sys_fail for an amount below 1.
    task<money_outcome> apply_order_refund(std::string access_token, refund_application what,
                                           std::string request_id);

    // findOrderRefund: all refunds of an order, by the cashier's userId; none is an empty list.
    task<std::vector<found_refund>> find_order_refund(std::string access_token,
                                                      std::string tp_order_id, std::string user_id,
                                                      std::string request_id);

    // orderBill and capitaBill: the files of the orders, and of the money, of one day in Baidu's
    // time zone (tune_up_orderBill, tune_up_capitaBill).
    task<std::vector<bill_file>> order_bill(std::string access_token,
                                            std::chrono::year_month_day day,
                                            std::string request_id);
    task<std::vector<bill_file>> capita_bill(std::string access_token,
                                             std::chrono::year_month_day day,
                                             std::string request_id);

  private:
    task<http_result> send(http_request what, std::string request_id);

    const app_identity who_;
    http_client& http_;
};

}  // namespace swan::baidu
