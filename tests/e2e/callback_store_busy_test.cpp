// Baidu's messages while the store cannot commit: nothing is promised, and nothing is kept.
#include <gtest/gtest.h>

#include <functional>

#include "local_system.h"
#include "notify.h"
#include "raw_http.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

int64_t count(sql& db, sql::literal query) { return db.query_one(query, "i").value().number(0); }

sql database_of(const local_system& system) {
    return sql("sqlite3:" + (system.folder() / "data/swan.db").string());
}

TEST(callback_store_busy, refuses_in_time_keeps_nothing_and_books_the_repetition) {
    local_system system;  // callback_commit_ms: 1000
    const std::string order_id = "8124524518409500";
    const field_list fields =
        signed_by_baidu(system, notify_of(system.new_order("?goods_id=tea"), order_id));
    const auto notify = [&] { return system.post("/pay/callback/succ", encode_form(fields)); };

    sql db = database_of(system);
    db.begin_write();  // BEGIN IMMEDIATE: nobody else writes
    const auto begun = clock::now();
    const reply refused = notify();
    const auto took = clock::now() - begun;
    db.rollback();
    EXPECT_EQ(refused.status, 200);
    EXPECT_EQ(at(refused, "errno"), "10000") << refused.body;
    EXPECT_EQ(at(refused, "data"), "{}");
    EXPECT_GE(took, 900ms);
    EXPECT_LT(took, 2s);

    // Committed after it, so what was refused has had its turn.
    system.new_order();
    EXPECT_EQ(count(db, "select count(*) from payments"), 0);
    EXPECT_EQ(count(db, "select count(*) from messages"), 0);
    EXPECT_EQ(count(db, "select count(*) from orders where state <> 1"), 0);

    EXPECT_EQ(notify().body, R"({"errno":0,"msg":"success","data":{"isConsumed":2}})");
    EXPECT_EQ(count(db, "select count(*) from payments where verdict = 1"), 1);
    EXPECT_EQ(count(db, "select count(*) from messages"), 1);
}

// What Baidu says of a refund that nobody here asked for.
struct told_of_refund {
    explicit told_of_refund(const local_system& system) {
        const std::string id = system.pay(system.new_order("?goods_id=postcard"));
        const std::string state = system.sandbox_get("/sandbox/state").body;
        const field_list both = {{"orderId", at(state, "orders.0.orderId")},
                                 {"userId", at(state, "orders.0.userId")},
                                 {"tpOrderId", id},
                                 {"refundBatchId", "8001"}};
        audit = end = both;
        audit.emplace_back("applyRefundMoney", "40");
        end.emplace_back("refundStatus", "1");
        audit = signed_by_baidu(system, audit);
        end = signed_by_baidu(system, end);
    }
    field_list audit;
    field_list end;
};

TEST(callback_store_busy, promises_nothing_about_a_refund_either) {
    local_system system;
    const told_of_refund told(system);
    const auto audit = [&] {
        return system.post("/pay/callback/refund_audit", encode_form(told.audit));
    };
    const auto end = [&] { return system.post("/pay/callback/refund", encode_form(told.end)); };
    sql db = database_of(system);
    const int64_t kept = count(db, "select count(*) from messages");
    for (const std::function<reply()>& each : {std::function<reply()>(audit), {end}}) {
        db.begin_write();
        const reply refused = each();
        db.rollback();
        EXPECT_EQ(refused.status, 200);
        EXPECT_EQ(at(refused, "errno"), "10000") << refused.body;
        EXPECT_EQ(at(refused, "data"), "{}");
        system.new_order();  // committed after it, so what was refused has had its turn
        EXPECT_EQ(count(db, "select count(*) from refunds"), 0);
        EXPECT_EQ(count(db, "select count(*) from messages"), kept);
    }
    EXPECT_EQ(at(audit(), "data.auditStatus"), "3");
    EXPECT_EQ(end().body, R"({"errno":0,"msg":"success","data":{}})");
    EXPECT_EQ(count(db, "select count(*) from refunds where state = 8 and amount = 40"), 1);
}

// when_unavailable: the only thing that every source calls "retry".
TEST(callback_store_busy, closes_the_connection_where_it_is_set_so) {
    local_system system({.server_json = R"({"when_unavailable":"close"})"});
    const told_of_refund told(system);
    const field_list notify =
        signed_by_baidu(system, notify_of(system.new_order(), "8124524518409501"));
    const auto post = [&](const std::string& path, const field_list& fields) {
        raw_connection to(system.port());
        to.send(bytes_of({"POST", path, encode_form(fields)}));
        return to.receive();
    };
    sql db = database_of(system);
    db.begin_write();
    EXPECT_EQ(post("/pay/callback/succ", notify), "");
    EXPECT_EQ(post("/pay/callback/refund_audit", told.audit), "");
    EXPECT_EQ(post("/pay/callback/refund", told.end), "");
    db.rollback();
    const std::string again = post("/pay/callback/succ", notify);
    EXPECT_NE(again.find(R"({"errno":0,"msg":"success")"), std::string::npos) << again;
    field_list forged = notify;
    set(forged, "totalMoney", "2");
    const std::string refused = post("/pay/callback/succ", forged);
    EXPECT_NE(refused.find(R"("errno":10000)"), std::string::npos) << "that is no outage";
}

}  // namespace
}  // namespace swan::e2e
