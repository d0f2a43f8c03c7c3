// A system whose Baidu is the test's own server, for tests of what Baidu may answer.
#pragma once

#include <memory>
#include <string>

#include "bad_input.h"
#include "base/text.h"
#include "scripted_baidu.h"
#include "service/store/sql.h"

namespace swan::e2e {

class baidu_failing : public bad_input {
  public:
    static void SetUpTestSuite() { begin({.api = "1.0"}, R"("upstream_timeout_ms":500)"); }
    // `members`: of server.json.
    static void begin(local_system::settings how, const std::string& members) {
        baidu_ = std::make_unique<scripted_baidu>();
        how.server_json = concat(R"({"upstream_base":")", baidu_->url(), "\",", members, "}");
        start(how);
    }
    static void TearDownTestSuite() {
        bad_input::TearDownTestSuite();
        baidu_.reset();
    }
    void TearDown() override {
        start_well();
        bad_input::TearDown();
    }

    static scripted_baidu& baidu() { return *baidu_; }
    // Baidu is well again, and the worker knows it.
    static void start_well() {
        baidu_->behave();
        be_asked();
        baidu_->behave();
    }
    // After ten failures in a row the worker would not ask: here it hears one good answer.
    static void be_asked() {
        baidu_->order(scripted_baidu::kQuery, says(query_answer(1, -1, 1)));
        const raw_request status{"GET", "/pay/status?tp_order_id=" + bad_input::paid_order()};
        EXPECT_TRUE(local_system::eventually(
            [&] { return at(ask(status).body, "data.source") == "baidu"; }));
    }

    // What is reserved of the payment of `order`, fen.
    static int64_t reserved(const std::string& order) {
        sql db("sqlite3:" + (system().folder() / "data/swan.db").string());
        db.begin_read();
        const auto row =
            db.query_one("select reserved from payments where tp_order_id = :tp", "i", {order});
        db.commit();
        return row.value().number(0);
    }

    static std::string new_paid_order() {
        return system().pay(system().new_order("?goods_id=postcard"));
    }
    static raw_reply refund(const std::string& order, const std::string& more = "&amount=40") {
        return ask(raw_request{"GET", "/pay/refund?tp_order_id=" + order + more});
    }

  private:
    static inline std::unique_ptr<scripted_baidu> baidu_;
};

}  // namespace swan::e2e
