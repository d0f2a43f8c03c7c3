// API 2.0 of the simulated Baidu through its nginx, as a merchant's server would call it: one test
// a path, and what is only seen from outside, the courses of refunds and a connection that breaks.
#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "base/text.h"
#include "local_system.h"

namespace swan::e2e {
namespace {

class sandbox_open_api : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        system_ = std::make_unique<local_system>(
            local_system::settings{.server_json = R"({"unasked_refund":"approve"})",
                                   // A repetition comes after 20 ms, findOrderRefund lags 50 ms.
                                   .sandbox_json = R"({"time_scale":6000})"});
        token_ = new_token();
    }
    static void TearDownTestSuite() { system_.reset(); }
    void TearDown() override { system_->clear_faults(); }

    static std::string configured(const std::string& file, const std::string& name) {
        return run(concat("jq -r .", name, " ", (system_->folder() / "conf" / file).string(),
                          " | tr -d '\n'"));
    }
    static std::string baidu(const std::string& path) {
        return concat("http://127.0.0.1:", system_->sandbox_port(), path);
    }
    static std::string new_token() {
        return at(
            send({.method = "POST",
                  .url = baidu("/oauth/2.0/token"),
                  .body = concat("grant_type=client_credentials&scope=smartapp_snsapi_base",
                                 "&client_id=", configured("smart_app.json", "app_key"),
                                 "&client_secret=", configured("smart_app.json", "secret_key"))}),
            "access_token");
    }
    static reply smart_app(const std::string& name, const std::string& form) {
        return send({.method = "POST",
                     .url = baidu(concat("/rest/2.0/smartapp/", name, "?access_token=", token_)),
                     .body = form});
    }
    static std::string service(const std::string& name) {
        return concat("/rest/2.0/smartapp/pay/paymentservice/", name, "?access_token=", token_,
                      "&pmAppKey=", configured("pay.json", "app_key"));
    }
    static reply ask_for(const std::string& name, const std::string& query) {
        return send({.url = baidu(concat(service(name), "&", query))});
    }
    // What Baidu tells of the order that the merchant calls `id`.
    static std::string order(const std::string& id) {
        return at(ask_for("findByTpOrderId", "tpOrderId=" + id), "data");
    }
    static reply apply(const std::string& id, const std::string& more) {
        const std::string known = order(id);
        return send(
            {.method = "POST",
             .url = baidu(service("applyOrderRefund")),
             .body = concat("orderId=", at(known, "orderId"), "&userId=", at(known, "userId"),
                            "&tpOrderId=", id, "&refundType=1&refundReason=test&bizRefundBatchId=R",
                            id, more)});
    }
    static std::string refunds(const std::string& id) {
        return at(ask_for("findOrderRefund",
                          concat("tpOrderId=", id, "&userId=", at(order(id), "userId"))),
                  "data");
    }
    static void bank(const std::string& id, const char* refunds) {
        const reply got = system_->sandbox_post(
            concat("/sandbox/bank?tp_order_id=", id, "&refunds=", refunds), "");
        EXPECT_EQ(got.status, 200) << got.body;
    }
    static std::string payment() { return system_->pay(system_->new_order("?goods_id=postcard")); }
    static std::string left_unpaid() {
        const std::string info = at(system_->get("/pay/gen?goods_id=postcard"), "data");
        const reply no = system_->sandbox_post(
            "/sandbox/requestPolymerPayment?open_id=customer&outcome=left", info);
        EXPECT_EQ(at(no, "errCode"), "1001") << no.body;
        return at(info, "tpOrderId");
    }
    // "kind answer-status" of all callbacks of the order, in order of their answers.
    static std::vector<std::string> callbacks(const std::string& id) {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        const json::document parsed = json::document::parse_object(state);
        std::vector<std::string> all;
        for (const json::value& each : parsed.root().find("callbacks")->elements()) {
            const std::string one = each.dump();
            if (at(one, "tpOrderId") == id)
                all.push_back(concat(at(one, "kind"), " ", at(one, "status")));
        }
        return all;
    }
    static bool come(const std::string& id, const std::vector<std::string>& expected) {
        return local_system::eventually([&] { return callbacks(id) == expected; });
    }

    static std::unique_ptr<local_system> system_;
    static std::string token_;
};
std::unique_ptr<local_system> sandbox_open_api::system_;
std::string sandbox_open_api::token_;

TEST_F(sandbox_open_api, gives_a_session_key_and_a_union_id) {
    const std::string code = at(system_->sandbox_post("/sandbox/login?open_id=u", ""), "code");
    const reply key = smart_app("getsessionkey", "code=" + code);
    EXPECT_EQ(at(key, "data.open_id"), "u") << key.body;
    EXPECT_EQ(at(key, "data.session_key").size(), 32u);
    EXPECT_EQ(at(smart_app("getunionid", "openid=u"), "data.unionid").size(), 23u);
}

TEST_F(sandbox_open_api, tells_of_a_payment_and_whether_it_was_consumed) {
    const std::string known = order(payment());
    EXPECT_EQ(at(known, "status"), "2") << known;
    EXPECT_EQ(at(known, "subStatus"), "3");
    EXPECT_EQ(at(known, "openId"), "customer");
    EXPECT_EQ(at(known, "totalMoney"), "100");
}

TEST_F(sandbox_open_api, closes_an_order_that_nobody_pays) {
    const std::string id = left_unpaid();
    EXPECT_EQ(at(order(id), "status"), "1");
    const reply yes = ask_for("cancelOrder", "orderId=" + at(order(id), "orderId"));
    EXPECT_EQ(at(yes, "data"), "true") << yes.body;
    EXPECT_EQ(at(order(id), "status"), "-1");
}

TEST_F(sandbox_open_api, has_bills) {
    for (const char* name : {"orderBill", "capitaBill"})
        EXPECT_EQ(at(ask_for(name, "billTime=2020-01-01"), "data.totalCount"), "0") << name;
}

TEST_F(sandbox_open_api, audits_a_refund_and_then_tells_that_it_is_done) {
    const std::string id = payment();
    const reply yes = apply(id, "&applyRefundMoney=40");
    EXPECT_EQ(at(yes, "data.refundPayMoney"), "40") << yes.body;
    EXPECT_TRUE(come(id, {"succ 200", "refund_audit 200", "refund 200"}))
        << testing::PrintToString(callbacks(id));
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "2"; }))
        << refunds(id);
    EXPECT_EQ(at(refunds(id), "0.refundBatchId"), at(yes, "data.refundBatchId"));
    EXPECT_EQ(at(order(id), "subStatus"), "5");
}

TEST_F(sandbox_open_api, asks_nobody_about_a_refund_that_skips_the_audit) {
    const std::string id = payment();
    EXPECT_EQ(at(apply(id, "&isSkipAudit=1"), "data.refundPayMoney"), "100");
    EXPECT_TRUE(come(id, {"succ 200", "refund 200"})) << testing::PrintToString(callbacks(id));
}

TEST_F(sandbox_open_api, tells_that_a_refund_failed_and_later_that_it_succeeded) {
    const std::string id = payment();
    bank(id, "fail");
    EXPECT_EQ(at(apply(id, "&isSkipAudit=1"), "errno"), "0");
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "3"; }))
        << refunds(id);
    EXPECT_TRUE(come(id, {"succ 200", "refund 200"})) << testing::PrintToString(callbacks(id));
    bank(id, "succeed");
    EXPECT_TRUE(come(id, {"succ 200", "refund 200", "refund 200"}));
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "2"; }))
        << refunds(id);
}

TEST_F(sandbox_open_api, lets_what_failed_succeed_though_the_order_was_paid_again_since) {
    const json::document sold = system_->new_order("?goods_id=postcard");
    const std::string id = system_->pay(sold);
    bank(id, "fail");
    EXPECT_EQ(at(apply(id, "&isSkipAudit=1"), "errno"), "0");
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "3"; }))
        << refunds(id);
    system_->pay(sold);
    bank(id, "succeed");
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "2"; }))
        << refunds(id);
    EXPECT_EQ(at(refunds(id), "0.bizRefundBatchId"), "R" + id) << "of the first payment";
}

TEST_F(sandbox_open_api, breaks_a_connection_without_a_byte_of_an_answer) {
    const std::string id = payment();
    for (const char* call : {"order_query", "refund", "session_key", "bill"})
        system_->fault(concat(R"({"call":")", call, R"(","fault":"broken_tls"})"));
    EXPECT_EQ(ask_for("findByTpOrderId", "tpOrderId=" + id).status, 0);
    EXPECT_EQ(ask_for("orderBill", "billTime=2020-01-01").status, 0);
    EXPECT_EQ(send({.url = baidu("/platform/entity/openapi/queryorderdetail")}).status, 0);
    EXPECT_EQ(send({.url = baidu("/cashier/applyOrderRefund")}).status, 0);
    EXPECT_EQ(send({.url = baidu("/oauth/jscode2sessionkey")}).status, 0);
    EXPECT_EQ(system_->sandbox_get("/sandbox/state").status, 200) << "what has no fault";
}

TEST_F(sandbox_open_api, refuses_or_breaks_off_what_it_has_done_when_a_test_wants_it) {
    for (const char* fault : {R"("error","errno":10003)", R"("error","error_code":2)",
                              R"("garbage")", R"("broken_tls")"}) {
        const std::string id = payment();
        system_->fault(concat(R"({"call":"refund","act":true,"times":1,"fault":)", fault, "}"));
        EXPECT_NE(at(apply(id, "&isSkipAudit=1"), "errno"), "0") << fault;
        EXPECT_TRUE(come(id, {"succ 200", "refund 200"})) << fault;
    }
}

TEST_F(sandbox_open_api, lets_a_later_callback_overtake_an_earlier_one) {
    system_->fault(R"({"call":"callback_succ","fault":"reorder","times":1})");
    const std::string info = at(system_->get("/pay/gen?goods_id=postcard"), "data");
    const std::string first = at(info, "tpOrderId");
    const auto pays = [&] {
        return system_->sandbox_post("/sandbox/requestPolymerPayment?open_id=customer", info);
    };
    std::future<reply> paid = std::async(std::launch::async, pays);
    ASSERT_TRUE(local_system::eventually([&] { return at(order(first), "status") == "2"; }));
    const std::string second = payment();
    EXPECT_EQ(at(paid.get(), "errMsg"), "requestPolymerPayment:ok");
    const std::string sent = at(system_->sandbox_get("/sandbox/state"), "callbacks");
    EXPECT_LT(sent.find(second), sent.find(first)) << sent;
    EXPECT_EQ(callbacks(first), std::vector<std::string>{"succ 200"});
}

TEST_F(sandbox_open_api, tells_of_a_refund_that_the_merchant_rejected_and_takes_none_after_it) {
    system_->restart(R"({"unasked_refund":"reject"})");
    const std::string id = payment();
    EXPECT_EQ(at(apply(id, ""), "errno"), "0");
    EXPECT_TRUE(come(id, {"succ 200", "refund_audit 200", "refund 200"}))
        << testing::PrintToString(callbacks(id));
    EXPECT_TRUE(local_system::eventually([&] { return at(refunds(id), "0.refundStatus") == "3"; }))
        << refunds(id);
    EXPECT_EQ(at(apply(id, "x"), "errno"), "-1024") << "R" << id << "x is another number";
    system_->restart(R"({"unasked_refund":"approve"})");
}

TEST_F(sandbox_open_api, tells_of_its_own_refund_that_failed) {
    system_->restart(R"({"unasked_refund":"reject"})");
    const std::string id = payment();
    system_->sandbox_post("/sandbox/refund?by=console&tp_order_id=" + id, "");
    EXPECT_TRUE(come(id, {"succ 200", "refund_audit 200", "refund 200"}))
        << testing::PrintToString(callbacks(id));
    system_->restart(R"({"unasked_refund":"approve"})");
}

TEST_F(sandbox_open_api, remembers_tokens_orders_and_counters_over_a_restart) {
    const std::string id = left_unpaid();
    const std::string before = at(system_->sandbox_get("/sandbox/state"), "calls.token");
    system_->restart();
    EXPECT_EQ(at(order(id), "status"), "1") << "with the old token";
    EXPECT_EQ(at(system_->sandbox_get("/sandbox/state"), "calls.token"), before);
    EXPECT_NE(before, "");
}

}  // namespace
}  // namespace swan::e2e
