// Payments that Baidu was asked to refund, on a real database.
#include <gtest/gtest.h>

#include "app/operator_refund.h"
#include "paid_twice_harness.h"
#include "service/store/jobs.h"

namespace swan {
namespace {

using namespace test;

class GiveBackTest : public PaidTwiceTest {
  protected:
    // Ours in that state, and nothing else but an undecided audit of `batch`.
    void begin_anew(status ours, const std::string& batch = "") {
        ledger.db.execute("delete from refunds");
        ledger.db.execute("update payments set reserved = 0");
        give();
        if (!batch.empty()) {
            // As if there had been no way to say yes then.
            ledger.db.execute("update payments set reserved = 101 where order_id = '9001'");
            EXPECT_EQ(ledger.audit(asked(batch)).audit_status, 3);
            ledger.db.execute("update payments set reserved = 100 where order_id = '9001'");
        }
        ledger.db.execute("update refunds set state = :state where refund_id = '9001E'",
                          {stored(ours)});
    }
    void expect_ours_is_under_way_as(const std::string& batch) {
        const refund ours = ledger.refund_of(kOurs);
        EXPECT_EQ(ours.state, status::accepted);
        EXPECT_EQ(ours.batch_id, batch);
        EXPECT_EQ(ours.audit_status, 1);
    }
};

TEST_F(GiveBackTest, IsDueHalfAnHourAfterTheAnswer) {
    const auto due =
        lease_jobs(ledger.db, ledger.rules.app, job_kind::give_back,
                   ledger.now + int64_t{30} * 60'000, ledger.now + int64_t{60} * 60'000, 5);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].subject, kSecond);
    EXPECT_EQ(due[0].due_ms, ledger.now + int64_t{30} * 60'000);
}

TEST_F(GiveBackTest, AsksForTheWholeOnce) {
    EXPECT_FALSE(give());
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
    const refund ours = ledger.refund_of(kOurs);
    EXPECT_EQ(ours.state, status::reserved);
    EXPECT_EQ(ours.origin, refund::source::abnormal);
    EXPECT_EQ(ours.amount, 100);
    EXPECT_TRUE(ours.whole);
    EXPECT_EQ(ours.asked_by, "isErrorOrder");
    EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
    EXPECT_EQ(reserved(), 0) << "the good payment is another one";
}

// Nothing is asked for then: not_given_back tells.
TEST_F(GiveBackTest, AMerchantsRefundMayHaveItsNumber) {
    ledger.begin(asks_for(10, kOurs));
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
    EXPECT_EQ(ledger.payment_of(kSecond).reserved, 0);
}

TEST_F(GiveBackTest, AfterBaidusOwnAuditThereIsNothingToAskFor) {
    ASSERT_EQ(ledger.audit(asked("7")).audit_status, 1);
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
    ledger.refund_told(ended("7", kDone));
    EXPECT_TRUE(give());
}

TEST_F(GiveBackTest, AfterAFailureItIsAskedForByUs) {
    ledger.audit(asked("7"));
    ledger.refund_told(ended("7", kFailed));
    EXPECT_FALSE(give());
    EXPECT_EQ(state_of(kOurs), status::reserved);
}

TEST_F(GiveBackTest, AfterAPartOfItTheRestIsAskedFor) {
    ASSERT_EQ(ledger.audit(asked("7", 40)).audit_status, 1);
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1) << "the part is on its way";
    ledger.refund_told(ended("7", kDone));
    EXPECT_FALSE(give());
    const refund rest = ledger.refund_of(kOurs);
    EXPECT_EQ(rest.state, status::reserved);
    EXPECT_EQ(rest.amount, 60);
    EXPECT_FALSE(rest.whole);
    EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
    ledger.in_transaction(
        [&] { return resume_refund(ledger.db, ledger.rules, kOurs, ledger.now); });
    EXPECT_EQ(ledger.audit(asked("8", 60)).audit_status, 1);
    ledger.refund_told(ended("8", kDone));
    EXPECT_TRUE(give());
}

TEST_F(GiveBackTest, NothingIsAskedForWhileNobodyKnowsHowMuchWentBack) {
    ledger.refund_told(ended("7", kDone));
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
}

TEST_F(GiveBackTest, ThePartThatIsLeftOfADiscountedPaymentIsNotAskedFor) {
    ledger.db.execute("update payments set pay_money = 80 where order_id = '9001'");
    ASSERT_EQ(ledger.audit(asked("7", 40)).audit_status, 3);
    ledger.in_transaction([&] {
        decide_audit(ledger.db, ledger.rules, "7", audit_decision::approve, "o", ledger.now);
    });
    ledger.refund_told(ended("7", kDone));
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
}

TEST_F(GiveBackTest, OneOfOursThatFailedIsNotAskedForAgain) {
    give();
    ledger.db.execute("update refunds set state = 9");
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
}

TEST_F(GiveBackTest, AnAuditIsBoundToOurs) {
    give();
    ledger.db.execute("update refunds set state = 5");
    EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
    EXPECT_EQ(ledger.refund_of(kOurs).batch_id, "7");
    EXPECT_EQ(ledger.audit(asked("8")).audit_status, 3) << "Baidu's own, beside ours";
    ledger.refund_told(ended("7", kDone));
    EXPECT_EQ(state_of(kOurs), status::done);
    EXPECT_TRUE(give());
    EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
}

// ---- Baidu gives it back itself, beside ours

// The schedule has begun to send ours.
constexpr auto kSentOrNot = {status::reserved, status::unverifying, status::unverified,
                             status::sent,     status::unknown,     status::accepted};

TEST_F(GiveBackTest, AnAuditThatComesAfterOursIsOurs) {
    for (const auto state : kSentOrNot) {
        SCOPED_TRACE(stored(state));
        begin_anew(state);
        EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
        EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
        expect_ours_is_under_way_as("7");
        EXPECT_EQ(refunds(), 1);
    }
}

// Its batch was known before: answered 3 while something held the money.
TEST_F(GiveBackTest, AnAuditThatWasUndecidedBeforeOursIsOursWhenBaiduAsksAgain) {
    for (const auto state : kSentOrNot) {
        SCOPED_TRACE(stored(state));
        begin_anew(state, "7");
        EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
        expect_ours_is_under_way_as("7");
        const refund merged = ledger.refund_of("batch:7");
        EXPECT_EQ(merged.state, status::failed);
        EXPECT_EQ(merged.batch_id, std::nullopt);
        EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
        ledger.refund_told(ended("7", kDone));
        EXPECT_EQ(state_of(kOurs), status::done);
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
        EXPECT_TRUE(give());
    }
}

TEST_F(GiveBackTest, WhatBaiduHasGivenBackUnaskedIsOurs) {
    for (const auto state : kSentOrNot) {
        SCOPED_TRACE(stored(state));
        begin_anew(state, "7");
        EXPECT_EQ(ledger.refund_told(ended("7", kDone)).alert, "");
        EXPECT_EQ(state_of(kOurs), status::done);
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
        EXPECT_EQ(state_of("batch:7"), status::failed);
    }
}

TEST_F(GiveBackTest, OfWhatBaiduCouldNotGiveBackOursGoesOn) {
    for (const auto state : kSentOrNot) {
        SCOPED_TRACE(stored(state));
        begin_anew(state, "7");
        ledger.refund_told(ended("7", kFailed));
        EXPECT_EQ(state_of("batch:7"), status::failed);
        EXPECT_EQ(state_of(kOurs), state);
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
    }
}

TEST_F(GiveBackTest, ASecondAuditOfItIsCaught) {
    for (const auto state : kSentOrNot) {
        SCOPED_TRACE(stored(state));
        begin_anew(state, "7");
        ASSERT_EQ(ledger.audit(asked("7")).audit_status, 1);
        EXPECT_EQ(ledger.audit(asked("8")).audit_status, 3);
        ledger.refund_told(ended("7", kDone));
        EXPECT_EQ(ledger.audit(asked("8")).audit_status, 3);
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
    }
}

TEST_F(GiveBackTest, APartThatIsNotTheSameMoneyWaitsForOurs) {
    begin_anew(status::reserved);
    EXPECT_EQ(ledger.audit(asked("7", 40)).audit_status, 3);
    EXPECT_EQ(state_of(kOurs), status::reserved);
    EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
}

TEST_F(GiveBackTest, WhatWasNotSentIsNoYesWhereSomethingElseHasGoneBack) {
    begin_anew(status::reserved);
    ledger.refund_told(ended("9", kDone));
    EXPECT_EQ(ledger.audit(asked("7")).audit_status, 3) << "nobody knows how much 9 took";
    ledger.db.execute("update refunds set amount = 40 where batch_id = '9'");
    ledger.db.execute("update payments set reserved = reserved + 40 where order_id = '9001'");
    EXPECT_EQ(ledger.audit(asked("7")).audit_status, 3);
    EXPECT_EQ(state_of(kOurs), status::reserved);
}

// The answer to our call comes last, whatever it says.
TEST_F(GiveBackTest, TheAnswerToOursAfterItsAuditChangesNothing) {
    for (const refund_news& said : {refused_with(2002), no_answer(), nothing_sent()}) {
        begin_anew(status::sent, "7");
        ledger.audit(asked("7"));
        ledger.news(kOurs, said);
        expect_ours_is_under_way_as("7");
        EXPECT_EQ(ledger.payment_of(kSecond).reserved, 100);
    }
}

TEST_F(GiveBackTest, WhatBaiduTookOnIsNotSentAnyMore) {
    begin_anew(status::unverifying);
    ledger.audit(asked("7"));
    const auto stands = ledger.verification_cancelled(kOurs);
    ASSERT_TRUE(stands);
    EXPECT_EQ(stands->state, status::accepted);
    const auto resumed = ledger.in_transaction(
        [&] { return resume_refund(ledger.db, ledger.rules, kOurs, ledger.now); });
    EXPECT_FALSE(resumed->mine);
}

TEST_F(GiveBackTest, AGoodPaymentIsNotGivenBack) {
    EXPECT_TRUE(give(kPaidAs));
    EXPECT_TRUE(give("never heard of"));
    EXPECT_EQ(refunds(), 0);
}

TEST_F(GiveBackTest, TheMerchantCannotTakeItsNumber) {
    give();
    EXPECT_EQ(begin_fails(asks_for(kAll, kOurs)), code::refund_conflict);
}

}  // namespace
}  // namespace swan
