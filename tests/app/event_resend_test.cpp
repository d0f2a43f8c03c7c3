#include "app/event_resend.h"

#include <gtest/gtest.h>

#include "ledger_harness.h"
#include "service/store/events.h"
#include "service/store/jobs.h"

namespace swan {
namespace {

using test::kSold;

class EventResendTest : public ::testing::Test {
  protected:
    EventResendTest() {
        ledger.rules.tells_merchant = true;
        ledger.sell(test::sold());
        ledger.notify(test::paid_notify());
        drop_job(ledger.db, ledger.rules.app, job_kind::deliver, kSold);
    }

    event only() { return events_of(ledger.db, ledger.rules.app, kSold).at(0); }
    event ended(event::status state) {
        event one = only();
        one.state = state;
        one.attempts = 9;
        one.answer = "HTTP 500";
        one.ended_ms = ledger.now;
        update_event(ledger.db, ledger.rules.app, one);
        return one;
    }
    void resend(const std::string& id) {
        ledger.in_transaction([&] { resend_event(ledger.db, ledger.rules, id, ledger.now); });
    }
    std::vector<job> due() {
        return lease_jobs(ledger.db, ledger.rules.app, job_kind::deliver, ledger.now,
                          ledger.now + 1, 10);
    }
    void expect_refused(const std::string& id, const std::string& why) {
        try {
            resend(id);
            ADD_FAILURE() << "it is sent again";
        } catch (const error& e) {
            EXPECT_EQ(e.number(), code::param_illegal);
            EXPECT_NE(e.client_text().find(why), std::string::npos) << e.client_text();
        }
    }
    code thrown_for(const std::string& id) {
        try {
            resend(id);
        } catch (const error& e) {
            return e.number();
        }
        return code::succ;
    }

    test::ledger ledger;
};

TEST_F(EventResendTest, WhatHasEndedWaitsAnewAndIsDue) {
    for (const auto state : {event::status::dead, event::status::sent, event::status::dropped}) {
        resend(ended(state).id);
        EXPECT_EQ(only().state, event::status::waiting) << name_of(state);
        EXPECT_EQ(only().attempts, 0);
        EXPECT_EQ(only().answer, "");
        EXPECT_EQ(only().ended_ms, 0);
        const auto jobs = due();
        ASSERT_EQ(jobs.size(), 1u) << name_of(state);
        EXPECT_EQ(jobs[0].subject, kSold);
        drop_job(ledger.db, ledger.rules.app, job_kind::deliver, kSold);
    }
}

TEST_F(EventResendTest, PaidIsNotToldOfAPaymentThatGoesBackOrIsNotGood) {
    for (const auto state : {event::status::sent, event::status::dropped}) {
        const event one = ended(state);
        ledger.db.execute("update payments set verdict = 2");
        expect_refused(one.id, "mismatch");
        ledger.db.execute("update payments set verdict = 1");
        const refund back = ledger.begin(test::asks_for(10)).what;
        expect_refused(one.id, "a refund of this payment");
        EXPECT_EQ(events_of(ledger.db, ledger.rules.app, kSold).at(0).state, state);
        ledger.news(back.refund_id, test::refused_with(10000));
        resend(one.id);
    }
}

// It is dropped then, and does not stop its order's queue any more.
TEST_F(EventResendTest, ADeadPaidOfARefundedPaymentHasItsTurn) {
    ledger.begin(test::asks_for(10));
    resend(ended(event::status::dead).id);
    EXPECT_EQ(events_of(ledger.db, ledger.rules.app, kSold).at(0).state, event::status::waiting);
}

TEST_F(EventResendTest, WhatIsNotThereOrNotConfirmedIsRefused) {
    EXPECT_EQ(thrown_for("0123"), code::not_found);
    EXPECT_EQ(thrown_for(ended(event::status::held).id), code::param_illegal);
    EXPECT_EQ(only().state, event::status::held);
    EXPECT_TRUE(due().empty());
}

}  // namespace
}  // namespace swan
