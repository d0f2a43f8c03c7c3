// Refunds that go on when nobody asks: by the schedule, whose jobs a test makes due.
#include <gtest/gtest.h>

#include <csignal>
#include <memory>

#include "base/text.h"
#include "local_system.h"
#include "service/store/jobs.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

constexpr int64_t kAccepted = stored(refund::status::accepted);
constexpr int64_t kDone = stored(refund::status::done);
using verdict = payment::judgement;

class refund_schedule : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        local_system::settings how;
        how.server_json = R"({"upstream_timeout_ms":1000})";
        system_ = std::make_unique<local_system>(how);
    }
    static void TearDownTestSuite() { system_.reset(); }
    void TearDown() override { system_->clear_faults(); }

    static reply refund(const std::string& id, const std::string& more) {
        return system_->get("/pay/refund?tp_order_id=" + id + more);
    }
    static std::string postcard() { return system_->pay(system_->new_order("?goods_id=postcard")); }

    // The workers' database, as a process of its own.
    static std::unique_ptr<sql> database() {
        return std::make_unique<sql>("sqlite3:" + (system_->folder() / "data/swan.db").string());
    }
    static int64_t number(sql::literal text, std::string_view subject) {
        const auto db = database();
        db->begin_read();
        const auto row = db->query_one(text, "i", {subject});
        db->commit();
        return row ? row->number(0) : -1;
    }
    template <class... Values>
    static void change(sql::literal text, const Values&... values) {
        const auto db = database();
        db->begin_write();
        db->execute(text, {values...});
        db->commit();
    }
    static int64_t state_of(const std::string& refund_id) {
        return number("select state from refunds where refund_id = :id", refund_id);
    }
    static void make_due(const std::string& subject) {
        change("update jobs set due_ms = 0 where subject = :id", subject);
    }
    // Looked at by the schedule until it is in that state. Baidu repeats an audit that was lost
    // only after some seconds.
    static bool comes_to(int64_t state, const std::string& refund_id) {
        const auto is_there = [&] {
            make_due(refund_id);
            return state_of(refund_id) == state;
        };
        return local_system::eventually(is_there, 30);
    }
    static int refunds_at_baidu(const std::string& id) {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        const json::document parsed = json::document::parse_object(state);
        int count = 0;
        for (const json::value& each : parsed.root().find("refunds")->elements())
            count += each.find("tpOrderId")->text() == id;
        return count;
    }
    static void lose_an_answer(const std::string& id, const std::string& more) {
        system_->fault(R"({"call":"refund","fault":"act_no_answer","times":1})");
        EXPECT_EQ(at(refund(id, more), "code"), "10003");
    }

    static inline std::unique_ptr<local_system> system_;
};

TEST_F(refund_schedule, takes_a_lost_outcome_from_baidus_list) {
    const std::string id = postcard();
    system_->fault(R"({"call":"callback_refund_audit","fault":"drop"})");
    lose_an_answer(id, "&amount=40&refund_id=" + id + "-a");
    EXPECT_TRUE(comes_to(kAccepted, id + "-a"));
    EXPECT_EQ(refunds_at_baidu(id), 1);
    system_->clear_faults();
    EXPECT_TRUE(comes_to(kDone, id + "-a"));
    EXPECT_EQ(number("select count(*) from jobs where subject = :id", id + "-a"), 0);
}

TEST_F(refund_schedule, sends_what_waited_also_after_its_worker_was_killed) {
    const std::string id = postcard();
    system_->fault(R"({"call":"callback_refund_audit","fault":"drop"})");
    lose_an_answer(id, "&amount=40&refund_id=" + id + "-a");
    const reply waits = refund(id, "&amount=60&refund_id=" + id + "-b");
    EXPECT_EQ(at(waits, "code"), "10004") << waits.body;
    EXPECT_EQ(at(waits, "data.state"), "reserved");
    system_->signal("worker", SIGKILL);
    system_->clear_faults();
    system_->restart();
    EXPECT_TRUE(comes_to(kDone, id + "-a"));
    EXPECT_TRUE(comes_to(kDone, id + "-b"));
    EXPECT_EQ(refunds_at_baidu(id), 2);
}

TEST_F(refund_schedule, gives_back_what_baidu_did_not) {
    const std::string id = postcard();
    const auto paid_as = [&](sql& db) {
        return db.query_one("select order_id from payments where tp_order_id = :id", "t", {id})
            ->text(0);
    };
    const std::string order_id = paid_as(*database());
    // As if the notify had been answered isErrorOrder half an hour ago, and Baidu had not heard it.
    change("update payments set verdict = :verdict, is_error_order = 1 where order_id = :id",
           stored(verdict::mismatch), order_id);
    change(
        "insert into jobs (app, kind, subject, since_ms, due_ms, leased_ms, attempts)"
        " select app, :kind, order_id, created_ms, 0, 0, 0 from payments where order_id = :id",
        stored(job_kind::give_back), order_id);
    EXPECT_TRUE(local_system::eventually([&] { return state_of(order_id + "E") > 0; }));
    EXPECT_TRUE(comes_to(kDone, order_id + "E"));
    EXPECT_EQ(refunds_at_baidu(id), 1);
    EXPECT_TRUE(local_system::eventually([&] {
        make_due(order_id);
        return number("select count(*) from jobs where subject = :id", order_id) == 0;
    }));
    EXPECT_EQ(refunds_at_baidu(id), 1);
}

TEST_F(refund_schedule, tells_of_what_was_not_given_back_within_an_hour) {
    const std::string id = postcard();
    system_->fault(R"({"call":"callback_refund_audit","fault":"drop"})");
    change(
        "update payments set verdict = :verdict, is_error_order = 1, order_id = order_id || '0'"
        " where tp_order_id = :id",
        stored(verdict::mismatch), id);
    change(
        "insert into jobs (app, kind, subject, since_ms, due_ms, leased_ms, attempts)"
        " select app, :kind, order_id, created_ms - 3600000, 0, 0, 0 from payments"
        " where tp_order_id = :id",
        stored(job_kind::give_back), id);
    EXPECT_TRUE(local_system::eventually([] {
        return system_->logs().find("alert not_given_back order_id=") != std::string::npos;
    }));
}

TEST_F(refund_schedule, learns_who_paid_before_it_sends) {
    const std::string id = postcard();
    change("update payments set user_id = '' where tp_order_id = :id", id);
    const reply waits = refund(id, "&amount=40&refund_id=" + id + "-a");
    EXPECT_EQ(at(waits, "code"), "10002") << waits.body;
    EXPECT_EQ(at(waits, "data.state"), "reserved");
    EXPECT_NE(at(waits, "err_msg").find("whose payment"), std::string::npos) << waits.body;
    EXPECT_TRUE(comes_to(kDone, id + "-a"));
    EXPECT_EQ(refunds_at_baidu(id), 1);
}

TEST_F(refund_schedule, tells_of_a_refund_that_does_not_end) {
    const std::string id = postcard();
    system_->fault(R"({"call":"callback_refund","fault":"drop"})");
    EXPECT_EQ(at(refund(id, "&amount=40&refund_id=" + id + "-a"), "code"), "0");
    system_->fault(R"({"call":"refund_query","fault":"error","errno":10003})");
    change("update refunds set created_ms = created_ms - 86400000 where tp_order_id = :id", id);
    make_due(id + "-a");
    const std::string alert = concat("alert refund_not_ended refund_id=", id, "-a");
    EXPECT_TRUE(
        local_system::eventually([&] { return system_->logs().find(alert) != std::string::npos; }));
    const auto looks = [&] {
        return number("select attempts from jobs where subject = :id", id + "-a");
    };
    const int64_t before = looks();
    EXPECT_TRUE(local_system::eventually([&] {
        make_due(id + "-a");
        return looks() >= before + 2;  // the one before the last has ended
    }));
    const std::string log = system_->logs();
    EXPECT_EQ(log.find(alert), log.rfind(alert)) << "told again before its hour";
}

TEST_F(refund_schedule, tells_of_a_request_that_nobody_decides) {
    const std::string id = postcard();
    system_->sandbox_post("/sandbox/refund",
                          R"({"tp_order_id":")" + id + R"(","amount":40,"by":"user"})");
    const auto batch = [&] {
        const auto db = database();
        db->begin_read();
        const auto row =
            db->query_one("select refund_id from refunds where tp_order_id = :id", "t", {id});
        db->commit();
        return row ? row->text(0) : std::string();
    };
    ASSERT_TRUE(local_system::eventually([&] { return !batch().empty(); }));
    const std::string alert = concat("alert refund_undecided refund_id=", batch());
    EXPECT_EQ(system_->logs().find(alert), std::string::npos);
    change("update refunds set created_ms = created_ms - 86400000 where tp_order_id = :id", id);
    make_due(batch());
    EXPECT_TRUE(
        local_system::eventually([&] { return system_->logs().find(alert) != std::string::npos; }));
}

// ---- how much may go back

TEST(refund_limit, holds_for_a_day_and_a_repetition_is_free) {
    local_system::settings how;
    how.server_json = R"({"refunds_a_day":60})";
    const local_system system(how);
    const std::string id = system.pay(system.new_order("?goods_id=postcard"));
    const std::string first = "/pay/refund?tp_order_id=" + id + "&amount=40&refund_id=a";
    EXPECT_EQ(at(system.get(first), "code"), "0");
    const reply second = system.get("/pay/refund?tp_order_id=" + id + "&amount=21&refund_id=b");
    EXPECT_EQ(at(second, "code"), "10004") << second.body;
    EXPECT_EQ(at(system.get(first), "data.repeated"), "true");
    EXPECT_TRUE(local_system::eventually(
        [&] { return system.logs().find("alert refund_limit app=") != std::string::npos; }));
}

}  // namespace
}  // namespace swan::e2e
