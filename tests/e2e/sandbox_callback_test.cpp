// What the simulator can be made to do with its callbacks: sent by hand, repeated, dropped,
// doubled.
#include <gtest/gtest.h>

#include <memory>

#include "base/text.h"
#include "local_system.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

class sandbox_callback : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        // A repetition comes after 2 minutes: here after 20 ms.
        system_ = std::make_unique<local_system>(
            local_system::settings{.sandbox_json = R"({"time_scale":6000})"});
    }
    static void TearDownTestSuite() { system_.reset(); }
    void TearDown() override { system_->clear_faults(); }

    static std::string unpaid_order() {
        return at(system_->new_order("?goods_id=postcard").root().dump(), "data.tpOrderId");
    }
    // Sends a callback of that order by hand; gives the worker's answer.
    static std::string sent(const std::string& order, const std::string& more) {
        const reply got = system_->sandbox_post(
            "/sandbox/callback", concat(R"({"tp_order_id":")", order, R"(",)", more, "}"));
        EXPECT_EQ(got.status, 200) << got.body;
        EXPECT_EQ(at(got, "status"), "200") << got.body;
        return at(got, "body");
    }
    static std::string pay_status(const std::string& order) {
        return at(system_->get("/pay/status?tp_order_id=" + order), "data.payStatus.statusNum");
    }
    // "attempt status errno" of each payment notify of the order, in order of sending.
    static std::vector<std::string> notifies(const std::string& order) {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        const json::document parsed = json::document::parse_object(state);
        std::vector<std::string> all;
        for (const json::value& each : parsed.root().find("callbacks")->elements()) {
            const std::string one = each.dump();
            if (at(one, "tpOrderId") == order && at(one, "kind") == "succ")
                all.push_back(concat(at(one, "attempt"), " ", at(one, "status"), " ",
                                     at(at(one, "answer"), "errno")));
        }
        return all;
    }
    static bool come(const std::string& order, const std::vector<std::string>& expected) {
        return local_system::eventually([&] { return notifies(order) == expected; });
    }
    static sql database() {
        return sql("sqlite3:" + (system_->folder() / "data/swan.db").string());
    }
    // Payments that the worker has booked of an order.
    static int64_t booked(const std::string& order) {
        sql db = database();
        return db.query_one("select count(*) from payments where tp_order_id = :id", "i", {order})
            .value()
            .number(0);
    }

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> sandbox_callback::system_;

constexpr const char* kConsumed = R"({"errno":0,"msg":"success","data":{"isConsumed":2}})";

TEST_F(sandbox_callback, sent_by_hand_is_signed_well_badly_or_not_at_all) {
    const std::string order = unpaid_order();
    for (const char* sign : {"bad", "none"}) {
        const std::string answer = sent(
            order,
            concat(R"("kind":"succ","totalMoney":"100","payMoney":"100","sign":")", sign, "\""));
        EXPECT_EQ(at(answer, "errno"), "10000") << sign << " " << answer;
        EXPECT_EQ(pay_status(order), "-1") << sign;
    }
    EXPECT_EQ(sent(order, R"("kind":"succ","totalMoney":"100","payMoney":"100","sign":"good")"),
              kConsumed);
    EXPECT_EQ(pay_status(order), "1");
}

TEST_F(sandbox_callback, sent_by_hand_carries_the_field_that_was_overridden) {
    const std::string order = system_->pay(system_->new_order("?goods_id=postcard"));
    EXPECT_EQ(sent(order, R"("kind":"succ")"), kConsumed) << "as it was sent: a repetition";
    EXPECT_EQ(at(sent(order, R"("kind":"succ","status":"1","orderId":"4711")"), "data.isConsumed"),
              "1");
    const std::string twice = sent(order, R"("kind":"succ","orderId":"4712")");
    EXPECT_EQ(at(twice, "data.isErrorOrder"), "1") << "a second payment: " << twice;
}

TEST_F(sandbox_callback, of_another_kind_is_sent_by_hand_too) {
    const std::string order = system_->pay(system_->new_order("?goods_id=postcard"));
    EXPECT_EQ(at(sent(order, R"("kind":"refund_audit")"), "data.auditStatus"), "3");
    EXPECT_EQ(sent(order, R"("kind":"refund","refundStatus":"2")"),
              R"({"errno":0,"msg":"success","data":{}})");
    EXPECT_EQ(at(sent(order, R"("kind":"refund","refundStatus":"3")"), "errno"), "10000");
}

TEST_F(sandbox_callback, of_a_refund_that_is_done_and_then_failed_is_compared_with_baidus_list) {
    const std::string order = system_->pay(system_->new_order("?goods_id=postcard"));
    system_->sandbox_post("/sandbox/bank",
                          concat(R"({"tp_order_id":")", order, R"(","refunds":"fail"})"));
    system_->get("/pay/refund?tp_order_id=" + order);
    EXPECT_TRUE(local_system::eventually([&] {
        return at(system_->get("/pay/status?tp_order_id=" + order),
                  "data.refundStatus.statusNum") == "9";
    }));
    for (const char* status : {"1", "2"})
        EXPECT_EQ(
            at(sent(order, concat(R"("kind":"refund","refundStatus":")", status, "\"")), "errno"),
            "0");
    EXPECT_TRUE(local_system::eventually([&] {
        const std::string logs = system_->logs();
        const size_t alert = logs.find(concat("alert status_contradiction tp_order_id=", order));
        return alert != std::string::npos &&
               logs.find("ledger_refund=done baidu_refund=failed", alert) != std::string::npos;
    }));
}

TEST_F(sandbox_callback, that_is_answered_badly_is_repeated_until_it_is_answered_well) {
    const json::document order = system_->new_order("?goods_id=postcard");
    sql db = database();
    db.begin_write();  // the worker cannot commit, and answers errno 10000
    const std::string id = system_->pay(order);
    db.rollback();
    EXPECT_TRUE(come(id, {"1 200 10000", "2 200 0"})) << testing::PrintToString(notifies(id));
    EXPECT_EQ(pay_status(id), "1");
}

TEST_F(sandbox_callback, that_is_dropped_is_repeated) {
    system_->fault(R"({"call":"callback_succ","fault":"drop","times":2})");
    const std::string id = system_->pay(system_->new_order("?goods_id=postcard"));
    EXPECT_TRUE(come(id, {"1 0 ", "2 0 ", "3 200 0"})) << testing::PrintToString(notifies(id));
    EXPECT_EQ(pay_status(id), "1");
}

TEST_F(sandbox_callback, that_is_doubled_is_booked_once) {
    system_->fault(R"({"call":"callback_succ","fault":"duplicate","times":1})");
    const std::string id = system_->pay(system_->new_order("?goods_id=postcard"));
    EXPECT_TRUE(come(id, {"1 200 0", "1 200 0"})) << testing::PrintToString(notifies(id));
    EXPECT_EQ(pay_status(id), "1");
    EXPECT_EQ(booked(id), 1);
}

}  // namespace
}  // namespace swan::e2e
