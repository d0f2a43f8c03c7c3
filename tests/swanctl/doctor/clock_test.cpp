#include "swanctl/doctor/clock.h"

#include <gtest/gtest.h>

namespace swan::doctor {
namespace {

using verdict = finding::verdict;

constexpr std::time_t kNow = 1780000000;  // 2026-05-28 20:26:40 UTC

TEST(JudgeClock, AMinuteOffIsStillGood) {
    EXPECT_EQ(judge_clock(kNow, kNow + 60, "baidu").what, verdict::ok);
    EXPECT_EQ(judge_clock(kNow, kNow - 60, "baidu").what, verdict::ok);
}

TEST(JudgeClock, MoreFailsAndTellsWhichWay) {
    const finding behind = judge_clock(kNow, kNow + 61, "baidu");
    EXPECT_EQ(behind.what, verdict::failed);
    EXPECT_EQ(behind.seen,
              "this machine's clock is 61 s behind that of baidu (2026-05-28 20:26:40 UTC)");
    EXPECT_NE(behind.mend.find("NTP"), std::string::npos);
    EXPECT_NE(judge_clock(kNow, kNow - 3600, "x").seen.find("3600 s ahead of"), std::string::npos);
}

TEST(JudgeClock, WithoutAComparisonTheYearMustAtLeastBePossible) {
    EXPECT_EQ(judge_clock(kNow, std::nullopt, {}).what, verdict::warning);
    EXPECT_EQ(judge_clock(0, std::nullopt, {}).what, verdict::failed);
    EXPECT_EQ(judge_clock(5000000000, std::nullopt, {}).what, verdict::failed);
}

}  // namespace
}  // namespace swan::doctor
