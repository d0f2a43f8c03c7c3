// What the store does in time: syncs, deadlines and the locks of other processes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "store_harness.h"

namespace swan {
namespace {

using namespace test;
using namespace std::chrono_literals;

TEST_F(StoreTest, MoneyIsSyncedAndSessionsAreNot) {
    const auto level = [](sql& db) { return db.query_one("pragma synchronous", "i")->number(0); };
    EXPECT_EQ(run(loop, *base, access::durable, level), 2);
    EXPECT_EQ(run(loop, *base, access::write, level), 1);
    EXPECT_EQ(run(loop, *base, access::durable, level), 2);

    gate held(loop, *base);
    int64_t mixed = 0;
    auto session = start(access::write, [&](sql& db) { mixed = level(db); });
    auto money = start(access::durable, insert(1));
    held.open();
    session.get();
    money.get();
    EXPECT_EQ(mixed, 2);
}

int64_t syncs(sql& db) { return db.query_one("select syncs from schema_version", "i")->number(0); }

TEST_F(StoreTest, AWriteIsSyncedSoonWithoutADurableOne) {
    sql other(files.where());
    const int64_t before = syncs(other);
    const auto start_time = std::chrono::steady_clock::now();
    run(loop, *base, access::write, insert(1));
    while (syncs(other) == before && std::chrono::steady_clock::now() - start_time < 5s)
        std::this_thread::yield();
    EXPECT_EQ(syncs(other), before + 1);
}

TEST_F(StoreTest, AWriteIsSyncedWithTheNextDurableOneEvenIfThatChangesNothing) {
    const int64_t before = run(loop, *base, access::read, syncs);
    gate held(loop, *base);
    auto session = start(access::write, insert(1));
    held.open();
    session.get();
    run(loop, *base, access::durable, [](sql&) {});
    EXPECT_GT(run(loop, *base, access::read, syncs), before);
}

TEST_F(StoreTest, AWriteIsSyncedSoonWhateverFailsMeanwhile) {
    sql other(files.where());
    const int64_t before = syncs(other);
    const auto start_time = std::chrono::steady_clock::now();
    run(loop, *base, access::write, insert(1));
    while (syncs(other) == before && std::chrono::steady_clock::now() - start_time < 5s) {
        auto half_done = start(access::durable, [](sql& db) {
            insert(2)(db);
            throw error(code::busy, "busy");
        });
        EXPECT_EQ(error_of(half_done).number(), code::busy);
    }
    EXPECT_GT(syncs(other), before);
    EXPECT_LT(std::chrono::steady_clock::now() - start_time, 1s);
}

TEST_F(StoreTest, TellsTheWaiterInTimeWhileAnotherProcessHoldsTheLockAndDoesNothingLater) {
    sql other(files.where());
    other.begin_write();
    const auto start_time = std::chrono::steady_clock::now();
    auto late = start(access::durable, insert(1), 100ms);
    const auto failure = error_of(late);
    EXPECT_LT(std::chrono::steady_clock::now() - start_time, 900ms);
    EXPECT_EQ(failure.number(), code::sys_fail);
    EXPECT_EQ(failure.client_text(), "store too slow");
    other.rollback();
    run(loop, *base, access::durable, insert(2));
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{2}));
}

TEST_F(StoreTest, WhatHasBegunIsCommittedUnseenWhenItsWaiterGaveUp) {
    std::promise<void> go_on;
    std::atomic<bool> begun = false;
    auto slow = start(
        access::durable,
        [&](sql& db) {
            begun = true;
            insert(1)(db);
            go_on.get_future().wait();
        },
        300ms);
    EXPECT_EQ(error_of(slow).client_text(), "store too slow");
    EXPECT_TRUE(begun);
    go_on.set_value();
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1}));
}

TEST_F(StoreTest, AnOperationInTimeIsNotDisturbedByItsDeadline) {
    for (int64_t id = 1; id <= 50; ++id)
        EXPECT_NO_THROW(run(loop, *base, access::write, insert(id), 10s));
    EXPECT_EQ(stored_ids().size(), 50u);
}

TEST_F(StoreTest, ReadsDoNotWaitForAForeignLockNorEachWriteForItsOwn) {
    sql other(files.where());
    other.begin_write();
    std::vector<test::pending<void>> writes;
    const auto start_time = std::chrono::steady_clock::now();
    {
        gate held(loop, *base);
        for (int64_t id = 1; id <= 10; ++id) writes.push_back(start(access::durable, insert(id)));
        auto read = start(access::read, [](sql& db) { count(db); });
        held.open();
        read.get();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start_time, 900ms);  // a lock is waited for 1 s
    for (auto& write : writes) EXPECT_EQ(error_of(write).number(), code::sys_fail);
    EXPECT_LT(std::chrono::steady_clock::now() - start_time, 5s);
    other.rollback();
    EXPECT_EQ(stored_ids(), std::vector<int64_t>());
}

// Adds `times` to the counter, each addition a SELECT and an UPDATE in one transaction.
void add_as_another_process(const std::string& where, int times) {
    sql db(where);
    while (times > 0) {
        try {
            db.begin_write();
            const auto row = db.query_one("select value from counter", "i");
            db.execute("update counter set value = :value", {row->number(0) + 1});
            db.commit();
            --times;
        } catch (const sql_error&) {
            db.rollback();
        }
    }
}

TEST(StoreProcessTest, TwoProcessesWriteAtOnce) {
    constexpr int kTimes = 300;
    const test::temporary_database files;
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    // Before anything is opened: SQLite must not be taken over a fork.
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        char byte = 0;
        if (read(ready[0], &byte, 1) != 1) _exit(2);
        add_as_another_process(files.where(), kTimes);
        _exit(0);
    }
    test::loop_thread loop;
    store base(files.where());
    run(loop, base, access::durable, [](sql& db) {
        db.run_once("create table counter (value bigint not null)");
        db.execute("insert into counter (value) values (0)");
    });
    ASSERT_EQ(write(ready[1], "g", 1), 1);
    for (int i = 0; i < kTimes; ++i)
        run(loop, base, i % 2 == 0 ? access::durable : access::write, [](sql& db) {
            const auto row = db.query_one("select value from counter", "i");
            db.execute("update counter set value = :value", {row->number(0) + 1});
        });
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    close(ready[0]);
    close(ready[1]);
    EXPECT_EQ(
        run(loop, base, access::read,
            [](sql& db) { return db.query_one("select value from counter", "i")->number(0); }),
        2 * kTimes);
}

}  // namespace
}  // namespace swan
