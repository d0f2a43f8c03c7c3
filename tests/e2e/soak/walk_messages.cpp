// Messages of the walk that are not to be believed, and such as were told before.
#include <gtest/gtest.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "e2e/notify.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

struct payment_ids {
    std::string order_id;  // empty: there is none
    std::string user_id;
};

// Of the newest that Baidu has of that order.
payment_ids newest_at_baidu(const running_system& system, const std::string& tp_order_id) {
    const std::string state = system.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    payment_ids newest;
    for (const json::value& each : parsed.root().find("orders")->elements())
        if (each.find("tpOrderId")->text() == tp_order_id)
            newest = {each.find("orderId")->text().value(), each.find("userId")->text().value()};
    return newest;
}

// A text that Baidu signs, read in two ways: as the payment of the cheap order, whose customer has
// hidden the rest in its returnData, and as one of the dear order.
struct forged_pair {
    field_list cheap;
    field_list dear;
};

std::string after_return_data(const std::string& tp_order_id, const std::string& amount,
                              const std::string& user_id) {
    return concat("&status=2&totalMoney=", amount, "&tpOrderId=", tp_order_id,
                  "&unitPrice=", amount, "&userId=", user_id);
}

forged_pair forge_pair(test::notify_values cheap, const std::string& dear_tp_order_id,
                       const std::string& dear_amount) {
    forged_pair pair;
    pair.dear = test::notify_fields(cheap);
    for (const char* name : {"unitPrice", "totalMoney"}) set(pair.dear, name, dear_amount);
    set(pair.dear, "tpOrderId", dear_tp_order_id);
    pair.dear.emplace_back("zz", after_return_data(cheap.tp_order_id, cheap.amount, cheap.user_id));
    cheap.return_data =
        concat("{}", after_return_data(dear_tp_order_id, dear_amount, cheap.user_id), "&zz=");
    pair.cheap = test::notify_fields(cheap);
    return pair;
}

}  // namespace

void walk::expect_refused(const std::string& body, const std::string& what) {
    EXPECT_EQ(at(body, "errno"), "10000") << what << " was answered " << body;
}

void walk::send_forged_pair() {
    const sold* const cheap = any_order();
    const sold* const dear = newest_unpaid();
    if (cheap == nullptr || dear == nullptr || !cheap->paid) return;
    const payment_ids ids = newest_at_baidu(system_, cheap->tp_order_id);
    const forged_pair pair = forge_pair({.order_id = ids.order_id,
                                         .tp_order_id = cheap->tp_order_id,
                                         .deal_id = at(cheap->order_info, "dealId"),
                                         .amount = concat(cheap->total),
                                         .user_id = ids.user_id},
                                        dear->tp_order_id, concat(dear->total));
    const field_list genuine = signed_by_baidu(system_, pair.cheap);
    field_list forged = pair.dear;
    forged.emplace_back("rsaSign", field(genuine, "rsaSign"));
    EXPECT_EQ(baidu::canonical_string(genuine, "rsaSign"),
              baidu::canonical_string(forged, "rsaSign"));
    for (const field_list& each : {genuine, forged}) {
        const reply got = system_.post("/pay/callback/succ", encode_form(each));
        expect_refused(got.body, "half of a forged pair");
        EXPECT_NE(got.body.find("ambiguous"), std::string::npos) << got.body;
    }
}

void walk::sign_badly() {
    const sold* const one = any_order();
    if (one == nullptr) return;
    constexpr std::array kKinds = {"succ", "refund_audit", "refund"};
    const std::string kind = kKinds[below(kKinds.size())];
    const reply got = system_.sandbox_post(
        "/sandbox/callback", concat(R"({"kind":")", kind, R"(","tp_order_id":")", one->tp_order_id,
                                    R"(","sign":")", below(2) == 0 ? "bad" : "none", "\"}"));
    expect_refused(at(got, "body"), "an unsigned " + kind);
}

// As if it were not paid.
void walk::tell_otherwise() {
    const sold* const one = any_order();
    if (one == nullptr || !one->paid) return;
    const reply got = system_.sandbox_post(
        "/sandbox/callback",
        concat(R"({"kind":"succ","status":"1","tp_order_id":")", one->tp_order_id, "\"}"));
    EXPECT_EQ(at(at(got, "body"), "errno"), "0") << got.body;
}

// What has gone back is audited, or told of, once more.
void walk::tell_refund_again() {
    const sold* const one = any_order();
    if (one == nullptr) return;
    const std::string state = system_.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    for (const json::value& each : parsed.root().find("refunds")->elements()) {
        const auto text = [&](const char* name) { return each.find(name)->text().value(); };
        if (text("tpOrderId") != one->tp_order_id || each.find("status")->integer() != 2) continue;
        const reply got = system_.sandbox_post(
            "/sandbox/callback",
            concat(R"({"kind":")", below(2) == 0 ? "refund" : "refund_audit",
                   R"(","tp_order_id":")", one->tp_order_id, R"(","orderId":")", text("orderId"),
                   R"(","refundBatchId":")", text("refundBatchId"), "\"}"));
        EXPECT_EQ(at(at(got, "body"), "errno"), "0") << got.body;
    }
}

}  // namespace swan::e2e::soak
