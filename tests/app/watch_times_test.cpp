#include "app/watch_times.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace swan {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::sold;

constexpr seconds kDay{86'400};

TEST(WatchTimesTest, TheWaitsGrowToHalfADay) {
    const std::vector<seconds> expected{minutes(1), minutes(2), minutes(5), minutes(15), hours(1),
                                        hours(3),   hours(12),  hours(12),  hours(12)};
    for (size_t n = 1; n <= expected.size(); ++n)
        EXPECT_EQ(wait_after_look(static_cast<int64_t>(n)), expected[n - 1]) << n;
    EXPECT_EQ(wait_after_look(0), minutes(1));
    EXPECT_EQ(wait_after_look(1'000'000), hours(12));
}

TEST(WatchTimesTest, IsToBeClosedFromItsAgeOn) {
    const order one = sold();
    EXPECT_FALSE(is_to_close(one, kDay, one.created_ms + 86'399'999));
    EXPECT_TRUE(is_to_close(one, kDay, one.created_ms + 86'400'000));
    EXPECT_FALSE(is_to_close(one, seconds(0), one.created_ms + 1'000'000'000'000)) << "0: never";
}

TEST(WatchTimesTest, TheNextLookIsNotAfterTheClose) {
    const order one = sold();
    const int64_t now = one.created_ms + 80'000'000;
    EXPECT_EQ(next_look(one, kDay, 7, false, now), milliseconds(6'400'000));
    EXPECT_EQ(next_look(one, kDay, 1, false, now), minutes(1));
    EXPECT_EQ(next_look(one, seconds(0), 7, false, now), hours(12));
    EXPECT_EQ(next_look(one, kDay, 7, false, one.created_ms + 90'000'000), hours(12))
        << "it is overdue, and could not be closed";
}

TEST(WatchTimesTest, AFailedLookIsRepeatedSoon) {
    const order one = sold();
    EXPECT_EQ(next_look(one, kDay, 1, true, one.created_ms), minutes(1));
    EXPECT_EQ(next_look(one, kDay, 7, true, one.created_ms), minutes(15));
    EXPECT_EQ(next_look(one, kDay, 7, true, one.created_ms + 90'000'000), minutes(15));
}

TEST(WatchTimesTest, ClosingIsTriedLessAndLessOften) {
    const order one = sold();
    const auto after = [&](milliseconds overdue) {
        return next_try_to_close(one, kDay, one.created_ms + 86'400'000 + overdue.count());
    };
    EXPECT_EQ(after(seconds(0)), minutes(1));
    EXPECT_EQ(after(minutes(4)), minutes(4));
    EXPECT_EQ(after(hours(300)), hours(12));
}

TEST(WatchTimesTest, AConfirmationIsTriedAgainAfterOneMinuteDoublingToAnHour) {
    const std::vector<minutes> expected{minutes(1),  minutes(2),  minutes(4),  minutes(8),
                                        minutes(16), minutes(32), minutes(60), minutes(60)};
    for (size_t n = 1; n <= expected.size(); ++n)
        EXPECT_EQ(wait_after_confirmation(static_cast<int64_t>(n)), expected[n - 1]) << n;
    EXPECT_EQ(wait_after_confirmation(1'000'000), hours(1));
}

}  // namespace
}  // namespace swan
