#include "app/token_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace swan {
namespace {

constexpr int64_t kHour = 3'600'000;
constexpr int64_t kNow = 1'700'000'000'000;

// The third token, half an hour old, of two hours' life.
stored_token third() {
    return {.token = "t",
            .number = 3,
            .issued_ms = kNow - kHour / 2,
            .refresh_ms = kNow + kHour,
            .expires_ms = kNow + 2 * kHour};
}
stored_token due() {
    stored_token one = third();
    one.refresh_ms = kNow;
    return one;
}
stored_token leased(stored_token one) {
    one.lease_ends_ms = kNow + 1;
    return one;
}
stored_token too_early(stored_token one) {
    one.not_before_ms = kNow + 1;
    return one;
}

TEST(TokenServes, UntilItExpiresOrIsRefused) {
    EXPECT_TRUE(serves(third(), 0, kNow));
    EXPECT_TRUE(serves(third(), 0, kNow + 2 * kHour - 1));
    EXPECT_FALSE(serves(third(), 0, kNow + 2 * kHour));
    EXPECT_FALSE(serves(third(), 3, kNow));
    EXPECT_TRUE(serves(third(), 2, kNow)) << "that was another one";
    EXPECT_FALSE(serves({}, 0, kNow)) << "there was none yet";
}

TEST(TokenStep, IsToUseWhatServes) {
    EXPECT_EQ(next_step(third(), 0, kNow), token_step::use);
    EXPECT_EQ(next_step(leased(third()), 0, kNow), token_step::use);
    EXPECT_EQ(next_step(too_early(third()), 0, kNow), token_step::use);
}

TEST(TokenStep, IsToFetchWhenItIsDueUnlessSomebodyDoesOrMayNot) {
    EXPECT_EQ(next_step(due(), 0, kNow), token_step::fetch);
    EXPECT_EQ(next_step(leased(due()), 0, kNow), token_step::use);
    EXPECT_EQ(next_step(too_early(due()), 0, kNow), token_step::use);
    EXPECT_EQ(next_step(leased(due()), 0, kNow + 1), token_step::fetch) << "its owner is dead";
    EXPECT_EQ(next_step(too_early(due()), 0, kNow + 1), token_step::fetch);
}

TEST(TokenStep, WithoutAnyIsToFetchToWaitOrToFail) {
    EXPECT_EQ(next_step({}, 0, kNow), token_step::fetch);
    EXPECT_EQ(next_step(leased({}), 0, kNow), token_step::wait);
    EXPECT_EQ(next_step(too_early({}), 0, kNow), token_step::fail);
    EXPECT_EQ(next_step(third(), 3, kNow), token_step::fetch);
    EXPECT_EQ(next_step(leased(third()), 3, kNow), token_step::wait);
    EXPECT_EQ(next_step(too_early(third()), 3, kNow), token_step::fail);
    EXPECT_EQ(next_step(third(), 0, kNow + 2 * kHour), token_step::fetch);
}

// Until the time it was set back from came again, nothing that needs a token worked.
TEST(TokenStep, IsToFetchThoughTheClockWasSetBack) {
    stored_token one;
    one.lease_ends_ms = kNow + kLongestTokenLeaseMs;
    EXPECT_EQ(next_step(one, 0, kNow), token_step::wait);
    EXPECT_EQ(next_step(one, 0, kNow - 1), token_step::fetch);
    one = {};
    one.not_before_ms = kNow + kLongestTokenPauseMs;
    EXPECT_EQ(next_step(one, 0, kNow), token_step::fail);
    EXPECT_EQ(next_step(one, 0, kNow - 1), token_step::fetch);
}

TEST(TokenSuccessor, IsDueBetweenEightyAndNinetyPercentOfItsLife) {
    const baidu::access_grant month{.token = "new", .lifetime_s = 2'592'000};
    const stored_token early = successor(third(), false, month, kNow, 0);
    const stored_token late = successor(third(), false, month, kNow, 255);
    EXPECT_EQ(early.token, "new");
    EXPECT_EQ(early.number, 4);
    EXPECT_EQ(early.issued_ms, kNow);
    EXPECT_EQ(early.expires_ms, kNow + 2'592'000'000);
    EXPECT_EQ(early.refresh_ms, kNow + 2'073'600'000);
    EXPECT_EQ(late.refresh_ms, kNow + 2'332'800'000);
}

TEST(TokenSuccessor, IsAlwaysDueInItsLife) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 1000; ++i) {
        // As many short lives as long ones.
        const int64_t life =
            1 + static_cast<int64_t>(random() % 315'360'000) / (1 << random() % 28);
        const auto one = successor({}, false, {.token = "t", .lifetime_s = life}, kNow,
                                   static_cast<unsigned char>(random()));
        ASSERT_EQ(one.expires_ms - kNow, life * 1000);
        ASSERT_GE(one.refresh_ms - kNow, life * 800) << life;
        ASSERT_LE(one.refresh_ms - kNow, life * 900) << life;
    }
}

TEST(TokenSuccessor, OfOneThatBaiduRefusedMustWaitOnlyWhenThatCameSoon) {
    const baidu::access_grant day{.token = "new", .lifetime_s = 86400};
    stored_token young = third();
    young.issued_ms = kNow - 59'999;
    stored_token old = third();
    old.issued_ms = kNow - 60'000;
    old.failures = 2;
    EXPECT_EQ(successor(old, true, day, kNow, 0).failures, 0);
    EXPECT_EQ(successor(old, true, day, kNow, 0).not_before_ms, 0);
    EXPECT_EQ(successor(young, false, day, kNow, 0).not_before_ms, 0);
    int64_t pause = 1000;
    for (stored_token one = young; one.number < 10; pause = std::min<int64_t>(2 * pause, 10'000)) {
        one = successor(one, true, day, kNow, 0);
        EXPECT_EQ(one.not_before_ms, kNow + pause);
        EXPECT_TRUE(serves(one, one.number - 1, kNow)) << "it is tried, though";
    }
}

TEST(TokenPause, GrowsToTenSeconds) {
    const int64_t expected[] = {0, 1000, 2000, 4000, 8000, 10'000, 10'000};
    for (int64_t failures = 0; failures < 7; ++failures)
        EXPECT_EQ(pause_ms(failures), expected[failures]);
    EXPECT_EQ(pause_ms(INT64_MAX), 10'000);
    EXPECT_EQ(pause_ms(-1), 0);
}

}  // namespace
}  // namespace swan
