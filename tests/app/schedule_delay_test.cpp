// When an operator is told that the schedule does not keep up.
#include "app/schedule_delay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "../service/log_file.h"
#include "../service/store/temporary_database.h"
#include "base/text.h"
#include "heard_alerts.h"
#include "runtime/loop.h"
#include "service/store/counters.h"
#include "service/store/names.h"
#include "service/store/schema.h"

namespace swan::test {
namespace {

using enum job_kind;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kApp = 1;

class ScheduleDelayTest : public ::testing::Test {
  protected:
    // As a worker does that has run for so long.
    void measure(std::vector<job_kind> taken, int64_t runs_ms = 11 * kMinuteMs,
                 int64_t app = kApp) {
        loop events;
        delay.begin(store_now_ms() - runs_ms);
        events.post([&] { start(once(events, {app, concat("shop-", app), std::move(taken)})); });
        events.run();
    }
    void insert_due(job_kind kind, int64_t late_ms, int64_t app = kApp) {
        insert_job(beside, app, kind, std::to_string(++jobs), store_now_ms() - late_ms, 0);
    }
    // Seconds; -1: there is no such gauge.
    int64_t gauge(const std::string& kind) {
        const std::string page = counted.text();
        const std::string line =
            "swan_schedule_late_seconds{app=\"shop-1\",kind=\"" + kind + "\"} ";
        const size_t at = page.find(line);
        return at == std::string::npos ? -1 : std::stoll(page.substr(at + line.size()));
    }

    temporary_database files;
    store db{files.where()};
    sql beside{files.where()};
    metrics counted;
    schedule_delay delay{db, counted};
    heard_alerts alerts;
    int jobs = 0;

  private:
    task<void> once(loop& events, schedule_delay::app_jobs of) {
        co_await delay.measure(std::move(of));
        events.stop();
    }
};

TEST_F(ScheduleDelayTest, TheGaugeTellsHowLongTheOldestOfAKindHasWaited) {
    insert_due(watch, 40'000);
    insert_due(watch, 90'000);
    insert_due(confirm, -kMinuteMs);
    insert_due(recover, kMinuteMs);
    measure({watch, confirm});
    EXPECT_GE(gauge("watch"), 90);
    EXPECT_LT(gauge("watch"), 120);
    EXPECT_EQ(gauge("confirm"), 0) << "it is not due yet";
    EXPECT_EQ(gauge("recover"), 0) << "it is not to be taken now";
    beside.execute("delete from jobs");
    measure({watch, confirm});
    EXPECT_EQ(gauge("watch"), 0);
    EXPECT_TRUE(alerts.all().empty());
}

TEST_F(ScheduleDelayTest, TenMinutesAreAnAlertOnceAnHourForEachApp) {
    insert_due(watch, 11 * kMinuteMs);
    insert_due(watch, 11 * kMinuteMs, kApp + 1);
    for (int i = 0; i < 2; ++i) measure({watch});
    EXPECT_EQ(alerts.all().size(), 1U);
    measure({watch}, 11 * kMinuteMs, kApp + 1);
    EXPECT_EQ(alerts.all(), (std::vector<std::string>{"schedule_late", "schedule_late"}));
    const int64_t an_hour_ago = store_now_ms() - 60 * kMinuteMs;
    set_counter(beside, kApp, "schedule_late_watch", an_hour_ago + kMinuteMs);
    measure({watch});
    EXPECT_EQ(alerts.all().size(), 2U);
    set_counter(beside, kApp, "schedule_late_watch", an_hour_ago);
    measure({watch});
    EXPECT_EQ(alerts.all().size(), 3U);
}

// Anybody can make the schedule late in orders that nobody pays: that must not hide the rest.
TEST_F(ScheduleDelayTest, EachKindThatIsLateIsToldInAnHourOfItsOwn) {
    const log_file log;
    const auto is_told = [&](const char* kind) {
        const auto lines = log.lines();
        return std::ranges::count_if(lines, [&](const std::string& line) {
            return line.find(concat("alert schedule_late app=shop-1 kind=", kind, " due=1 ")) !=
                   std::string::npos;
        });
    };
    insert_due(watch_anonymous, 50 * kMinuteMs);
    measure({watch_anonymous, confirm, refund});
    insert_due(confirm, 11 * kMinuteMs);
    insert_due(refund, 12 * kMinuteMs);
    for (int i = 0; i < 2; ++i) measure({watch_anonymous, confirm, refund});
    for (const char* kind : {"watch_anonymous", "confirm", "refund"})
        EXPECT_EQ(is_told(kind), 1) << kind;
    EXPECT_EQ(log.lines().size(), 3U);
}

TEST_F(ScheduleDelayTest, EveryKindFitsIntoTheNameOfACounter) {
    for (const job_kind each : all_values<job_kind>())
        EXPECT_LE(concat(kScheduleLate, name_of(each)).size(), 32U) << name_of(each);
}

TEST_F(ScheduleDelayTest, TheAlertSaysHowManyAndWhatToDo) {
    const log_file log;
    for (const int64_t minutes : {5, 10, 20}) insert_due(watch, minutes * kMinuteMs);
    measure({watch});
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("alert schedule_late app=shop-1 kind=watch due=3 late_s=1200 why=raise"
                            " queries_a_second"),
              std::string::npos)
        << lines[0];
}

TEST_F(ScheduleDelayTest, WhatIsUnderWayIsNotLate) {
    insert_due(watch, 11 * kMinuteMs);
    const int64_t now_ms = store_now_ms();
    ASSERT_EQ(lease_jobs(beside, kApp, watch, now_ms, now_ms + 2 * kMinuteMs, 1).size(), 1U);
    measure({watch});
    EXPECT_EQ(gauge("watch"), 0);
    // Asked for anew meanwhile, it is still under way.
    schedule_job(beside, kApp, watch, "1", now_ms - 11 * kMinuteMs, now_ms);
    measure({watch});
    EXPECT_EQ(gauge("watch"), 0);
    EXPECT_TRUE(alerts.all().empty());
}

// Its lease was another worker's, which has died.
TEST_F(ScheduleDelayTest, WhatIsLeftBehindIsLateSinceItsLeaseEnded) {
    const int64_t ended_ms = store_now_ms() - 3 * kMinuteMs;
    insert_due(watch, 11 * kMinuteMs);
    ASSERT_EQ(lease_jobs(beside, kApp, watch, ended_ms - kMinuteMs, ended_ms, 1).size(), 1U);
    measure({watch});
    EXPECT_GE(gauge("watch"), 180);
    EXPECT_LT(gauge("watch"), 210);
    EXPECT_TRUE(alerts.all().empty());
}

// While no worker ran nothing could be done: the gauge says so, and it is being worked off.
TEST_F(ScheduleDelayTest, AWorkerThatHasJustBegunIsGivenTenMinutes) {
    insert_due(watch, 60 * kMinuteMs);
    measure({watch}, 9 * kMinuteMs);
    EXPECT_GE(gauge("watch"), 3600);
    EXPECT_TRUE(alerts.all().empty());
    measure({watch}, 11 * kMinuteMs);
    EXPECT_EQ(alerts.all().size(), 1U);
}

TEST_F(ScheduleDelayTest, ARecoveryIsNotLate) {
    insert_due(recover, 60 * kMinuteMs);
    measure({recover});
    EXPECT_GE(gauge("recover"), 3600);
    EXPECT_TRUE(alerts.all().empty());
}

}  // namespace
}  // namespace swan::test
