// What a worker takes of the jobs that are due.
#include "app/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "../baidu/api_fixture.h"
#include "../service/log_file.h"
#include "../service/store/temporary_database.h"
#include "app/query_budget.h"
#include "app/rule_book.h"

namespace swan::test {
namespace {

using kinds = std::vector<job_kind>;

class ScheduleTest : public ::testing::Test {
  protected:
    ScheduleTest() { http_global_init(); }

    std::shared_ptr<const applications> app(api_generation api, int64_t queries_a_second = 10,
                                            const std::string& notify_url = "") {
        installation all{};
        all.server.notify.url = notify_url;
        all.server.notify.key_file = files.folder() / "notify.key";
        all.server.store = files.where();
        all.server.order_key_file = files.folder() / "order.key";
        all.server.ledger.queries_a_second = queries_a_second;
        all.apps.push_back(swan::baidu::test_config("http://127.0.0.1:1"));
        all.apps[0].pay.api = api;
        rules = book.of(all);
        return std::make_shared<const applications>(std::make_shared<const installation>(all),
                                                    rules, *db, unfinished, counted, http,
                                                    merchant);
    }
    // The last wish: of those that ask Baidu about orders.
    static job_wish asking(const applications& of, int64_t turn) {
        return of.all().at(0)->wanted_jobs(turn).back();
    }
    task<void> until(schedule& jobs, std::function<bool(sql&)> reached) {
        bool is_reached = false;
        while (!is_reached) is_reached = co_await db->run(access::read, reached);
        jobs.stop();
        events.stop();
    }
    std::function<bool(sql&)> ended(job_kind kind) {
        return [kind, app = rules[0]->app](sql& in) { return count_jobs(in, app, kind).all == 0; };
    }

    temporary_database files;
    loop events;
    std::unique_ptr<store> db = std::make_unique<store>(files.where());
    rule_book book;
    std::vector<const ledger_rules*> rules;
    unfinished_work unfinished;
    metrics counted;
    waiting_limit waiting{1};
    http_client http{events, {}, waiting};
    merchant_line merchant{events, {}};
};

TEST_F(ScheduleTest, WhoAsksAboutOrdersSharesTheBudgetAndIsFirstInTurn) {
    using enum job_kind;
    const auto all = app(api_generation::v2);
    EXPECT_EQ(asking(*all, 1).kinds, (kinds{confirm, recover, watch, watch_anonymous}));
    EXPECT_EQ(asking(*all, 2).kinds, (kinds{recover, watch, confirm, watch_anonymous}));
    EXPECT_EQ(asking(*all, 3).kinds, (kinds{watch, confirm, recover, watch_anonymous}));
    EXPECT_EQ(asking(*all, 5).kinds, (kinds{watch_anonymous, recover, watch, confirm}));
    EXPECT_EQ(asking(*all, 1).most, 8);
}

// Anybody can make them, as many as he likes: those of customers must not wait behind them.
TEST_F(ScheduleTest, AnonymousOrdersGetAFifthWhenOthersAreDueAndElseAll) {
    using enum job_kind;
    const auto all = app(api_generation::v2);
    const int64_t number = rules[0]->app;
    sql beside(files.where());
    beside.begin_write();
    for (int i = 0; i < 40; ++i) {
        insert_job(beside, number, watch, std::to_string(i), 100, 0);
        for (const char* const half : {"a", "b"})
            insert_job(beside, number, watch_anonymous, half + std::to_string(i), 1, 0);
    }
    int64_t turn = 0;
    const auto taken_in = [&](int turns) {
        std::map<job_kind, int> taken;
        for (int i = 0; i < turns; ++i) {
            const job_wish two{asking(*all, ++turn).kinds, 2};
            for (const job& each : lease_jobs(beside, number, {two}, 100, 200)) ++taken[each.kind];
        }
        return taken;
    };
    EXPECT_EQ(taken_in(4), (std::map<job_kind, int>{{watch, 8}}));
    EXPECT_EQ(taken_in(21), (std::map<job_kind, int>{{watch, 32}, {watch_anonymous, 10}}));
    EXPECT_EQ(taken_in(4), (std::map<job_kind, int>{{watch_anonymous, 8}}));
    beside.commit();
}

// Whatever else asks, each gets as much as before from what is left.
TEST_F(ScheduleTest, TheOtherKindsAreFirstEquallyOften) {
    using enum job_kind;
    const auto all = app(api_generation::v2);
    std::map<job_kind, int> first;
    for (int64_t turn = 1; turn <= 15; ++turn) ++first[asking(*all, turn).kinds.front()];
    EXPECT_EQ(first, (std::map<job_kind, int>{
                         {watch, 4}, {confirm, 4}, {recover, 4}, {watch_anonymous, 3}}));
}

// They would end unasked: the order would never be looked at again when API 2.0 is back.
TEST_F(ScheduleTest, UnderApiOneWhatIsWatchedOrRecoveredWaits) {
    const auto all = app(api_generation::v1);
    for (const int64_t turn : {0, 1, 2})
        EXPECT_EQ(asking(*all, turn).kinds, kinds{job_kind::confirm});
}

// Those that are left when notify_url is taken out would be late for ever.
TEST_F(ScheduleTest, EventsAreToBeDeliveredOnlyWhenThereIsSomebodyToTell) {
    const auto delivers = [](const applications& of) {
        const auto wanted = of.all().at(0)->wanted_jobs(1);
        return std::ranges::any_of(wanted, [](const job_wish& each) {
            return std::ranges::count(each.kinds, job_kind::deliver) > 0;
        });
    };
    EXPECT_FALSE(delivers(*app(api_generation::v2)));
    EXPECT_TRUE(delivers(*app(api_generation::v2, 10, "http://127.0.0.1:1/events")));
}

TEST_F(ScheduleTest, AJobWithoutAQueryIsPutBackAndHasNotBeenTried) {
    const auto all = app(api_generation::v2, 1);
    sql beside(files.where());
    beside.begin_write();
    const int64_t number = rules[0]->app;
    insert_job(beside, number, job_kind::watch, "17", 1, 0);
    insert_job(beside, number, job_kind::command, "there is none", 1, 0);
    beside.commit();
    schedule jobs(events, *db, unfinished, counted);
    jobs.use(all);
    events.post([&] {
        query_budget& queries = *rules[0]->queries;
        EXPECT_EQ(queries.left_for_jobs(monotonic_ms()), 1);
        jobs.begin();
        EXPECT_TRUE(queries.take_for_asker("18", monotonic_ms())) << "somebody is faster";
        start(until(jobs, ended(job_kind::command)));  // it is taken together with the other
    });
    events.run();
    db.reset();
    beside.begin_write();
    EXPECT_EQ(count_jobs(beside, number, job_kind::watch).tried, 0);
    const auto again = lease_jobs(beside, number, job_kind::watch, 1, 2, 1);
    ASSERT_EQ(again.size(), 1u) << "it kept its place";
    EXPECT_EQ(again[0].attempts, 1);
    beside.commit();
}

TEST_F(ScheduleTest, AJobThatFailsIsNamedInTheLogAndComesAgain) {
    const log_file log;
    const auto all = app(api_generation::v2);
    const int64_t number = rules[0]->app;
    sql beside(files.where());
    insert_job(beside, number, job_kind::watch, "17", 1, 0);
    beside.run_once("alter table orders rename to lost");
    schedule jobs(events, *db, unfinished, counted);
    jobs.use(all);
    const auto is_put_off = [number](sql& in) {
        const std::vector<job_wish> wanted{{job_kind::watch, 1}};
        const int64_t now_ms = store_now_ms();
        return !any_due(in, number, wanted, now_ms) && any_due(in, number, wanted, now_ms + 60'000);
    };
    events.post([&] {
        jobs.begin();
        start(until(jobs, is_put_off));
    });
    events.run();
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NE(lines[0].find("a job failed kind=watch subject=17 why="), std::string::npos)
        << lines[0];
}

}  // namespace
}  // namespace swan::test
