#include "service/store/jobs.h"

#include <gtest/gtest.h>

#include "service/store/schema.h"
#include "temporary_database.h"

namespace swan {
namespace {

constexpr int64_t kApp = 1;

class JobsTest : public ::testing::Test {
  protected:
    JobsTest() { migrate(db); }

    std::vector<job> lease(int64_t now_ms, int64_t most = 10) {
        return lease_jobs(db, kApp, job_kind::watch, now_ms, now_ms + 100, most);
    }

    test::temporary_database files;
    sql db{files.where()};
};

TEST_F(JobsTest, AreTakenWhenTheyAreDueOldestFirst) {
    schedule_job(db, kApp, job_kind::watch, "late", 30, 0);
    schedule_job(db, kApp, job_kind::watch, "second", 20, 0);
    schedule_job(db, kApp, job_kind::watch, "first", 10, 0);
    const auto taken = lease(25);
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_EQ(taken[0].subject, "first");
    EXPECT_EQ(taken[1].subject, "second");
    EXPECT_EQ(taken[0].attempts, 1);
}

TEST_F(JobsTest, BelongToOneWorkerUntilItsLeaseEnds) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    EXPECT_EQ(lease(20).size(), 1u);
    EXPECT_TRUE(lease(119).empty());
    const auto again = lease(120);  // that worker is taken for dead
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_F(JobsTest, AreFreeWhenTheClockWasSetBackFarBehindTheirLease) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const int64_t then = 20 + kLongestJobLeaseMs;
    ASSERT_EQ(lease_jobs(db, kApp, job_kind::watch, 20, then, 10).size(), 1u);
    const std::vector<job_wish> wanted{{job_kind::watch, 10}};
    EXPECT_FALSE(any_due(db, kApp, wanted, 20));
    EXPECT_TRUE(lease(20).empty());
    EXPECT_TRUE(any_due(db, kApp, wanted, 19));
    EXPECT_EQ(lease(19).size(), 1u);
}

TEST_F(JobsTest, OneThatIsFinishedIsGone) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const auto taken = lease(20);
    EXPECT_TRUE(finish_job(db, kApp, taken.at(0)));
    EXPECT_TRUE(lease(10'000).empty());
}

TEST_F(JobsTest, OneThatIsPostponedComesAgain) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const auto taken = lease(20);
    EXPECT_TRUE(postpone_job(db, kApp, taken.at(0), 500));
    EXPECT_TRUE(lease(499).empty());
    EXPECT_EQ(lease(500).size(), 1u);
}

// What came while it was carried out must not be forgotten with it.
TEST_F(JobsTest, OneThatWasMadeDueAgainWhileTakenStays) {
    for (const int64_t due : {5, 10, 15}) {
        schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
        const auto taken = lease(20);
        schedule_job(db, kApp, job_kind::watch, "1", due, 0);
        EXPECT_TRUE(finish_job(db, kApp, taken.at(0)));
        const auto again = lease(20);
        ASSERT_EQ(again.size(), 1u) << due;
        EXPECT_TRUE(finish_job(db, kApp, again[0]));
    }
}

// Two transactions tell of something at the same time: the second must not take back the first.
TEST_F(JobsTest, OneThatWasMadeDueTwiceWhileTakenStays) {
    for (const int64_t due : {5, 10, 15})
        for (const int64_t second : {5, 10, 11, 15}) {
            schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
            const auto taken = lease(20);
            schedule_job(db, kApp, job_kind::watch, "1", due, 20);
            schedule_job(db, kApp, job_kind::watch, "1", second, 20);
            EXPECT_TRUE(finish_job(db, kApp, taken.at(0)));
            const auto again = lease(20);
            ASSERT_EQ(again.size(), 1u) << due << ' ' << second;
            EXPECT_TRUE(finish_job(db, kApp, again[0]));
        }
}

TEST_F(JobsTest, AreDueAtTheSoonestOfTheTimesThatWereAskedFor) {
    for (const bool is_taken : {false, true})
        for (const std::vector<int64_t>& asked :
             {std::vector<int64_t>{300, 400, 300}, {400, 300, 400}, {300, 300}, {350, 300, 301}}) {
            schedule_job(db, kApp, job_kind::watch, "1", is_taken ? 10 : 500, 0);
            const auto taken = lease(20);
            ASSERT_EQ(taken.size(), is_taken ? 1u : 0u);
            for (const int64_t due : asked) schedule_job(db, kApp, job_kind::watch, "1", due, 20);
            for (const job& each : taken) EXPECT_TRUE(postpone_job(db, kApp, each, 900));
            EXPECT_TRUE(lease(299).empty());
            const auto due = lease(300);
            ASSERT_EQ(due.size(), 1u);
            EXPECT_TRUE(finish_job(db, kApp, due[0]));
        }
}

TEST_F(JobsTest, OneWhoseWorkerDiedIsNotPutOff) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const auto dead = lease(20);
    schedule_job(db, kApp, job_kind::watch, "1", 5'000, 120);
    EXPECT_TRUE(finish_job(db, kApp, dead.at(0))) << "it was only slow";
    EXPECT_EQ(lease(120).size(), 1u);
}

TEST_F(JobsTest, WhoseTimeWasSetAnewWhileTakenKeepsIt) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const auto taken = lease(20);
    reschedule_job(db, kApp, job_kind::watch, "1", 10, 20);
    reschedule_job(db, kApp, job_kind::watch, "1", 400, 20);
    EXPECT_TRUE(postpone_job(db, kApp, taken.at(0), 100));
    EXPECT_TRUE(lease(399).empty());
    EXPECT_EQ(lease(400).size(), 1u);
}

TEST_F(JobsTest, WhoseLeaseHasEndedChangesNothing) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    const auto dead = lease(20);
    const auto alive = lease(120);
    EXPECT_FALSE(finish_job(db, kApp, dead.at(0)));
    EXPECT_FALSE(postpone_job(db, kApp, dead.at(0), 5'000));
    EXPECT_TRUE(finish_job(db, kApp, alive.at(0)));
}

TEST_F(JobsTest, OneThatIsReturnedKeepsItsPlaceAndWasNotTried) {
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    schedule_job(db, kApp, job_kind::watch, "2", 15, 0);
    for (int i = 0; i < 3; ++i) {
        const auto taken = lease(20, 1);
        ASSERT_EQ(taken.size(), 1u);
        EXPECT_EQ(taken[0].subject, "1");
        EXPECT_EQ(taken[0].attempts, 1);
        EXPECT_TRUE(return_job(db, kApp, taken[0]));
        EXPECT_EQ(attempts_of(db, kApp, job_kind::watch, "1"), 0);
        EXPECT_FALSE(return_job(db, kApp, taken[0])) << "it is not the caller's any more";
    }
}

TEST_F(JobsTest, SeveralKindsShareWhatIsWantedOfThem) {
    using enum job_kind;
    const auto kinds_taken = [&](const std::vector<job_wish>& wanted) {
        db.begin_write();
        std::vector<job_kind> all;
        for (const job& each : lease_jobs(db, kApp, wanted, 20, 30)) all.push_back(each.kind);
        db.rollback();
        return all;
    };
    for (const char* id : {"1", "2"})
        for (const job_kind kind : {watch, confirm, refund}) insert_job(db, kApp, kind, id, 10, 0);
    EXPECT_EQ(kinds_taken({{{watch, confirm}, 3}}), (std::vector{watch, watch, confirm}));
    EXPECT_EQ(kinds_taken({{{confirm, watch}, 1}}), std::vector{confirm});
    EXPECT_EQ(kinds_taken({{refund, 1}, {{recover, watch}, 9}}),
              (std::vector{refund, watch, watch}));
    EXPECT_TRUE(kinds_taken({{{watch, confirm}, 0}}).empty());
    EXPECT_FALSE(any_due(db, kApp, {{{watch, confirm}, 0}, {recover, 1}}, 20));
    EXPECT_TRUE(any_due(db, kApp, {{{recover, confirm}, 1}}, 20));
}

TEST_F(JobsTest, AnAppOrAKindSeesOnlyItsOwn) {
    schedule_job(db, kApp, job_kind::refund, "1", 10, 0);
    schedule_job(db, kApp + 1, job_kind::watch, "1", 10, 0);
    EXPECT_TRUE(lease(20).empty());
    EXPECT_FALSE(any_due(db, kApp, {{job_kind::watch, 10}}, 20));
    EXPECT_TRUE(any_due(db, kApp, {{job_kind::refund, 10}}, 20));
}

TEST_F(JobsTest, AreCountedAndDroppedByKind) {
    for (const char* id : {"1", "2"}) schedule_job(db, kApp, job_kind::recover, id, 10, 0);
    schedule_job(db, kApp, job_kind::watch, "1", 10, 0);
    schedule_job(db, kApp + 1, job_kind::recover, "1", 10, 0);
    EXPECT_EQ(lease_jobs(db, kApp, job_kind::recover, 20, 30, 1).size(), 1u);
    EXPECT_EQ(count_jobs(db, kApp, job_kind::recover).all, 2);
    EXPECT_EQ(count_jobs(db, kApp, job_kind::recover).tried, 1);
    drop_jobs(db, kApp, job_kind::recover);
    EXPECT_EQ(count_jobs(db, kApp, job_kind::recover).all, 0);
    EXPECT_EQ(count_jobs(db, kApp, job_kind::watch).all, 1);
    EXPECT_EQ(count_jobs(db, kApp + 1, job_kind::recover).all, 1);
}

TEST_F(JobsTest, AnOrderIsWatchedNoMoreByEitherKind) {
    using enum job_kind;
    for (const job_kind kind : {watch, watch_anonymous}) {
        for (const char* id : {"1", "2"}) insert_job(db, kApp, kind, id, 10, 0);
        insert_job(db, kApp + 1, kind, "1", 10, 0);
    }
    insert_job(db, kApp, deliver, "1", 10, 0);
    drop_watch(db, kApp, "1");
    for (const job_kind kind : {watch, watch_anonymous}) {
        const auto left = lease_jobs(db, kApp, kind, 20, 30, 10);
        ASSERT_EQ(left.size(), 1u);
        EXPECT_EQ(left[0].subject, "2");
        EXPECT_EQ(count_jobs(db, kApp + 1, kind).all, 1);
    }
    EXPECT_EQ(count_jobs(db, kApp, deliver).all, 1);
}

}  // namespace
}  // namespace swan
