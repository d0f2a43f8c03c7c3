#include "app/query_budget.h"

#include <gtest/gtest.h>

namespace swan {
namespace {

constexpr int64_t kNow = 50'000'000;

TEST(TokenBucketTest, HoldsASecondsTokensAndFillsWithTime) {
    token_bucket bucket(4);
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(bucket.take(kNow)) << i;
    EXPECT_FALSE(bucket.take(kNow));
    EXPECT_FALSE(bucket.take(kNow + 249));
    EXPECT_TRUE(bucket.take(kNow + 250));
    EXPECT_FALSE(bucket.take(kNow + 250));
    EXPECT_EQ(bucket.left(kNow + 3'600'000), 4) << "never more";
}

TEST(TokenBucketTest, LeavesWhatItIsToldTo) {
    token_bucket bucket(4);
    EXPECT_TRUE(bucket.take(kNow, 2));
    EXPECT_TRUE(bucket.take(kNow, 2));
    EXPECT_FALSE(bucket.take(kNow, 2));
    EXPECT_EQ(bucket.left(kNow), 2);
}

TEST(TokenBucketTest, AnOverdraftIsPaidBackFirst) {
    token_bucket bucket(1);
    EXPECT_TRUE(bucket.take(kNow));
    bucket.overdraw(kNow);
    EXPECT_EQ(bucket.left(kNow), 0);
    EXPECT_FALSE(bucket.take(kNow + 1999));
    EXPECT_TRUE(bucket.take(kNow + 2000));
}

TEST(TokenBucketTest, AClockThatGoesBackFillsNothing) {
    token_bucket bucket(2);
    EXPECT_TRUE(bucket.take(kNow));
    EXPECT_TRUE(bucket.take(kNow));
    EXPECT_FALSE(bucket.take(kNow - 10'000));
    EXPECT_TRUE(bucket.take(kNow - 9'500));
}

TEST(QueryBudgetTest, OneOrderIsAskedForOnceInAPause) {
    query_budget budget(100);
    EXPECT_TRUE(budget.take_for_asker("1", kNow));
    EXPECT_FALSE(budget.take_for_asker("1", kNow + query_budget::kPauseMs - 1));
    EXPECT_TRUE(budget.take_for_asker("2", kNow));
    EXPECT_TRUE(budget.take_for_asker("1", kNow + query_budget::kPauseMs));
}

TEST(QueryBudgetTest, JobsLeaveAQuarterToThoseWhoWait) {
    query_budget budget(8);
    EXPECT_EQ(budget.left_for_jobs(kNow), 6);
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(budget.take_for_job(kNow)) << i;
    EXPECT_FALSE(budget.take_for_job(kNow));
    EXPECT_EQ(budget.left_for_jobs(kNow), 0);
    EXPECT_TRUE(budget.take_for_asker("1", kNow));
    EXPECT_TRUE(budget.take_for_asker("2", kNow));
    EXPECT_FALSE(budget.take_for_asker("3", kNow));
}

// A phone that asked about many orders in turn once kept the schedule from every query.
TEST(QueryBudgetTest, ThoseWhoAskWithoutEndLeaveHalfToJobs) {
    query_budget budget(8);
    int jobs = 0;
    int askers = 0;
    for (int64_t now = kNow; now < kNow + 10'000; now += 10) {
        askers += budget.take_for_asker(std::to_string(now), now) ? 1 : 0;
        jobs += budget.take_for_job(now) ? 1 : 0;
    }
    EXPECT_NEAR(askers, 4 * 10 + 4, 1);
    EXPECT_NEAR(jobs, 4 * 10 + 2, 3);
}

TEST(QueryBudgetTest, WhoGotNoQueryMayAskAsSoonAsThereIsOne) {
    query_budget budget(1);
    EXPECT_TRUE(budget.take_for_asker("1", kNow));
    EXPECT_FALSE(budget.take_for_asker("2", kNow));
    EXPECT_TRUE(budget.take_for_asker("2", kNow + 1000));
}

TEST(QueryBudgetTest, TheSmallestBudgetServesJobsToo) {
    query_budget budget(1);
    EXPECT_EQ(budget.left_for_jobs(kNow), 1);
    EXPECT_TRUE(budget.take_for_job(kNow));
    budget.go_on(kNow);
    EXPECT_FALSE(budget.take_for_job(kNow + 1000));
    EXPECT_TRUE(budget.take_for_job(kNow + 2000));
}

TEST(QueryBudgetTest, RemembersABoundedNumberOfOrders) {
    query_budget budget(1'000'000);
    for (size_t i = 0; i < query_budget::kMostRemembered; ++i)
        ASSERT_TRUE(budget.take_for_asker(std::to_string(i), kNow));
    EXPECT_FALSE(budget.take_for_asker("one more", kNow)) << "the ledger answers";
    EXPECT_TRUE(budget.take_for_asker("one more", kNow + query_budget::kPauseMs));
}

}  // namespace
}  // namespace swan
