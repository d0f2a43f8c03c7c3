// A store that was restored from an older copy is made good by what Baidu says.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "local_system.h"
#include "process.h"
#include "service/store/sql.h"
#include "stored_jobs.h"

namespace swan::e2e {
namespace {

namespace fs = std::filesystem;

class recovery : public testing::Test {
  protected:
    outcome run(std::vector<std::string> what) {
        std::vector<std::string> all{local_system::build() / "swanctl"};
        all.insert(all.end(), what.begin(), what.end());
        all.insert(all.end(), {"--json", "--conf", (system_.folder() / "conf").string()});
        return run_to_end(all, system_.folder());
    }
    std::string told(const std::string& path) { return at(run({"recover"}).out, path); }
    void copy_database(const fs::path& from, const fs::path& to) {
        fs::create_directories(to);
        for (const char* end : {"", "-wal", "-shm"}) {
            const std::string file = concat("swan.db", end);
            fs::remove(to / file);
            if (fs::exists(from / file)) fs::copy_file(from / file, to / file);
        }
    }
    fs::path data() { return system_.folder() / "data"; }
    fs::path backup() { return system_.folder() / "backup"; }

    json::document fresh() { return system_.new_order("?goods_id=postcard"); }
    reply refund(const std::string& id, const std::string& more) {
        return system_.get(concat("/pay/refund?tp_order_id=", id, more));
    }
    void await_refund(const std::string& id) {
        EXPECT_TRUE(local_system::eventually([&] {
            return at(system_.get("/pay/status?tp_order_id=" + id),
                      "data.refundStatus.statusNum") == "2";
        })) << id;
    }
    std::string text(sql::literal query, const std::string& id) {
        sql db("sqlite3:" + (data() / "swan.db").string());
        db.begin_read();
        const auto row = db.query_one(query, "t", {id});
        db.commit();
        return row ? row->text(0) : "";
    }
    // Those that Baidu did not answer, as while nginx was not up yet, wait a minute.
    void make_due() {
        sql db("sqlite3:" + (data() / "swan.db").string());
        db.begin_write();
        e2e::make_due(db, job_kind::recover);
        db.commit();
    }

    local_system system_{local_system::settings{
        .server_json = R"({"unasked_refund":"approve","queries_a_second":1000})",
        .sandbox_json = R"({"refund_query_lag_s":0})"}};
};

TEST_F(recovery, books_what_was_paid_and_refunded_since_the_backup) {
    const std::string partly = system_.pay(fresh());
    const json::document order = fresh();
    const std::string whole = at(order.root().dump(), "data.tpOrderId");
    const json::document second = fresh();
    const std::string unpaid = at(fresh().root().dump(), "data.tpOrderId");
    system_.stop("worker");
    copy_database(data(), backup());
    system_.restart();

    const std::string paid = system_.pay(second);
    system_.pay(order);
    ASSERT_EQ(at(refund(partly, "&amount=60&refund_id=part"), "code"), "0");
    ASSERT_EQ(system_
                  .sandbox_post("/sandbox/refund",
                                concat(R"({"tp_order_id":")", whole, R"(","by":"console"})"))
                  .status,
              200);
    await_refund(partly);
    await_refund(whole);

    system_.stop("worker");
    copy_database(backup(), data());
    EXPECT_EQ(run({"recover", "--since", "1h"}).status, 75) << "no worker runs";
    system_.restart();
    EXPECT_TRUE(local_system::eventually([&] {
        make_due();
        return told("recovering") == "Baidu was asked about every order";
    })) << run({"recover"}).out;
    EXPECT_EQ(told("to_ask"), "0");
    EXPECT_EQ(told("refunds_without_amount"), "2");
    EXPECT_EQ(at(refund(partly, "&amount=60&refund_id=part"), "code"), "10004");
    const outcome compared = run({"compare", "--since", "1h"});
    EXPECT_EQ(compared.status, 0) << compared.out;
    EXPECT_EQ(at(compared.out, "compared"), "4");

    const outcome done = run({"recover", "--done"});
    EXPECT_EQ(done.status, 0) << done.out << done.err;
    EXPECT_EQ(at(refund(partly, "&amount=60&refund_id=part"), "code"), "20003") << "not twice";
    EXPECT_EQ(at(refund(partly, "&amount=10&refund_id=more"), "code"), "20002")
        << "nobody has told how much is left";
    EXPECT_EQ(run({"refund", "part", "amount", "60"}).status, 0);
    EXPECT_EQ(at(refund(partly, "&amount=50&refund_id=more"), "code"), "20002");
    EXPECT_EQ(at(refund(partly, "&amount=40&refund_id=rest"), "code"), "0");
    const std::string batch = text("select batch_id from refunds where tp_order_id = :id", whole);
    EXPECT_EQ(run({"refund", batch, "amount", "100"}).status, 0);
    EXPECT_EQ(at(refund(whole, "&amount=1"), "code"), "20002");
    EXPECT_EQ(at(refund(paid, "&amount=100"), "code"), "0");
    EXPECT_EQ(at(system_.get("/pay/status?tp_order_id=" + unpaid), "data.payStatus.statusNum"),
              "-1");
}

TEST_F(recovery, does_not_end_while_baidu_does_not_answer) {
    system_.pay(fresh());
    system_.fault(R"({"call":"order_query","fault":"error","times":0})");
    EXPECT_EQ(at(run({"recover", "--since", "1h"}).out, "to_ask"), "1");
    EXPECT_TRUE(local_system::eventually([&] { return told("asked_in_vain") == "1"; }));
    EXPECT_EQ(told("recovering"), "Baidu is being asked");
    const outcome early = run({"recover", "--done"});
    EXPECT_EQ(early.status, 1);
    EXPECT_NE(early.out.find("1 orders"), std::string::npos) << early.out;
    system_.clear_faults();
    EXPECT_TRUE(local_system::eventually([&] {
        make_due();
        return told("to_ask") == "0";
    }));
    EXPECT_EQ(run({"recover", "--done"}).status, 0);
    EXPECT_EQ(told("recovering"), "no");
}

TEST_F(recovery, ends_by_force_at_any_time) {
    system_.pay(fresh());
    system_.fault(R"({"call":"order_query","fault":"error","times":0})");
    EXPECT_EQ(run({"recover", "--since", "1h"}).status, 0);
    EXPECT_EQ(run({"recover", "--done", "--force"}).status, 0);
    EXPECT_EQ(told("recovering"), "no");
    EXPECT_EQ(told("to_ask"), "0");
    EXPECT_EQ(run({"recover", "--force"}).status, 64);
}

}  // namespace
}  // namespace swan::e2e
