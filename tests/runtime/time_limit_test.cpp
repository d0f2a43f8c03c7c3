#include "runtime/time_limit.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

using namespace swan;
using namespace std::chrono_literals;

namespace {

// What one waiter has seen of one piece of work, on a loop of its own.
struct story {
    loop on;
    std::shared_ptr<int> work_alive = std::make_shared<int>();  // a copy in each frame of work
    std::optional<int> got;
    std::string failure;
    bool waiter_went_on = false;
    bool work_ended = false;
    bool waiter_was_first = false;
};

task<int> work_of(story& in, std::chrono::milliseconds takes, int value) {
    const auto held = in.work_alive;
    if (takes > 0ms) {
        co_await in.on.sleep(takes);
    }
    in.work_ended = true;
    if (in.waiter_went_on) in.on.stop();
    if (value < 0) throw std::runtime_error("no value");
    co_return value;
}

task<void> wait_for(story& in, std::chrono::milliseconds limit, task<int> work) {
    time_limited<int> limited(limit, std::move(work));
    try {
        const std::optional<int> got = co_await limited;
        in.got = got;
    } catch (const std::runtime_error& e) {
        in.failure = e.what();
    }
    in.waiter_went_on = true;
    in.waiter_was_first = !in.work_ended;
    if (in.work_ended) in.on.stop();
}

void tell(story& in, std::chrono::milliseconds limit, std::chrono::milliseconds takes,
          int value = 7) {
    in.on.post(
        [&in, limit, takes, value] { start(wait_for(in, limit, work_of(in, takes, value))); });
    in.on.run();
}

TEST(time_limited, gives_the_value_of_work_that_ends_at_once) {
    story seen;
    tell(seen, 10s, 0ms);
    EXPECT_EQ(seen.got, 7);
    EXPECT_EQ(seen.work_alive.use_count(), 1);
}

TEST(time_limited, gives_the_value_of_work_that_ends_in_time) {
    story seen;
    tell(seen, 10s, 1ms);
    EXPECT_EQ(seen.got, 7);
    EXPECT_FALSE(seen.waiter_was_first);
    EXPECT_EQ(seen.work_alive.use_count(), 1);
}

TEST(time_limited, gives_nothing_when_the_limit_passes_and_lets_the_work_end) {
    for (const auto limit : {5ms, 0ms, -5ms}) {
        story seen;
        tell(seen, limit, 50ms);
        EXPECT_EQ(seen.got, std::nullopt);
        EXPECT_TRUE(seen.waiter_was_first);
        EXPECT_TRUE(seen.work_ended);
        EXPECT_EQ(seen.work_alive.use_count(), 1) << "its frame is freed";
    }
}

TEST(time_limited, throws_what_the_work_throws) {
    for (const auto takes : {0ms, 1ms}) {
        story seen;
        tell(seen, 10s, takes, -1);
        EXPECT_EQ(seen.failure, "no value");
        EXPECT_EQ(seen.work_alive.use_count(), 1);
    }
}

TEST(time_limited, drops_what_the_work_throws_after_the_limit) {
    story seen;
    tell(seen, 1ms, 50ms, -1);
    EXPECT_EQ(seen.failure, "");
    EXPECT_EQ(seen.got, std::nullopt);
    EXPECT_EQ(seen.work_alive.use_count(), 1);
}

}  // namespace
