#include "app/repeated_alerts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace swan {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;

constexpr int64_t kApp = 1;
const repeated_alerts::clock::time_point kStart{std::chrono::hours(1)};

TEST(RepeatedAlertsTest, ARepetitionIsToldOnceAMinute) {
    repeated_alerts alerts;
    EXPECT_TRUE(alerts.is_due(kApp, "duplicate", kStart));
    EXPECT_FALSE(alerts.is_due(kApp, "duplicate", kStart));
    EXPECT_FALSE(alerts.is_due(kApp, "duplicate", kStart + minutes(1) - nanoseconds(1)));
    EXPECT_TRUE(alerts.is_due(kApp, "duplicate", kStart + minutes(1)));
    EXPECT_FALSE(alerts.is_due(kApp, "duplicate", kStart + minutes(1)));
}

TEST(RepeatedAlertsTest, WhoeverRepeatsOneKeepsNoOtherFromBeingTold) {
    repeated_alerts alerts;
    EXPECT_TRUE(alerts.is_due(kApp, "platform_key", kStart));
    EXPECT_TRUE(alerts.is_due(kApp, "duplicate", kStart));
    EXPECT_TRUE(alerts.is_due(kApp + 1, "duplicate", kStart)) << "of another mini-program";
    EXPECT_FALSE(alerts.is_due(kApp, "platform_key", kStart));
}

TEST(RepeatedAlertsTest, OfManyThreadsOneTellsIt) {
    repeated_alerts alerts;
    std::atomic<int> told{0};
    std::vector<std::thread> loops;
    for (int i = 0; i < 4; ++i)
        loops.emplace_back([&] { told += alerts.is_due(kApp, "duplicate", kStart) ? 1 : 0; });
    for (std::thread& each : loops) each.join();
    EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace swan
