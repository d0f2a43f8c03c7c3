// Refunds whose sender died or whose answer was lost, on a real database.
#include <gtest/gtest.h>

#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;
using said = baidu::queried_refund;

// ---- senders that die, answers that get lost

TEST_F(LedgerRefundTest, WhatIsBeingSentBelongsToItsSender) {
    send_part(60, "a");
    ledger.now += test::ledger::kSendingMs - 1;
    const auto other = ledger.begin(asks_for(60, "a"));
    EXPECT_FALSE(other.mine);
    EXPECT_EQ(other.what.state, status::sent);
}

TEST_F(LedgerRefundTest, AfterARestartWhatWasSentIsUnknownAndNotSentAgain) {
    send_part(60, "a");
    let_the_sender_die();
    const auto again = ledger.begin(asks_for(60, "a"));
    EXPECT_EQ(again.what.state, status::unknown);
    EXPECT_TRUE(again.lost);
    EXPECT_FALSE(ledger.begin(asks_for(60, "a")).lost) << "an operator is told once";
    EXPECT_EQ(state_of("a"), status::unknown);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(begin_fails(asks_for(60, "b")), code::refund_exceeds_payment);
    EXPECT_EQ(ledger.begin(asks_for(40, "c")).what.state, status::reserved) << "it waits";
}

TEST_F(LedgerRefundTest, AfterARestartTheVerificationIsCancelledAgain) {
    ledger.begin(asks_for(kAll, "a"));
    EXPECT_FALSE(ledger.begin(asks_for(kAll, "a")).mine);
    let_the_sender_die();
    const auto again = ledger.begin(asks_for(kAll, "a"));
    EXPECT_TRUE(again.mine);
    EXPECT_EQ(again.what.state, status::unverifying);
    EXPECT_FALSE(ledger.begin(asks_for(kAll, "a")).mine) << "the second sender has it";
}

TEST_F(LedgerRefundTest, OfTwoSendersThatCancelledOnlyOneSends) {
    ledger.begin(asks_for(kAll, "a"));
    let_the_sender_die();
    ledger.begin(asks_for(kAll, "a"));
    EXPECT_EQ(ledger.verification_cancelled("a"), std::nullopt);
    const auto other = ledger.verification_cancelled("a");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->state, status::sent);
}

TEST_F(LedgerRefundTest, AnAuditBeforeTheAnswerBindsAndTheAnswerChangesNothing) {
    send_part(60, "a");
    EXPECT_EQ(ledger.audit(audit("7", 60)).audit_status, 1);
    EXPECT_EQ(state_of("a"), status::accepted);
    EXPECT_EQ(ledger.news("a", accepted_as("7", 60)).state, status::accepted);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, ALostAnswerIsMadeUpForByAuditAndNotify) {
    send_part(60, "a");
    EXPECT_EQ(ledger.news("a", no_answer()).state, status::unknown);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.audit(audit("7", 60)).audit_status, 1);
    EXPECT_EQ(state_of("a"), status::accepted);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, ALostAnswerIsMadeUpForByTheNotifyAlone) {
    send_part(60, "a");
    ledger.news("a", no_answer());
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(ledger.audit(audit("7", 60)).audit_status, 1) << "late, and true";
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, LateNewsNeverUndoWhatBaiduHasTold) {
    for (const refund_news& late : {refused_with(970), no_answer(), nothing_sent()}) {
        const std::string number = std::to_string(ledger.now);
        send_part(10, number);
        ledger.audit(audit(number, 10));
        EXPECT_EQ(ledger.news(number, late).state, status::accepted);
        ledger.refund_told(notified(number, kDone));
        EXPECT_EQ(ledger.news(number, late).state, status::done);
        ledger.now += 1;
    }
    EXPECT_EQ(reserved(), 30);
}

TEST_F(LedgerRefundTest, WhatWasNotSentGoesBackToWhereItWas) {
    send_part(60, "a");
    EXPECT_EQ(ledger.news("a", nothing_sent()).state, status::reserved);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.begin(asks_for(60, "a")).what.state, status::sent);
    ledger.news("a", accepted_as("1"));

    order made = sold();
    made.tp_order_id = "4711";
    ledger.sell(made);
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    ledger.notify(told);
    refund_request whole = asks_for(kAll, "b");
    whole.tp_order_id = "4711";
    ledger.begin(whole);
    EXPECT_EQ(ledger.news("b", nothing_sent()).state, status::reserved);
    EXPECT_EQ(ledger.begin(whole).what.state, status::unverifying);
    ledger.verification_cancelled("b");
    EXPECT_EQ(ledger.news("b", nothing_sent()).state, status::unverified);
    EXPECT_EQ(ledger.begin(whole).what.state, status::sent) << "not cancelled a second time";
}

TEST_F(LedgerRefundTest, WhatWasNotSentByASlowSenderIsNotCancelledAgain) {
    send_whole("a");
    let_the_sender_die();
    EXPECT_EQ(ledger.begin(asks_for(kAll, "a")).what.state, status::unknown);
    EXPECT_EQ(ledger.news("a", nothing_sent()).state, status::unverified);
}

// ---- cancelling the verification

TEST_F(LedgerRefundTest, AVerificationThatIsNotCancelledLeavesThePaymentAsItWas) {
    ledger.begin(asks_for(kAll, "a"));
    EXPECT_EQ(ledger.news("a", refused_with(10002)).state, status::failed);
    EXPECT_EQ(reserved(), 0);
}

TEST_F(LedgerRefundTest, ACancellationWithoutAnAnswerIsAskedForAgainAtOnce) {
    ledger.begin(asks_for(kAll, "a"));
    EXPECT_EQ(ledger.news("a", no_answer()).state, status::unverifying);
    EXPECT_EQ(reserved(), 100);
    const auto again = ledger.begin(asks_for(kAll, "a"));
    EXPECT_TRUE(again.mine);
    EXPECT_EQ(again.what.state, status::unverifying);
    EXPECT_EQ(begin_fails(asks_for(10, "b")), code::full_refund_only);
}

TEST_F(LedgerRefundTest, TheVerificationOfAPaymentIsCancelledOnce) {
    send_whole("a");
    ledger.news("a", accepted_as("7"));
    ledger.refund_told(notified("7", kFailed));
    EXPECT_EQ(begin_fails(asks_for(10, "b")), code::full_refund_only)
        << "Baidu refunds parts of verified payments only";
    EXPECT_EQ(ledger.begin(asks_for(kAll, "c")).what.state, status::sent);
}

TEST_F(LedgerRefundTest, LateNewsOfTheCancellationSaysNothingOfTheRefund) {
    send_whole("a");
    refund_news late = refused_with(970);
    late.step = status::unverifying;
    EXPECT_EQ(ledger.news("a", late).state, status::sent);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(LedgerRefundTest, WhatCouldNotBeSentMayBeSentAgainUnderItsNumber) {
    send_part(60, "a");
    EXPECT_EQ(ledger.news("a", nothing_sent()).state, status::reserved);
    EXPECT_EQ(reserved(), 60);
    send_part(60, "a");
    EXPECT_EQ(ledger.news("a", accepted_as("7")).state, status::accepted);
}

TEST_F(LedgerRefundTest, OnceUnverifiedAWholeRefundIsRepeatedUntilAccepted) {
    send_whole("a");
    EXPECT_EQ(ledger.news("a", refused_with(10002)).state, status::unverified);
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(begin_fails(asks_for(10, "b")), code::full_refund_only);
    const auto again = ledger.begin(asks_for(kAll, "a"));
    EXPECT_TRUE(again.mine);
    EXPECT_EQ(again.what.state, status::sent);
    EXPECT_EQ(ledger.news("a", accepted_as("7")).state, status::accepted);
}

// ---- the order query

TEST_F(LedgerRefundTest, TheQuerySettlesAWholeRefundOfUnknownOutcome) {
    send_whole("a");
    ledger.news("a", no_answer());
    EXPECT_EQ(ledger.query_says("a", said::none).state, status::unknown) << "absent is not failed";
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.query_says("a", said::running).state, status::accepted);
    EXPECT_EQ(ledger.query_says("a", said::failed).state, status::accepted)
        << "it is not unknown any more";
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
}

TEST_F(LedgerRefundTest, TheQueryMaySayThatItIsDoneOrFailed) {
    send_whole("a");
    ledger.news("a", no_answer());
    EXPECT_EQ(ledger.query_says("a", said::failed).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    ASSERT_EQ(ledger.begin(asks_for(kAll, "b")).what.state, status::sent);
    ledger.news("b", no_answer());
    EXPECT_EQ(ledger.query_says("b", said::failed).state, status::unknown)
        << "that was the first one";
    EXPECT_EQ(ledger.query_says("b", said::done).state, status::unknown);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(LedgerRefundTest, TheQueryDoesNotSpeakOfWhatBaiduRefusedAtOnce) {
    ledger.begin(asks_for(kAll, "a"));
    ledger.news("a", refused_with(10002));
    send_whole("b");
    ledger.news("b", no_answer());
    EXPECT_EQ(ledger.query_says("b", said::done).state, status::done);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(LedgerRefundTest, TheQuerySaysNothingOfAPart) {
    send_part(60, "a");
    ledger.news("a", no_answer());
    for (const said each : {said::running, said::done, said::failed})
        EXPECT_EQ(ledger.query_says("a", each).state, status::unknown);
    EXPECT_EQ(reserved(), 60);
}

}  // namespace
}  // namespace swan
