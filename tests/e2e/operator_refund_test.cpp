// What went back neither by Baidu nor by the schedule, an operator has refunded.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "local_system.h"
#include "process.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

constexpr int64_t kDone = stored(refund::status::done);
constexpr int64_t kFailed = stored(refund::status::failed);

class operator_refund : public testing::Test {
  protected:
    std::string swanctl(std::vector<std::string> what, int status = 0) const {
        what.insert(what.begin(), local_system::build() / "swanctl");
        what.insert(what.end(), {"--json", "--conf", (system_.folder() / "conf").string()});
        const outcome got = run_to_end(what, system_.folder());
        EXPECT_EQ(got.status, status) << got.err << got.out;
        return got.out;
    }
    sql database() const { return sql("sqlite3:" + (system_.folder() / "data/swan.db").string()); }
    void make_due(const std::string& subject) const {
        database().execute("update jobs set due_ms = 0 where subject = :id", {subject});
    }
    bool has_jobs(const std::string& subject) const {
        sql db = database();
        return db.query_one("select 1 from jobs where subject = :id", "i", {subject}).has_value();
    }
    // Whether that refund comes to that state, looked at by the schedule.
    bool comes_to(int64_t state, const std::string& refund_id, const std::string& order_id) const {
        return local_system::eventually([&] {
            make_due(order_id);
            make_due(refund_id);
            sql db = database();
            const auto row =
                db.query_one("select state from refunds where refund_id = :id", "i", {refund_id});
            return row && row->number(0) == state;
        });
    }
    // Pays it once more; Baidu does not hear that it is to go back. Gives its orderId.
    std::string pay_again(const json::document& order) const {
        system_.fault(R"({"call":"callback_succ","fault":"drop","times":1})");
        const std::string id = system_.pay(order);
        const reply told = system_.sandbox_post(
            "/sandbox/callback",
            concat(R"({"kind":"succ","payTime":"1790000000","tp_order_id":")", id, "\"}"));
        EXPECT_NE(told.body.find(R"(isErrorOrder\":1)"), std::string::npos) << told.body;
        sql db = database();
        return db
            .query_one(
                "select order_id from payments where verdict = :verdict and tp_order_id = :id", "t",
                {stored(payment::judgement::duplicate), id})
            .value()
            .text(0);
    }

    // Baidu tells nothing a second time meanwhile.
    local_system system_{local_system::settings{.sandbox_json = R"({"time_scale":1})"}};
};

TEST_F(operator_refund, gives_back_a_duplicate_whose_own_refund_has_failed) {
    const json::document order = system_.new_order("?goods_id=postcard");
    const std::string id = system_.pay(order);
    const std::string twice = pay_again(order);
    system_.fault(R"({"call":"refund","fault":"error","errno":2002,"times":1})");
    ASSERT_TRUE(comes_to(kFailed, twice + "E", twice)) << swanctl({"order", id});
    EXPECT_TRUE(has_jobs(twice)) << "it is still to be given back";

    const std::string asked = swanctl({"refund", "ask", twice});
    EXPECT_EQ(at(asked, "order_id"), twice);
    EXPECT_EQ(at(asked, "tp_order_id"), id);
    EXPECT_EQ(at(asked, "amount"), "100");
    const std::string refund_id = at(asked, "refund_id");
    EXPECT_TRUE(comes_to(kDone, refund_id, twice)) << swanctl({"order", id});
    EXPECT_EQ(at(swanctl({"refund", "ask", twice}), "repeated"), "true");
    EXPECT_TRUE(local_system::eventually([&] {
        make_due(twice);
        return !has_jobs(twice);
    })) << "given back";

    const std::string all = swanctl({"order", twice});
    for (const std::string& part : {twice + "E", refund_id, "order_id=" + twice})
        EXPECT_NE(all.find(part), std::string::npos) << part << all;
    const reply status = system_.get("/pay/status?tp_order_id=" + id);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
    EXPECT_EQ(at(status, "data.refundStatus.statusNum"), "-1") << status.body;
    EXPECT_NE(at(swanctl({"refund", "ask", id}), "order_id"), twice) << "the payment that counts";
}

TEST_F(operator_refund, is_no_success_while_nobody_knows_of_it) {
    const std::string id = system_.pay(system_.new_order("?goods_id=postcard"));
    system_.fault(R"({"call":"callback_refund_audit","fault":"drop"})");
    system_.fault(R"({"call":"refund","fault":"error","errno":10003,"times":1})");
    const std::string first = swanctl({"refund", "ask", id, "--amount", "40"}, 1);
    EXPECT_EQ(at(first, "data.state"), "unknown") << first;
    EXPECT_NE(at(first, "error").find("looked up by itself"), std::string::npos) << first;
    const std::string second = swanctl({"refund", "ask", id, "--amount", "50"}, 1);
    EXPECT_EQ(at(second, "data.state"), "reserved") << second;
    EXPECT_NE(at(second, "error").find("waits for another"), std::string::npos) << second;
}

}  // namespace
}  // namespace swan::e2e
