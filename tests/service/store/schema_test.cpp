#include "service/store/schema.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/config.h"
#include "temporary_database.h"

namespace swan {
namespace {

using test::temporary_database;

std::set<std::string> tables(sql& db) {
    std::set<std::string> names;
    for (const auto& row : db.query("select name from sqlite_master where type = 'table'", "t"))
        names.insert(row.text(0));
    return names;
}

// Takes back what the steps after the fifth did.
void undo_later_steps(sql& db) {
    for (const char* table : {"jobs", "events", "commands", "counters", "error_orders"})
        db.run_once(std::string("drop table ") + table);
    for (const char* column : {"orders drop column closed_ms", "payments drop column unsettled",
                               "refunds drop column sent_by", "refunds drop column absences",
                               "refunds drop column absent_ms"})
        db.run_once(std::string("alter table ") + column);
}

int64_t version(sql& db) {
    return db.query_one("select version from schema_version", "i")->number(0);
}

TEST(SchemaTest, MakesTheTables) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const std::set<std::string> expected = {
        "access_tokens", "apps",    "commands", "counters",      "error_orders",
        "events",        "jobs",    "messages", "orders",        "payments",
        "quarantine",    "refunds", "sessions", "schema_version"};
    EXPECT_EQ(tables(db), expected);
}

TEST(SchemaTest, ASecondTimeChangesNothing) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const int64_t first = version(db);
    const int64_t app = app_number(db, "app-key");
    migrate(db);
    sql later(files.where());
    migrate(later);
    EXPECT_EQ(version(later), first);
    EXPECT_EQ(app_number(later, "app-key"), app);
}

TEST(SchemaTest, AnOlderSchemaGetsTheStepsItLacks) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const int64_t newest = version(db);
    undo_later_steps(db);
    for (const char* index :
         {"orders_by_customer", "payments_by_order", "refunds_by_batch", "refunds_by_payment"})
        db.run_once(std::string("drop index ") + index);
    for (const char* table : {"quarantine", "access_tokens"})
        db.run_once(std::string("drop table ") + table);
    db.execute("update schema_version set version = 1");
    migrate(db);
    EXPECT_EQ(version(db), newest);
    EXPECT_TRUE(db.query_one(
        "select 1 from sqlite_master where type = 'index' and name = 'refunds_by_batch'", "i"));
}

TEST(SchemaTest, WhatIsInTheQuarantineStaysThereWhenItsKeyGrows) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    undo_later_steps(db);
    for (const char* table : {"quarantine", "access_tokens"})
        db.run_once(std::string("drop table ") + table);
    db.run_once(
        "create table quarantine (app bigint not null, tp_order_id varchar(64) not null,"
        " body varchar(8192) not null, received_ms bigint not null,"
        " primary key (app, tp_order_id))");
    db.run_once("create index quarantine_by_time on quarantine (app, received_ms)");
    db.execute("insert into quarantine values (1, '17', 'the forgery', 5)");
    db.execute("update schema_version set version = 3");
    migrate(db);
    const auto row = db.query_one("select tp_order_id, order_id, body from quarantine", "ttt");
    ASSERT_TRUE(row);
    EXPECT_EQ(row->text(0) + "/" + row->text(1) + "/" + row->text(2), "17//the forgery");
    EXPECT_EQ(tables(db).count("quarantine_by_order"), 0u);
}

// The planner may refuse an index that leaves rows out.
TEST(SchemaTest, EveryLookUpOfTheLedgerUsesAnIndex) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const auto plan = [](std::vector<sql::row> rows) {
        std::string text;
        for (const auto& row : rows) text += row.text(3) + "\n";
        return text;
    };
    const auto by_merchant = plan(db.query(
        "explain query plan select * from orders where app = :app and merchant_order_id = :id",
        "iiit", {int64_t{1}, std::string_view("m")}));
    EXPECT_NE(by_merchant.find("orders_by_merchant"), std::string::npos) << by_merchant;
    const auto by_customer =
        plan(db.query("explain query plan select 1 from orders where app = :app and open_id = :open"
                      " and state = 1 and created_ms > :since limit :most",
                      "iiit", {int64_t{1}, std::string_view("user"), int64_t{0}, int64_t{20}}));
    EXPECT_NE(by_customer.find("orders_by_customer"), std::string::npos) << by_customer;
    const auto by_batch = plan(
        db.query("explain query plan select * from refunds where app = :app and batch_id = :id",
                 "iiit", {int64_t{1}, std::string_view("batch")}));
    EXPECT_NE(by_batch.find("refunds_by_batch"), std::string::npos) << by_batch;
}

TEST(SchemaTest, ANewerSchemaIsRefusedAndLeftAlone) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    db.execute("update schema_version set version = 1000");
    EXPECT_THROW(migrate(db), config_error);
    EXPECT_EQ(version(db), 1000);
    db.begin_write();  // no transaction was left open
    db.rollback();
}

TEST(SchemaTest, AStepThatFailsLeavesNothingBehind) {
    const temporary_database files;
    sql db(files.where());
    db.run_once("create table messages (something_else integer)");
    EXPECT_THROW(migrate(db), sql_error);
    EXPECT_EQ(tables(db), std::set<std::string>{"messages"});
}

TEST(SchemaTest, SeveralMayApplyTheStepsAtOnce) {
    const temporary_database files;
    std::vector<std::thread> threads;
    std::vector<int64_t> numbers(4);
    for (auto& number : numbers)
        threads.emplace_back([&files, &number] {
            sql db(files.where());
            migrate(db);
            number = app_number(db, "app-key");
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(numbers, std::vector<int64_t>(4, 1));
}

TEST(SchemaTest, AnAppKeepsItsNumber) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const int64_t first = app_number(db, "first");
    const int64_t second = app_number(db, "second");
    EXPECT_NE(first, second);
    EXPECT_NE(app_number(db, "First"), first);
    EXPECT_EQ(app_number(db, "first"), first);
    EXPECT_EQ(app_number(db, "second"), second);
}

TEST(SchemaTest, AMerchantOrderIdAndABatchAreUniqueWithinAnApp) {
    const temporary_database files;
    sql db(files.where());
    migrate(db);
    const auto order = [&db](int64_t app, std::string_view id, sql::arg merchant_order_id) {
        db.execute(
            "insert into orders (app, tp_order_id, state, total_amount, deal_id, title, goods_id,"
            " count, merchant_order_id, return_data, created_ms, paid_ms)"
            " values (:app, :id, 0, 1, '1', '', '', 1, :merchant_order_id, '', 0, 0)",
            {app, id, merchant_order_id});
    };
    order(1, "a", nullptr);
    order(1, "b", nullptr);
    order(1, "c", std::string_view("m"));
    order(2, "c", std::string_view("m"));
    EXPECT_THROW(order(1, "d", std::string_view("m")), sql_error);
    EXPECT_THROW(order(1, "a", std::string_view("n")), sql_error);
}

}  // namespace
}  // namespace swan
