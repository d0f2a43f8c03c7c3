// Refunds through the whole system when things go wrong: answers lost, refusals, strangers, races.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <thread>

#include "base/text.h"
#include "local_system.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

// By the generation of Baidu's API: what our clients see is the same.
class refunding : public testing::TestWithParam<const char*> {
  protected:
    static void SetUpTestSuite() {
        for (const char* const api : {"1.0", "2.0"}) {
            local_system::settings how;
            how.api = api;
            how.server_json = R"({"upstream_timeout_ms":1000})";
            systems()[api] = std::make_unique<local_system>(how);
        }
    }
    static void TearDownTestSuite() { systems().clear(); }
    void SetUp() override { system_ = systems().at(GetParam()).get(); }
    void TearDown() override { system_->clear_faults(); }

    // What Baidu answers when it certainly has not refunded.
    static std::string definite_no() { return GetParam() == std::string("1.0") ? "10001" : "2002"; }

    static reply refund(const std::string& id, const std::string& more = "") {
        return system_->get("/pay/refund?tp_order_id=" + id + more);
    }
    static std::string postcard() { return system_->pay(system_->new_order("?goods_id=postcard")); }
    static std::string refund_status(const std::string& id) {
        return at(system_->get("/pay/status?tp_order_id=" + id), "data.refundStatus.statusNum");
    }
    static bool ends_refunded(const std::string& id) {
        return local_system::eventually([&] { return refund_status(id) == "2"; });
    }
    // Refunds that Baidu's side has of an order.
    static int refunds_at_baidu(const std::string& id) {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        const json::document parsed =
            json::document::parse_object(at(state, "refunds").empty() ? "{}" : state);
        int count = 0;
        for (const json::value& each : parsed.root().find("refunds")->elements())
            count += each.find("tpOrderId")->text() == id;
        return count;
    }

    static std::string order_id_of(const std::string& id) {
        sql db("sqlite3:" + (system_->folder() / "data/swan.db").string());
        return db.query_one("select order_id from payments where tp_order_id = :id", "t", {id})
            .value()
            .text(0);
    }

    static inline local_system* system_ = nullptr;

  private:
    static std::map<std::string, std::unique_ptr<local_system>>& systems() {
        static std::map<std::string, std::unique_ptr<local_system>> all;
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(by_api, refunding, testing::Values("1.0", "2.0"), [](const auto& api) {
    return api.param == std::string("1.0") ? "v1" : "v2";
});

TEST_P(refunding, an_answer_that_is_lost_is_unknown_and_never_a_second_refund) {
    const std::string id = postcard();
    system_->fault(R"({"call":"refund","fault":"act_no_answer","times":1})");
    // else the audit tells the outcome before the answer is given up
    system_->fault(R"({"call":"callback_refund_audit","fault":"delay","ms":3000,"times":1})");
    const reply lost = refund(id);
    EXPECT_EQ(at(lost, "code"), "10003") << lost.body;
    EXPECT_EQ(at(lost, "data.state"), "unknown");
    EXPECT_EQ(at(lost, "data.refund_id"), id + "-all-1");
    EXPECT_TRUE(ends_refunded(id));
    const reply again = refund(id);
    EXPECT_EQ(at(again, "data.repeated"), "true") << again.body;
    EXPECT_EQ(refunds_at_baidu(id), 1);
}

TEST_P(refunding, a_definite_no_releases_the_amount) {
    const std::string id = postcard();
    system_->fault(
        concat(R"({"call":"refund","fault":"error","errno":)", definite_no(), R"(,"times":1})"));
    const reply refused = refund(id, "&amount=60&refund_id=" + id + "-x");
    EXPECT_EQ(at(refused, "code"), "10002") << refused.body;
    EXPECT_EQ(refunds_at_baidu(id), 0);
    const reply same = refund(id, "&amount=60&refund_id=" + id + "-x");
    EXPECT_EQ(at(same, "code"), "10002") << same.body;
    EXPECT_EQ(at(refused, "data.repeated"), "");
    EXPECT_EQ(at(same, "data.repeated"), "true");
    const reply other = refund(id, "&amount=100&refund_id=" + id + "-y");
    EXPECT_EQ(at(other, "code"), "0") << other.body;
}

TEST_P(refunding, an_indefinite_error_keeps_the_amount_reserved) {
    const std::string id = postcard();
    system_->fault(R"({"call":"refund","fault":"error","errno":10003,"times":1})");
    const reply unclear = refund(id, "&amount=60&refund_id=" + id + "-x");
    EXPECT_EQ(at(unclear, "code"), "10003") << unclear.body;
    EXPECT_EQ(at(unclear, "data.state"), "unknown");
    const std::string alert =
        concat(" WARN alert refund_unknown refund_id=", id, "-x tp_order_id=", id,
               " order_id=", order_id_of(id), " amount=60\n");
    EXPECT_TRUE(
        local_system::eventually([&] { return system_->logs().find(alert) != std::string::npos; }));
    EXPECT_EQ(at(refund(id, "&amount=60&refund_id=" + id + "-y"), "code"), "20002");
}

TEST_P(refunding, fifty_taps_at_once_are_one_refund) {
    const std::string id = postcard();
    std::vector<std::thread> taps;
    for (int i = 0; i < 50; ++i) taps.emplace_back([&id] { refund(id); });
    for (std::thread& each : taps) each.join();
    EXPECT_TRUE(ends_refunded(id));
    EXPECT_EQ(refunds_at_baidu(id), 1);
}

TEST_P(refunding, of_fifty_refunds_of_60_on_a_payment_of_100_one_goes_through) {
    const std::string id = postcard();
    std::vector<std::string> codes(50);
    std::vector<std::thread> askers;
    for (size_t i = 0; i < codes.size(); ++i)
        askers.emplace_back([&id, &code = codes[i], i] {
            code = at(refund(id, "&amount=60&refund_id=" + id + "-" + std::to_string(i)), "code");
        });
    for (std::thread& each : askers) each.join();
    EXPECT_EQ(std::count(codes.begin(), codes.end(), "0"), 1);
    EXPECT_EQ(std::count(codes.begin(), codes.end(), "20002"), 49);
    EXPECT_EQ(refunds_at_baidu(id), 1);
}

TEST_P(refunding, a_discounted_payment_is_refunded_whole_or_not_at_all) {
    const std::string id = system_->pay(system_->new_order("?goods_id=postcard"), "&pay_money=80");
    EXPECT_EQ(at(refund(id, "&amount=50"), "code"), "20004");
    const reply whole = refund(id);
    EXPECT_EQ(at(whole, "code"), "0") << whole.body;
    EXPECT_TRUE(ends_refunded(id));
}

TEST_P(refunding, a_refund_that_nobody_here_asked_for_is_left_undecided) {
    const std::string id = postcard();
    const reply asked = system_->sandbox_post(
        "/sandbox/refund", R"({"tp_order_id":")" + id + R"(","amount":100,"by":"user"})");
    EXPECT_EQ(asked.status, 200) << asked.body;
    EXPECT_TRUE(local_system::eventually(
        [&] { return system_->logs().find("alert refund_requested") != std::string::npos; }));
    EXPECT_NE(system_->sandbox_get("/sandbox/state").body.find(R"(auditStatus\":3)"),
              std::string::npos);
}

TEST_P(refunding, a_status_that_baidu_does_not_answer_comes_from_the_ledger) {
    const std::string id = postcard();
    system_->fault(R"({"call":"order_query","fault":"error","errno":10003,"times":1})");
    const reply got = system_->get("/pay/status?tp_order_id=" + id);
    EXPECT_EQ(at(got, "data.payStatus.statusNum"), "1") << got.body;
    EXPECT_EQ(at(got, "data.source"), "ledger");
}

}  // namespace
}  // namespace swan::e2e
