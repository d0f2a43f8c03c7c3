// What one mini-program asks of Baidu, in the generation of the API that its rules name. The calls
// are the same for the handlers in both, but for those that say of which one they are.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/access_token.h"
#include "app/ledger.h"
#include "baidu/api.h"
#include "baidu/api_v2.h"
#include "base/config.h"
#include "runtime/task.h"
#include "service/http.h"
#include "service/store/record.h"
#include "service/store/store.h"

namespace swan {

// Which order, and which payment of it if there is one: 1.0 asks by the payment, 2.0 by the order.
struct order_reference {
    std::string tp_order_id;
    baidu::payment_ids ids = {};
};

// One a loop and mini-program. Every call throws swan::error upstream_fail, upstream_timeout or
// busy unless it says otherwise.
class platform {
  public:
    // All of these must outlive it.
    platform(const config& settings, const ledger_rules& rules, store& db, http_client& http);

    // The code of swan.getLoginCode for a session; never repeated.
    task<baidu::login_session> exchange_code(std::string login_code, std::string request_id);
    // The user's id at all mini-programs of this developer.
    task<std::string> union_id(std::string open_id, std::string request_id);

    // Whether query_order() has what it needs.
    bool can_query(const order_reference& which) const;
    task<baidu::order_status> query_order(order_reference which, std::string request_id);
    // findByTpOrderId, API 2.0 only; nothing: Baidu knows no such order. Never the answer for
    // another order, nor, when `which` names a payment, for another payment: those are
    // upstream_fail.
    task<std::optional<baidu::found_order>> find_order(order_reference which,
                                                       std::string request_id);
    // cancelOrder, API 2.0 only: closes an unpaid order, by the cashier's orderId. Never repeated.
    // True: it is closed; false: Baidu says that it is not.
    task<bool> cancel_order(std::string order_id, std::string request_id);
    // Every refund that Baidu knows of the order, API 2.0 only: its `state` may be unknown to us.
    task<std::vector<baidu::found_refund>> list_refunds(order_reference which,
                                                        std::string request_id);

    // Moves money; never repeated. Throws only when nothing was sent.
    task<baidu::money_outcome> apply_refund(refund what, payment of, std::string request_id);
    // The same, API 1.0 only.
    task<baidu::money_outcome> cancel_verification(baidu::payment_ids ids, std::string request_id);

  private:
    bool is_v2() const { return rules_.api == api_generation::v2; }
    task<baidu::money_outcome> apply_v2(refund what, payment of, std::string request_id);
    task<baidu::order_status> query_v2(order_reference which, std::string request_id);
    task<baidu::login_session> exchange_v2(std::string login_code, std::string request_id);

    // A token that is being fetched keeps it, when this is given up meanwhile.
    struct second_generation {
        second_generation(baidu::app_identity who, int64_t app, store& db, http_client& http,
                          milliseconds patience)
            : api(std::move(who), http), tokens(db, app, api, patience) {}
        baidu::api_v2 api;
        access_tokens tokens;
    };
    static std::shared_ptr<second_generation> make_v2(const config& settings, int64_t app,
                                                      store& db, http_client& http);

    const config& settings_;
    const ledger_rules& rules_;
    baidu::api v1_;
    const std::shared_ptr<second_generation> shared_v2_;
    baidu::api_v2& v2_ = shared_v2_->api;
    access_tokens& tokens_ = shared_v2_->tokens;
};

}  // namespace swan
