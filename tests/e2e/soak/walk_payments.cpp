// Customers of the walk who pay otherwise than they were asked to, and who log in.
#include <gtest/gtest.h>

#include "baidu/orderinfo.h"
#include "base/crypto.h"
#include "base/text.h"
#include "e2e/process.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

// Signed with the merchant's key, but sold by no worker: its ledger knows other terms, or none.
std::string sold_elsewhere(const running_system& system, const std::string& tp_order_id,
                           int64_t total) {
    const auto conf = system.folder() / "conf";
    const std::string pay = content_of(conf / "pay.json");
    return baidu::order_info(
        {.app_key = at(pay, "app_key"),
         .deal_id = at(pay, "deal_id"),
         .tp_order_id = tp_order_id,
         .total_amount = total,
         .title = "elsewhere",
         .rows = {},
         .service_address = {}},
        crypto::rsa_private_key::parse(content_of(conf / "self_rsa_private_key.pem")));
}

// bizInfo is not signed: the customer writes into it what he likes.
std::string with_own_return_data(std::string order_info) {
    const std::string sent = R"(\"returnData\":{})";
    const size_t found = order_info.find(sent);
    EXPECT_NE(found, std::string::npos) << order_info;
    return found == std::string::npos
               ? order_info
               : order_info.replace(found, sent.size(), R"(\"returnData\":{\"a\":\"b=c&d\"})");
}

}  // namespace

void walk::pay_another_amount() {
    const sold* const one = newest_unpaid();
    if (one == nullptr) return;
    sold cheaper{.tp_order_id = one->tp_order_id,
                 .order_info = sold_elsewhere(system_, one->tp_order_id, one->total - 1),
                 .total = one->total - 1};
    cashier(cheaper, "");
}

void walk::pay_unknown_order() {
    constexpr int64_t kTotal = 700;
    const std::string id = crypto::random_digits(32);
    sold lost{.tp_order_id = id,
              .order_info = sold_elsewhere(system_, id, kTotal),
              .total = kTotal,
              .known = false};
    touch(id);
    cashier(lost, "");
    orders_.push_back(std::move(lost));
}

void walk::pay_with_own_return_data() {
    sold* const one = newest_unpaid();
    if (one == nullptr) return;
    one->order_info = with_own_return_data(std::move(one->order_info));
    cashier(*one, "");
}

// cancelOrder and the payment meet.
void walk::charge_while_closing() {
    pass_time();
    charge();
}

void walk::log_in() {
    const reply code = system_.sandbox_post("/sandbox/login", R"({"open_id":"customer"})");
    const std::set<std::string> told = {"0", "10002", "10003", "10004"};
    expect(system_.post("/auth/login", "code=" + at(code, "code")), told, "a login");
    expect(system_.get("/auth/unionid?open_id=customer"), told, "a union id");
}

}  // namespace swan::e2e::soak
