// Operations that begin before they are awaited.
#include <gtest/gtest.h>

#include "store_harness.h"

namespace swan {
namespace {

using namespace test;

task<void> insert_while(store& to, std::function<void()> other_work, std::promise<int64_t>& done) {
    try {
        const auto operation = [](sql& db) {
            insert(1)(db);
            return count(db);
        };
        auto storing = to.begin(access::durable, operation);
        co_await loop::current()->others_first();
        other_work();
        const int64_t found = co_await storing;
        done.set_value(found);
    } catch (...) {
        done.set_exception(std::current_exception());
    }
}

class StoreBeginTest : public StoreTest {
  protected:
    // On the loop: begins, does `other_work`, awaits.
    test::pending<int64_t> insert_and_do(std::function<void()> other_work) {
        loop.run([&] { swan::start(insert_while(*base, std::move(other_work), done)); });
        return {loop, done.get_future()};
    }

    std::promise<int64_t> done;
};

TEST_F(StoreBeginTest, TheStoreWorksWhileTheLoopDoes) {
    sql other(files.where());
    auto result = insert_and_do([&] {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (count(other) == 0 && std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        EXPECT_EQ(count(other), 1);
    });
    EXPECT_EQ(result.get(), 1);
}

TEST_F(StoreBeginTest, WaitsForWhatIsNotDoneYet) {
    gate held(loop, *base);
    auto result = insert_and_do([] {});
    held.open();
    EXPECT_EQ(result.get(), 1);
}

TEST_F(StoreBeginTest, TellsAFailure) {
    run(loop, *base, access::durable, insert(1));
    auto result = insert_and_do([] {});
    EXPECT_EQ(error_of(result).number(), code::sys_fail);
}

TEST_F(StoreBeginTest, IsCarriedOutWhenTheOtherWorkFails) {
    gate held(loop, *base);
    auto result = insert_and_do([] { throw error(code::busy, "busy"); });
    EXPECT_EQ(error_of(result).number(), code::busy);
    held.open();
    run(loop, *base, access::durable, insert(2));
    EXPECT_EQ(stored_ids(), (std::vector<int64_t>{1, 2}));
}

// What begins later completes later.
task<void> await_after_another(store& to, std::promise<int64_t>& done) {
    auto storing = to.begin(access::durable, count);
    const auto later = insert(1);
    co_await to.run(access::durable, later);
    const int64_t found = co_await storing;
    done.set_value(found);
}

TEST_F(StoreBeginTest, MayHaveCompletedLongBeforeItIsAwaited) {
    loop.run([&] { swan::start(await_after_another(*base, done)); });
    EXPECT_EQ(done.get_future().get(), 0);
}

}  // namespace
}  // namespace swan
