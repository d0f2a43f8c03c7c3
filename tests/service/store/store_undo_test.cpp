// What the store undoes when an operation, the database or the commit of a batch fails.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>

#include "store_harness.h"

namespace swan {
namespace {

using namespace test;

TEST_F(StoreTest, AnOperationThatFailsUndoesItselfOnly) {
    gate held(loop, *base);
    auto first = start(access::durable, insert(1));
    auto twice = start(access::durable, [](sql& db) {
        insert(2)(db);
        insert(1)(db);
    });
    auto own = start(access::write, [](sql& db) {
        insert(3)(db);
        throw error(code::busy, "busy");
    });
    auto last = start(access::durable, insert(4));
    held.open();
    EXPECT_NO_THROW(first.get());
    EXPECT_EQ(error_of(twice).number(), code::sys_fail);
    EXPECT_EQ(error_of(own).number(), code::busy);
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 4}));
}

// Nothing is undone, so the others need not run again.
TEST_F(StoreTest, AnOperationThatFailsBeforeItChangesAnythingDisturbsNobody) {
    gate held(loop, *base);
    std::atomic<int> runs = 0;
    const auto counted = [&runs](int64_t id) {
        return [&runs, id](sql& db) {
            ++runs;
            insert(id)(db);
        };
    };
    auto first = start(access::durable, counted(1));
    auto refused = start(access::durable, [](sql& db) {
        if (count(db) > 0) throw error(code::busy, "busy");
    });
    auto duplicate = start(access::durable, insert(1));
    auto last = start(access::durable, counted(2));
    held.open();
    EXPECT_NO_THROW(first.get());
    EXPECT_EQ(error_of(refused).number(), code::busy);
    EXPECT_EQ(error_of(duplicate).number(), code::sys_fail);
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 2}));
}

TEST_F(StoreTest, WhatRunsAgainBecauseOfAnotherIsDoneOnce) {
    gate held(loop, *base);
    std::atomic<int> runs = 0;
    auto first = start(access::durable, [&runs](sql& db) {
        ++runs;
        insert(1)(db);
    });
    auto half_done = start(access::durable, [](sql& db) {
        insert(2)(db);
        throw error(code::busy, "busy");
    });
    auto last = start(access::durable, [](sql& db) { insert(count(db) + 1)(db); });
    held.open();
    EXPECT_NO_THROW(first.get());
    EXPECT_EQ(error_of(half_done).number(), code::busy);
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 2}));
}

// Its failure in the first run told nothing: another had gone before it.
TEST_F(StoreTest, AnOperationMayFailInOneRunAndNotInTheNext) {
    gate held(loop, *base);
    std::atomic<int> runs = 0;
    auto changes_its_mind = start(access::durable, [&runs](sql& db) {
        if (++runs == 1) throw error(code::busy, "busy");
        insert(1)(db);
    });
    auto half_done = start(access::durable, [](sql& db) {
        insert(2)(db);
        throw error(code::busy, "busy");
    });
    held.open();
    EXPECT_NO_THROW(changes_its_mind.get());
    EXPECT_EQ(error_of(half_done).number(), code::busy);
    EXPECT_EQ(stored_ids(), std::vector<int64_t>{1});
}

TEST_F(StoreTest, AnOperationAloneThatFailsIsUndone) {
    auto half_done = start(access::durable, [](sql& db) {
        insert(1)(db);
        throw error(code::busy, "busy");
    });
    EXPECT_EQ(error_of(half_done).number(), code::busy);
    EXPECT_EQ(stored_ids(), std::vector<int64_t>());
    run(loop, *base, access::durable, insert(1));
    EXPECT_EQ(stored_ids(), std::vector<int64_t>{1});
}

TEST_F(StoreTest, AnOperationMayCatchADuplicateKeyAndGoOn) {
    run(loop, *base, access::durable, insert(1));
    auto result = start(access::durable, [](sql& db) {
        try {
            insert(1)(db);
        } catch (const sql_error& failure) {
            if (failure.what_kind() != sql_error::kind::constraint) throw;
            insert(2)(db);
        }
    });
    EXPECT_NO_THROW(result.get());
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 2}));
}

TEST_F(StoreTest, AFullDiskInTheMiddleOfABatchFailsOneOperationOnly) {
    run(loop, *base, access::durable, [](sql& db) {
        const int64_t pages = db.query_one("pragma page_count", "i")->number(0);
        db.run_once("pragma max_page_count = " + std::to_string(pages + 3));
    });
    gate held(loop, *base);
    std::atomic<int> runs = 0;
    auto first = start(access::durable, [&runs](sql& db) {
        ++runs;
        insert(1)(db);
    });
    auto huge = start(access::durable, [](sql& db) {
        insert(2)(db);
        const std::string body(100'000, 'x');
        db.execute("update items set body = :body where id = 2", {std::string_view(body)});
    });
    auto last = start(access::write, insert(3));
    held.open();
    EXPECT_NO_THROW(first.get());
    const auto failure = error_of(huge);
    EXPECT_EQ(failure.number(), code::sys_fail);
    EXPECT_EQ(failure.client_text(), "the store cannot be written now");
    EXPECT_NE(failure.log_text().find("full"), std::string::npos) << failure.log_text();
    EXPECT_EQ(failure.log_text().find("xxx"), std::string::npos);
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(runs, 2) << "once in the batch, once alone";
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 3}));
}

// It would have committed what it did afterwards on its own, outside of any transaction.
TEST_F(StoreTest, AnOperationThatHidesAGraveErrorChangesNothing) {
    gate held(loop, *base);
    auto first = start(access::durable, insert(1));
    auto hides = start(access::durable, [](sql& db) {
        insert(2)(db);
        try {
            db.execute("no statement");
        } catch (const sql_error&) {
        }
    });
    auto renames = start(access::durable, [](sql& db) {
        insert(3)(db);
        try {
            db.execute("no statement");
        } catch (const sql_error&) {
            throw error(code::busy, "busy");
        }
    });
    auto last = start(access::durable, insert(4));
    held.open();
    EXPECT_NO_THROW(first.get());
    EXPECT_EQ(error_of(hides).number(), code::sys_fail);
    EXPECT_EQ(error_of(renames).number(), code::busy);
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 4}));
}

// The files of this process cannot grow above a size, as on a full disk.
class file_size_limit {
  public:
    explicit file_size_limit(size_t most) : old_handler_(signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit{most, old_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~file_size_limit() {
        setrlimit(RLIMIT_FSIZE, &old_);
        signal(SIGXFSZ, old_handler_);
    }

  private:
    rlimit old_{};
    sighandler_t old_handler_;
};

TEST_F(StoreTest, ACommitThatFailsIsRepeatedForEachAlone) {
    const auto insert_big = [](int64_t id) {
        return [id](sql& db) {
            const std::string body(300'000, 'x');
            db.execute("insert into items (id, body) values (:id, :body)",
                       {id, std::string_view(body)});
        };
    };
    test::pending<void> first, big, last;
    {
        const file_size_limit limit(std::filesystem::file_size(files.file().native() + "-wal") +
                                    100'000);
        gate held(loop, *base);
        first = start(access::durable, insert(1));
        big = start(access::durable, insert_big(2));
        last = start(access::durable, insert(3));
        held.open();
        for (auto* result : {&first, &big, &last}) result->wait();
    }
    EXPECT_NO_THROW(first.get());
    const auto failure = error_of(big);
    EXPECT_EQ(failure.number(), code::sys_fail);
    EXPECT_NE(failure.log_text().find("commit"), std::string::npos) << failure.log_text();
    EXPECT_NO_THROW(last.get());
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 3}));
}

TEST_F(StoreTest, OnlyTheLastRunOfAnOperationCounts) {
    gate held(loop, *base);
    std::atomic<int> runs = 0;
    auto only_at_first = start(access::durable, [&runs](sql& db) {
        if (++runs > 1) throw error(code::busy, "busy");
        insert(1)(db);
    });
    auto duplicate_at_first = start(access::durable, insert(1));
    auto ends_the_batch = start(access::durable, [](sql& db) { db.execute("no statement"); });
    held.open();
    EXPECT_EQ(error_of(only_at_first).number(), code::busy);
    EXPECT_NO_THROW(duplicate_at_first.get());
    EXPECT_EQ(error_of(ends_the_batch).number(), code::sys_fail);
    EXPECT_EQ(stored_ids(), std::vector<int64_t>{1});
}

}  // namespace
}  // namespace swan
