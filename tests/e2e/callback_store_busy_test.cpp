// A payment notify while the store cannot commit: nothing is promised, and nothing is kept.
#include <gtest/gtest.h>

#include "local_system.h"
#include "notify.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

int64_t count(sql& db, sql::literal query) { return db.query_one(query, "i").value().number(0); }

TEST(callback_store_busy, refuses_in_time_keeps_nothing_and_books_the_repetition) {
    local_system system;  // callback_commit_ms: 1000
    const std::string order_id = "8124524518409500";
    const field_list fields =
        signed_by_baidu(system, notify_of(system.new_order("?goods_id=tea"), order_id));
    const auto notify = [&] { return system.post("/pay/callback/succ", encode_form(fields)); };

    sql db("sqlite3:" + (system.folder() / "data/swan.db").string());
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

}  // namespace
}  // namespace swan::e2e
