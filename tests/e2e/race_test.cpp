// The same money from many sides at the same time, over two worker processes on one database.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "lifecycle/at_once.h"
#include "local_system.h"
#include "notify.h"
#include "second_worker.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

constexpr int kAtOnce = 50;

class race : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        system_ = std::make_unique<local_system>(
            local_system::settings{.server_json = R"({"upstream_timeout_ms":1000})",
                                   .sandbox_json = R"({"refund_query_lag_s":0})"});
        second_ = std::make_unique<second_worker>(*system_);
    }
    static void TearDownTestSuite() {
        second_.reset();
        system_.reset();
    }
    void TearDown() override { system_->clear_faults(); }

    static sql database() {
        return sql("sqlite3:" + (system_->folder() / "data/swan.db").string());
    }
    static std::string postcard() { return system_->pay(system_->new_order("?goods_id=postcard")); }
    static reply refund(const std::string& id, const std::string& more) {
        return system_->get("/pay/refund?tp_order_id=" + id + more);
    }
    static std::string by_hand(const std::string& id, const std::string& more) {
        const reply got = system_->sandbox_post(
            "/sandbox/callback", concat(R"({"tp_order_id":")", id, "\",", more, "}"));
        return at(got, "body");
    }
    // What Baidu's side has refunded or is refunding of an order, one number a refund.
    static std::vector<std::string> refunds_at_baidu(const std::string& id) {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        const auto parsed = json::document::parse_object(state);
        std::vector<std::string> all;
        for (const json::value& each : parsed.root().find("refunds")->elements())
            if (each.find("tpOrderId")->text() == id)
                all.push_back(concat(each.find("money")->dump(), " ", each.find("status")->dump()));
        return all;
    }
    static int64_t reserved(sql& db, const std::string& id) {
        return db.query_one("select reserved from payments where tp_order_id = :id", "i", {id})
            .value()
            .number(0);
    }

    static inline std::unique_ptr<local_system> system_;
    static inline std::unique_ptr<second_worker> second_;
};

TEST_F(race, of_fifty_same_callbacks_is_one_payment_and_one_answer) {
    const json::document order = system_->new_order("?goods_id=postcard");
    const std::string id = at(order.root().dump(), "data.tpOrderId");
    const std::string body =
        encode_form(signed_by_baidu(*system_, notify_of(order, "8124524518409501")));
    const auto answers = all_of(begin_at_once(
        kAtOnce, [&](int) { return system_->post("/pay/callback/succ", body).body; }));
    for (const std::string& each : answers)
        EXPECT_EQ(each, R"({"errno":0,"msg":"success","data":{"isConsumed":2}})");
    sql db = database();
    EXPECT_EQ(
        db.query_one("select count(*) from payments where tp_order_id = :id", "i", {id})->number(0),
        1);
    EXPECT_EQ(
        db.query_one("select count(*) from messages where subject = :id", "i", {"8124524518409501"})
            ->number(0),
        1);
}

TEST_F(race, of_fifty_refunds_of_60_on_100_exactly_one_reaches_baidu) {
    const std::string id = postcard();
    const auto codes = all_of(begin_at_once(kAtOnce, [&](int i) {
        return at(refund(id, concat("&amount=60&refund_id=", id, "-", i)), "code");
    }));
    EXPECT_EQ(std::count(codes.begin(), codes.end(), "0"), 1);
    EXPECT_EQ(std::count(codes.begin(), codes.end(), "20002"), kAtOnce - 1);
    const auto there = refunds_at_baidu(id);
    ASSERT_EQ(there.size(), 1u) << testing::PrintToString(there);
    EXPECT_TRUE(there[0].starts_with("60 ")) << there[0];
    sql db = database();
    EXPECT_EQ(reserved(db, id), 60);
}

constexpr size_t kAudit = 0;
constexpr size_t kNotify = 1;

void expect_answer(size_t to, const std::string& body) {
    if (to == kAudit) {
        EXPECT_EQ(at(body, "data.auditStatus"), "1") << body;
        EXPECT_EQ(at(body, "data.calculateRes.refundPayMoney"), "60") << body;
    } else if (to == kNotify) {
        EXPECT_EQ(at(body, "errno"), "0") << body;
    } else {
        const std::set<std::string> expected = {"0", "10003"};
        EXPECT_TRUE(expected.contains(at(body, "code"))) << body;
    }
}

// A refund whose answer was lost, told by audit, notify and query at the same time.
TEST_F(race, of_audit_notify_and_query_each_answers_as_if_it_were_alone) {
    for (int round = 0; round < 3; ++round) {
        const std::string id = postcard();
        system_->fault(R"({"call":"callback_refund_audit","fault":"drop"})");
        system_->fault(R"({"call":"callback_refund","fault":"drop"})");
        system_->fault(R"({"call":"refund","fault":"act_no_answer","times":1})");
        const std::string asked = "&amount=60&refund_id=" + id + "-x";
        ASSERT_EQ(at(refund(id, asked), "code"), "10003");

        const auto answers = all_of(begin_at_once(30, [&](int i) {
            if (i % 3 == kAudit) return by_hand(id, R"("kind":"refund_audit","sign":"good")");
            if (i % 3 == kNotify) return by_hand(id, R"("kind":"refund","refundStatus":"1")");
            return refund(id, asked).body;
        }));
        for (size_t i = 0; i < answers.size(); ++i) expect_answer(i % 3, answers[i]);
        sql db = database();
        const auto rows = db.query(
            "select state, amount, batch_id from refunds"
            " where tp_order_id = :id",
            "iit", {id});
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].number(0), 8) << "done: a notify said so";
        EXPECT_EQ(rows[0].number(1), 60);
        EXPECT_NE(rows[0].text(2), "");
        EXPECT_EQ(reserved(db, id), 60);
        EXPECT_EQ(refunds_at_baidu(id).size(), 1u);
        system_->clear_faults();
    }
}

}  // namespace
}  // namespace swan::e2e
