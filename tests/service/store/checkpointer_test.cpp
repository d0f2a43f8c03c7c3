#include "service/store/checkpointer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "temporary_database.h"

using namespace swan;
using swan::test::temporary_database;

namespace {

class CheckpointerTest : public ::testing::Test {
  protected:
    CheckpointerTest() {
        db.checkpoint_by_hand();
        db.run_once("create table pages (content text)");
    }

    // One commit that makes the log longer by at least `pages`.
    void write(int64_t pages) {
        const std::string page(4000, 'x');
        db.begin_write();
        for (int64_t i = 0; i < pages; ++i)
            db.execute("insert into pages values (:content)", {std::string_view(page)});
        db.commit();
    }
    // Asks, as the store's thread does, until it is told to checkpoint; false: it never is.
    bool is_told_to_checkpoint(checkpointer& beside) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!beside.should_checkpoint(db.log_pages())) {
            if (std::chrono::steady_clock::now() >= end) return false;
            std::this_thread::yield();
        }
        return true;
    }

    temporary_database files;
    sql db{files.where()};
};

TEST_F(CheckpointerTest, ACommitByHandLeavesALongLogAlone) {
    write(5000);
    EXPECT_GE(db.log_pages(), 5000);
    const auto long_log = db.log_pages();
    write(1);
    EXPECT_GT(db.log_pages(), long_log);
}

TEST_F(CheckpointerTest, TheLogBeginsAnewOnceAllOfItIsCopied) {
    write(100);
    db.checkpoint();
    write(1);
    EXPECT_LT(db.log_pages(), 10);
}

TEST_F(CheckpointerTest, AShortLogIsLeftToGrow) {
    checkpointer beside(files.where());
    write(100);
    EXPECT_FALSE(beside.should_checkpoint(db.log_pages()));
}

TEST_F(CheckpointerTest, ALongLogIsCopiedBesideAndItsRestLeft) {
    checkpointer beside(files.where());
    write(4100);
    ASSERT_FALSE(beside.should_checkpoint(db.log_pages()));  // asked for now
    ASSERT_TRUE(is_told_to_checkpoint(beside));
    // Nearly all was copied by the other thread, which writes the database file.
    EXPECT_GT(std::filesystem::file_size(files.file()), 4000u * 4096u);
    write(1);  // committed meanwhile
    db.checkpoint();
    write(1);
    EXPECT_LT(db.log_pages(), 10);
    EXPECT_FALSE(beside.should_checkpoint(db.log_pages()));
}

TEST_F(CheckpointerTest, ALogThatHasBecomeTooLongIsLeftAtOnce) {
    checkpointer beside(files.where());
    EXPECT_TRUE(beside.should_checkpoint(16'000));
}

TEST_F(CheckpointerTest, AfterAFailureNothingIsCopiedForAWhile) {
    checkpointer beside(files.where());
    beside.failed(sql_error(sql_error::kind::other, "disk full"));
    EXPECT_FALSE(beside.should_checkpoint(16'000));
}

TEST_F(CheckpointerTest, WhatWasCopiedIsThereAfterAll) {
    checkpointer beside(files.where());
    write(4100);
    beside.should_checkpoint(db.log_pages());
    ASSERT_TRUE(is_told_to_checkpoint(beside));
    db.checkpoint();
    sql other(files.where());
    EXPECT_EQ(other.query_one("select count(*) from pages", "i")->number(0), 4100);
}

}  // namespace
