#include "app/late_alert.h"

#include <gtest/gtest.h>

#include <vector>

namespace swan {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kSince = 1'700'000'000'000;

// In which hours of its lateness an operator is told of what is looked at every `every` ms.
std::vector<int64_t> told_in_hours(int64_t first_ms, int64_t every_ms, int64_t until_ms) {
    std::vector<int64_t> hours;
    int64_t last_ms = 0;
    for (int64_t now = kSince + first_ms; now < kSince + until_ms; now += every_ms)
        if (is_told_again(kSince, last_ms, now)) {
            last_ms = now;
            hours.push_back((now - kSince) / kHourMs);
        }
    return hours;
}

TEST(LateAlertTest, IsToldAtOnceThenAfterOneHourThenAfterSixThenOnceADay) {
    const std::vector<int64_t> wanted{0, 1, 7, 31, 55, 79};
    EXPECT_EQ(told_in_hours(0, 60'000, 80 * kHourMs), wanted);
    EXPECT_EQ(told_in_hours(0, kHourMs, 80 * kHourMs), wanted);
}

TEST(LateAlertTest, IsToldAtEachLookWhenThoseAreADayApart) {
    EXPECT_EQ(told_in_hours(0, 24 * kHourMs, 80 * kHourMs), (std::vector<int64_t>{0, 24, 48, 72}));
}

TEST(LateAlertTest, IsToldAtOnceOfWhatNobodyLookedAtForLong) {
    EXPECT_EQ(told_in_hours(100 * kHourMs, kHourMs, 130 * kHourMs),
              (std::vector<int64_t>{100, 124}));
}

}  // namespace
}  // namespace swan
