// Refunds that the schedule carries out; Baidu is a scripted server, or none.
#include <gtest/gtest.h>

#include "../baidu/api_fixture.h"
#include "../service/plain_server.h"
#include "app/recovery.h"
#include "app/refund_desk.h"
#include "service/store/counters.h"
#include "services_harness.h"

namespace swan::test {
namespace {

using status = refund::status;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kDoubled = "81245245184096";  // the orderId of a second payment

class RefundJobsTest : public ::testing::Test {
  protected:
    RefundJobsTest() : settings(swan::baidu::test_config(server.url("/"))) {
        books.now = store_now_ms();
        books.sell(sold());
        books.notify(paid_notify());
        server.play([](connection& to, const seen_request&) {
            return to.send(http_answer("200 OK", R"({"errno":5010001,"msg":"no"})"));
        });
    }

    void make(status state) {
        books.begin(asks_for(30, "r1"));
        if (state == status::sent) return;
        books.news("r1", state == status::reserved  ? nothing_sent()
                         : state == status::unknown ? no_answer()
                                                    : accepted_as("77"));
        ASSERT_EQ(books.refund_of("r1").state, state);
    }
    // Its job as the schedule has it: it is carried out for the nth time.
    job taken(job_kind kind, const std::string& subject, int64_t attempts = 1) {
        return books.in_transaction([&] {
            books.db.execute(
                "update jobs set due_ms = 0, leased_ms = 0, attempts = :before"
                " where subject = :id",
                {attempts - 1, subject});
            return lease_jobs(books.db, books.rules.app, kind, books.now, books.now + 60'000, 1)
                .at(0);
        });
    }
    job_end run_refund(const job& what) {
        return carry_out(settings, books, &refund_desk::run_refund, what);
    }
    // In how many ms after its last change it is due when the schedule has put the job down.
    int64_t due_after(int64_t attempts) {
        const job what = taken(job_kind::refund, "r1", attempts);
        const job_end again = run_refund(what);
        return books.in_transaction([&] {
            postpone_job(books.db, books.rules.app, what, store_now_ms() + again->count());
            const int64_t due_ms =
                books.db.query_one("select due_ms from jobs where subject = 'r1'", "i")->number(0);
            return due_ms - books.refund_of("r1").updated_ms;
        });
    }
    void recovers(bool on) {
        books.in_transaction(
            [&] { set_counter(books.db, books.rules.app, kRecovering, on ? kRecoveryAsks : 0); });
    }
    template <class Run>
    void expect_busy(Run run) {
        try {
            run();
            ADD_FAILURE() << "it was carried out";
        } catch (const error& e) {
            EXPECT_EQ(e.number(), code::busy);
        }
    }

    plain_server server;
    config settings;
    ledger books;
};

TEST_F(RefundJobsTest, WhatWasReservedIsNotSentWhileRecovering) {
    make(status::reserved);
    const job what = taken(job_kind::refund, "r1");
    recovers(true);
    expect_busy([&] { run_refund(what); });
    EXPECT_EQ(books.refund_of("r1").state, status::reserved);
    EXPECT_TRUE(server.requests().empty());
    recovers(false);
    EXPECT_EQ(run_refund(what), std::nullopt);
    EXPECT_EQ(books.refund_of("r1").state, status::failed) << "it was sent, and refused";
}

TEST_F(RefundJobsTest, NothingIsGivenBackWhileRecovering) {
    payment_notify second = paid_notify();
    second.order_id = kDoubled;
    ASSERT_TRUE(books.notify(second).is_error_order);
    const job what = taken(job_kind::give_back, kDoubled);
    const auto run = [&] { return carry_out(settings, books, &refund_desk::run_give_back, what); };
    recovers(true);
    expect_busy(run);
    EXPECT_EQ(books.payment_of(kDoubled).reserved, 0);
    recovers(false);
    EXPECT_EQ(run(), minutes(5));
    EXPECT_EQ(books.payment_of(kDoubled).reserved, 100);
}

// Each try changes the refund, which plans its next look: that must not be the first one's again.
TEST_F(RefundJobsTest, WhatCannotBeSentIsTriedLessAndLessOften) {
    make(status::reserved);
    server.stop_listening();
    const std::pair<int64_t, seconds> cases[] = {
        {1, seconds(2)}, {5, seconds(10)}, {60, minutes(1)}};
    for (const auto& [attempts, wait] : cases) {
        EXPECT_EQ(due_after(attempts), milliseconds(wait).count()) << attempts;
        EXPECT_EQ(books.refund_of("r1").state, status::reserved);
    }
}

TEST_F(RefundJobsTest, AnUnknownOneIsLookedForLessAndLessOften) {
    make(status::unknown);
    const std::pair<int64_t, minutes> cases[] = {
        {1, minutes(1)}, {7, minutes(7)}, {200, minutes(60)}};
    for (const auto& [attempts, wait] : cases)
        EXPECT_EQ(run_refund(taken(job_kind::refund, "r1", attempts)), wait);
}

TEST_F(RefundJobsTest, OneThatIsAtBaiduIsLookedAtOnceAnHour) {
    make(status::accepted);
    for (const int64_t attempts : {1, 50})
        EXPECT_EQ(run_refund(taken(job_kind::refund, "r1", attempts)), hours(1));
}

}  // namespace
}  // namespace swan::test
