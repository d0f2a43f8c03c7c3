#include "runtime/unfinished_work.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

using namespace swan;
using namespace std::chrono_literals;

namespace {

auto in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

TEST(unfinished_work, waits_for_nothing_when_there_is_nothing) {
    unfinished_work work;
    EXPECT_TRUE(work.wait_until(in(0ms)));
}

TEST(unfinished_work, waits_until_its_last_mark_is_gone) {
    unfinished_work work;
    auto first = std::make_unique<unfinished_work::mark>(work);
    auto second = std::make_unique<unfinished_work::mark>(work);
    EXPECT_FALSE(work.wait_until(in(0ms)));
    first.reset();
    EXPECT_FALSE(work.wait_until(in(1ms)));
    std::jthread other([&] { second.reset(); });
    EXPECT_TRUE(work.wait_until(in(10s)));
}

}  // namespace
