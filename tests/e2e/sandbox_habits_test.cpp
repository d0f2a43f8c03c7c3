// What Baidu may do with a payment beyond its documents: refunds after an errno, keeps no
// isConsumed, charges an order that was closed meanwhile.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "local_system.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

class sandbox_habits : public testing::Test {
  protected:
    void set(const std::string& json) const {
        EXPECT_EQ(system_.sandbox_post("/sandbox/habits", json).status, 200) << json;
    }
    sql database() const { return sql("sqlite3:" + (system_.folder() / "data/swan.db").string()); }
    // A member of the newest order that Baidu's side knows.
    std::string of_order(const std::string& name) const {
        const std::string state = system_.sandbox_get("/sandbox/state").body;
        const auto parsed = json::document::parse_object(state);
        return at(parsed.root().find("orders")->elements().back().dump(), name);
    }
    // Closes the newest order at Baidu, as a worker that watches its orders does.
    void close() const {
        const std::string app = content_of("smart_app"), pay = content_of("pay");
        const reply token = system_.sandbox_post(
            concat("/oauth/2.0/token?grant_type=client_credentials&scope=smartapp_snsapi_base",
                   "&client_id=", at(app, "app_key"), "&client_secret=", at(app, "secret_key")),
            "");
        const reply closed = system_.sandbox_get(
            concat("/rest/2.0/smartapp/pay/paymentservice/cancelOrder?access_token=",
                   at(token, "access_token"), "&orderId=", of_order("orderId"),
                   "&pmAppKey=", at(pay, "app_key")));
        ASSERT_EQ(at(closed, "data"), "true") << closed.body << token.body;
    }

    local_system system_{local_system::settings{.sandbox_json = R"({"time_scale":6000})"}};

  private:
    std::string content_of(const std::string& name) const {
        std::ifstream in(system_.folder() / "conf" / (name + ".json"));
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(sandbox_habits, give_back_what_was_answered_with_an_errno) {
    set(R"({"errno":"refund"})");
    const json::document order = system_.new_order("?goods_id=postcard");
    sql db = database();
    db.begin_write();  // the worker cannot commit, and answers errno 10000
    system_.pay(order);
    db.rollback();
    EXPECT_TRUE(local_system::eventually([&] { return of_order("status") == "-1"; }));
    EXPECT_EQ(db.query_one("select count(*) from payments where verdict = 1", "i")->number(0), 0)
        << "and is not delivered";
}

TEST_F(sandbox_habits, keep_no_consumption_when_told_so) {
    set(R"({"consumed":"lost"})");
    system_.pay(system_.new_order("?goods_id=postcard"));
    EXPECT_EQ(of_order("consumed"), "false");
    set(R"({"consumed":"kept"})");
    system_.pay(system_.new_order("?goods_id=postcard"));
    EXPECT_TRUE(local_system::eventually([&] { return of_order("consumed") == "true"; }));
}

TEST_F(sandbox_habits, charge_an_order_that_was_closed_meanwhile) {
    const json::document order = system_.new_order("?goods_id=postcard");
    const std::string info = order.root().find("data")->dump();
    const std::string id = at(info, "tpOrderId");
    system_.sandbox_post("/sandbox/requestPolymerPayment?open_id=customer&outcome=left", info);
    close();
    const reply again =
        system_.sandbox_post("/sandbox/requestPolymerPayment?open_id=customer", info);
    EXPECT_EQ(at(again, "errCode"), "1001") << "the cashier itself does not open it again";
    const reply charged =
        system_.sandbox_post("/sandbox/charge", R"({"tp_order_id":")" + id + "\"}");
    EXPECT_EQ(at(charged, "errMsg"), "requestPolymerPayment:ok") << charged.body;
    EXPECT_EQ(of_order("status"), "2");
    sql db = database();
    EXPECT_EQ(
        db.query_one("select count(*) from payments where tp_order_id = :id", "i", {id})->number(0),
        1)
        << "and the merchant is told";
}

}  // namespace
}  // namespace swan::e2e
