#include "service/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "store_harness.h"

namespace swan {
namespace {

using namespace test;
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
