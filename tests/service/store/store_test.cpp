#include "service/store/store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "store_harness.h"

namespace swan {
namespace {

using test::count;
using test::error_of;
using test::gate;
using test::insert;
using test::run;
using test::StoreTest;
using test::submit;
using namespace std::chrono_literals;

TEST_F(StoreTest, GivesTheResultToTheWaiterOnItsLoop) {
    run(loop, *base, access::durable, insert(1));
    EXPECT_EQ(run(loop, *base, access::read, count), 1);
    EXPECT_EQ(run(loop, *base, access::write, [](sql&) { return std::string("kept"); }), "kept");
}

task<int64_t> insert_and_count(store& to, int64_t id) {
    const auto operation = insert(id);
    co_await to.run(access::durable, operation);
    const std::chrono::milliseconds limit(60'000);
    const int64_t found = co_await to.run_within(limit, access::read, count);
    co_return found;
}

task<void> tell(store& to, std::promise<int64_t>& found, std::promise<bool>& on_loop) {
    for (int64_t id = 1; id <= 3; ++id) co_await insert_and_count(to, id);
    const int64_t last = co_await insert_and_count(to, 4);
    found.set_value(last);
    on_loop.set_value(loop::current() != nullptr);
}

TEST_F(StoreTest, ReadsAsASequenceInACoroutine) {
    std::promise<int64_t> found;
    std::promise<bool> on_loop;
    loop.run([&] { swan::start(tell(*base, found, on_loop)); });
    EXPECT_EQ(found.get_future().get(), 4);
    EXPECT_TRUE(on_loop.get_future().get());
}

TEST_F(StoreTest, CompletesAfterTheCommit) {
    sql other(files.where());
    for (int64_t id = 1; id <= 20; ++id) {
        run(loop, *base, id % 2 == 0 ? access::durable : access::write, insert(id));
        EXPECT_EQ(count(other), id);
    }
}

TEST_F(StoreTest, CommitsWhatWaitsTogether) {
    gate held(loop, *base);
    std::vector<test::pending<void>> results;
    std::atomic<int> runs = 0;
    for (int64_t id = 1; id <= 20; ++id)
        results.push_back(start(access::durable, [&runs, id](sql& db) {
            ++runs;
            insert(id)(db);
            // Others of the batch are seen before any commit.
            if (count(db) != id) throw std::runtime_error("not in one transaction");
        }));
    held.open();
    for (auto& result : results) EXPECT_NO_THROW(result.get());
    EXPECT_EQ(runs, 20);
}

TEST_F(StoreTest, GivesTheOperationsOwnExceptionToTheWaiter) {
    auto refused = start(access::durable, [](sql& db) {
        insert(1)(db);
        throw error(code::order_not_existed, "no such order");
    });
    EXPECT_EQ(error_of(refused).number(), code::order_not_existed);
    auto odd = start(access::write, [](sql&) { throw std::out_of_range("odd"); });
    EXPECT_THROW(odd.get(), std::out_of_range);
    EXPECT_EQ(stored_ids(), std::vector<int64_t>());
}

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

TEST_F(StoreTest, AReadOperationCannotWrite) {
    auto result = start(access::read, insert(1));
    EXPECT_THROW(result.get(), std::logic_error);
    EXPECT_EQ(stored_ids(), std::vector<int64_t>());
}

TEST_F(StoreTest, ReadsSurviveTheErrorOfAnother) {
    run(loop, *base, access::durable, insert(1));
    gate held(loop, *base);
    int64_t seen = 0;
    auto wrong = start(access::read, [](sql& db) { db.query("select nonsense from items", "i"); });
    auto right = start(access::read, [&seen](sql& db) { seen = count(db); });
    held.open();
    EXPECT_EQ(error_of(wrong).client_text(), "the store cannot be read now");
    EXPECT_NO_THROW(right.get());
    EXPECT_EQ(seen, 1);
}

TEST_F(StoreTest, DurableDataIsThereAfterReopening) {
    run(loop, *base, access::durable, insert(1));
    run(loop, *base, access::write, insert(2));
    base.reset();
    base = std::make_unique<store>(files.where());
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 2}));
}

TEST_F(StoreTest, TheDestructorRunsWhatWaits) {
    gate held(loop, *base);
    std::vector<test::pending<void>> results;
    for (int64_t id = 1; id <= 10; ++id) results.push_back(start(access::durable, insert(id)));
    auto late = std::async(std::launch::async, [&] { base.reset(); });
    held.open();
    late.get();
    for (auto& result : results) EXPECT_NO_THROW(result.get());
    base = std::make_unique<store>(files.where());
    EXPECT_EQ(stored_ids().size(), 10u);
}

TEST_F(StoreTest, IsBusyWhenTooManyWait) {
    constexpr int kMost = 65'536;
    gate held(loop, *base);
    std::vector<std::future<void>> results(kMost);
    loop.run([&] {
        for (auto& result : results) result = submit(*base, access::read, [](sql&) {});
    });
    auto one_more = start(
        access::read, [](sql&) {}, std::chrono::hours(1));
    EXPECT_EQ(error_of(one_more).number(), code::busy);
    held.open();
    for (auto& result : results) EXPECT_NO_THROW(result.get());
}

}  // namespace
}  // namespace swan
