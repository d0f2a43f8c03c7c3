// Refunds in the ledger, on a real database: begun, sent, lost, bound, done.
#include <gtest/gtest.h>

#include <thread>

#include "app/ledger.h"
#include "ledger_harness.h"

namespace swan {
namespace {

using status = refund::status;
using test::accepted_as;
using test::asks_for;
using test::audit;
using test::kSold;
using test::no_answer;
using test::nothing_sent;
using test::notified;
using test::paid_notify;
using test::refused_with;
using test::sold;

constexpr auto kDone = notified_refund::done;
constexpr auto kFailed = notified_refund::failed;
constexpr std::nullopt_t kAll = std::nullopt;

class LedgerRefundTest : public ::testing::Test {
  protected:
    LedgerRefundTest() {
        ledger.sell(sold());
        ledger.notify(paid_notify());
    }

    int64_t reserved() { return ledger.payment_of().reserved; }
    status state_of(const std::string& refund_id) { return ledger.refund_of(refund_id).state; }

    code begin_fails(const refund_request& asked) {
        try {
            ledger.begin(asked);
        } catch (const error& e) {
            return e.number();
        }
        return code::succ;
    }

    // A part that Baidu has been asked for, outcome not known yet.
    void send_part(int64_t amount, const std::string& id) {
        const auto begun = ledger.begin(asks_for(amount, id));
        ASSERT_TRUE(begun.mine);
        ASSERT_EQ(begun.what.state, status::sent);
    }
    void refund_part(int64_t amount, const std::string& id, const std::string& batch) {
        send_part(amount, id);
        ledger.news(id, accepted_as(batch));
        ledger.audit(audit(batch, amount));
        ledger.refund_told(notified(batch, kDone));
    }
    // A whole refund whose verification is cancelled and that is being sent.
    void send_whole(const std::string& id) {
        ASSERT_EQ(ledger.begin(asks_for(kAll, id)).what.state, status::unverifying);
        ASSERT_EQ(ledger.verification_cancelled(id), std::nullopt);
        ASSERT_EQ(state_of(id), status::sent);
    }
    void let_the_sender_die() { ledger.now += test::ledger::kSendingMs; }

    test::ledger ledger;
};

// ---- the usual course

TEST_F(LedgerRefundTest, AWholeRefundIsUnverifyingThenSentThenAcceptedThenDone) {
    const auto begun = ledger.begin(asks_for(kAll));
    EXPECT_EQ(begun.what.refund_id, std::string(kSold) + "-all-1");
    EXPECT_EQ(begun.what.state, status::unverifying);
    EXPECT_TRUE(begun.mine);
    EXPECT_FALSE(begun.repeated);
    EXPECT_EQ(reserved(), 100);
    const std::string id = begun.what.refund_id;

    EXPECT_EQ(ledger.verification_cancelled(id), std::nullopt);
    EXPECT_EQ(state_of(id), status::sent);
    EXPECT_EQ(ledger.news(id, accepted_as("7", 100)).state, status::accepted);
    const auto verdict = ledger.audit(audit("7", 100));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 100);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of(id), status::done);
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, PartsGoBackOneAfterTheOtherUntilNothingIsLeft) {
    refund_part(30, "a", "1");
    refund_part(30, "b", "2");
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(begin_fails(asks_for(41, "c")), code::refund_exceeds_payment);
    const auto rest = ledger.begin(asks_for(kAll));
    EXPECT_EQ(rest.what.amount, 40);
    EXPECT_FALSE(rest.what.whole);
    EXPECT_EQ(rest.what.state, status::sent) << "the rest cancels no verification";
    EXPECT_EQ(begin_fails(asks_for(1, "d")), code::refund_exceeds_payment);
}

TEST_F(LedgerRefundTest, ASecondPartWaitsUntilTheFirstIsBound) {
    send_part(30, "a");
    const auto waiting = ledger.begin(asks_for(30, "b"));
    EXPECT_EQ(waiting.what.state, status::reserved);
    EXPECT_FALSE(waiting.mine);
    EXPECT_EQ(reserved(), 60);
    EXPECT_FALSE(ledger.begin(asks_for(30, "b")).mine);

    ledger.news("a", accepted_as("1"));
    const auto goes_on = ledger.begin(asks_for(30, "b"));
    EXPECT_TRUE(goes_on.mine);
    EXPECT_TRUE(goes_on.repeated);
    EXPECT_EQ(goes_on.what.state, status::sent);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, AnOrphanCanBeRefunded) {
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    ledger.notify(told);
    refund_request asked = asks_for(kAll);
    asked.tp_order_id = "4711";
    EXPECT_TRUE(ledger.begin(asked).mine);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
}

TEST_F(LedgerRefundTest, WhoAskedAndWhyAreKept) {
    refund_request asked = asks_for(10, "a");
    asked.reason = "broken cup";
    ledger.begin(asked);
    EXPECT_EQ(ledger.refund_of("a").asked_by, "shop");
    EXPECT_EQ(ledger.refund_of("a").reason, "broken cup");
    EXPECT_EQ(ledger.refund_of("a").asked, "10");
}

// ---- what may not be refunded

TEST_F(LedgerRefundTest, AnUnknownOrAnUnpaidOrderIsNotRefunded) {
    refund_request asked = asks_for(kAll);
    asked.tp_order_id = "4711";
    EXPECT_EQ(begin_fails(asked), code::order_not_existed);
    order unpaid = sold();
    unpaid.tp_order_id = "4712";
    ledger.sell(unpaid);
    asked.tp_order_id = "4712";
    EXPECT_EQ(begin_fails(asked), code::order_not_paid);
}

TEST_F(LedgerRefundTest, ADuplicateDoesNotMakeItsOrderRefundableTwice) {
    payment_notify again = paid_notify();
    again.order_id = "1";
    ledger.notify(again);
    send_whole("a");
    EXPECT_EQ(begin_fails(asks_for(kAll, "b")), code::refund_exceeds_payment);
    EXPECT_EQ(ledger.payment_of("1").reserved, 0);
}

TEST_F(LedgerRefundTest, OfFiftyRefundsOf60AtOnceExactlyOneGoesThrough) {
    constexpr int kWorkers = 5;
    constexpr int kEach = 10;
    std::atomic<int> begun{0};
    std::atomic<int> exceeded{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < kWorkers; ++i)
        workers.emplace_back([&, i] {
            sql mine(ledger.files.where());
            for (int j = 0; j < kEach; ++j) {
                mine.begin_write();
                try {
                    const std::string id = std::to_string(i * kEach + j);
                    begin_refund(mine, ledger.us, asks_for(60, id), ledger.now);
                    ++begun;
                } catch (const error& e) {
                    exceeded += e.number() == code::refund_exceeds_payment;
                }
                mine.commit();
            }
        });
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(begun, 1);
    EXPECT_EQ(exceeded, kWorkers * kEach - 1);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, ADiscountedPaymentGoesBackWholeOrNotAtAll) {
    order made = sold();
    made.tp_order_id = "4711";
    ledger.sell(made);
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    told.pay_money = 80;
    ledger.notify(told);
    refund_request asked = asks_for(50, "a");
    asked.tp_order_id = "4711";
    EXPECT_EQ(begin_fails(asked), code::full_refund_only);
    asked = asks_for(kAll, "b");
    asked.tp_order_id = "4711";
    EXPECT_EQ(ledger.begin(asked).what.amount, 100);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
}

// ---- the same request again

TEST_F(LedgerRefundTest, TheSameRefundIdAgainIsTheSameRefund) {
    send_part(60, "a");
    ledger.news("a", accepted_as("1", 60));
    const auto again = ledger.begin(asks_for(60, "a"));
    EXPECT_TRUE(again.repeated);
    EXPECT_FALSE(again.mine);
    EXPECT_EQ(again.what.state, status::accepted);
    EXPECT_EQ(again.what.batch_id, "1");
    EXPECT_EQ(again.what.refund_pay_money, 60);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, TheSameRefundIdWithOtherParametersIsAConflict) {
    send_part(60, "a");
    EXPECT_EQ(begin_fails(asks_for(59, "a")), code::refund_conflict);
    EXPECT_EQ(begin_fails(asks_for(kAll, "a")), code::refund_conflict);
    refund_request asked = asks_for(60, "a");
    asked.reason = "another";
    EXPECT_EQ(begin_fails(asked), code::refund_conflict);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, ARefundIdOfAnotherOrderIsAConflict) {
    send_part(60, "a");
    order made = sold();
    made.tp_order_id = "4711";
    ledger.sell(made);
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    ledger.notify(told);
    refund_request asked = asks_for(60, "a");
    asked.tp_order_id = "4711";
    EXPECT_EQ(begin_fails(asked), code::refund_conflict);
}

TEST_F(LedgerRefundTest, ARetryWithoutARefundIdIsNeverASecondRefund) {
    const auto first = ledger.begin(asks_for(30));
    EXPECT_TRUE(first.mine);
    EXPECT_FALSE(ledger.begin(asks_for(30)).mine) << "it is being sent";
    ledger.news(first.what.refund_id, no_answer());
    EXPECT_EQ(ledger.begin(asks_for(30)).what.refund_id, first.what.refund_id);
    ledger.audit(audit("7", 30));
    ledger.refund_told(notified("7", kDone));
    const auto again = ledger.begin(asks_for(30));
    EXPECT_EQ(again.what.refund_id, first.what.refund_id);
    EXPECT_EQ(again.what.state, status::done);
    EXPECT_EQ(reserved(), 30);
}

TEST_F(LedgerRefundTest, ARetryAfterADefiniteNoIsANewRefund) {
    const auto first = ledger.begin(asks_for(30));
    EXPECT_EQ(ledger.news(first.what.refund_id, refused_with(970)).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    const auto second = ledger.begin(asks_for(30));
    EXPECT_NE(second.what.refund_id, first.what.refund_id);
    EXPECT_TRUE(second.mine);
    EXPECT_EQ(reserved(), 30);
}

TEST_F(LedgerRefundTest, ARefusedRefundKeepsItsAnswerUnderItsRefundId) {
    send_part(30, "a");
    ledger.news("a", refused_with(970));
    const auto again = ledger.begin(asks_for(30, "a"));
    EXPECT_FALSE(again.mine);
    EXPECT_EQ(again.what.state, status::failed);
    EXPECT_EQ(again.what.answer_code, 970);
    EXPECT_EQ(again.what.answer_text, "no");
    EXPECT_EQ(reserved(), 0);
}

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

// "Consumed or unknown" may say to a second cancellation that the first has got through.
TEST_F(LedgerRefundTest, ANoToASecondCancellationIsNotDefinite) {
    ledger.begin(asks_for(kAll, "a"));
    ledger.news("a", no_answer());
    ledger.now += 1;
    ledger.begin(asks_for(kAll, "a"));
    EXPECT_EQ(ledger.news("a", refused_with(10002)).state, status::unverified);
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.begin(asks_for(kAll, "a")).what.state, status::sent);
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
    EXPECT_EQ(ledger.query_says("a", -1).state, status::unknown) << "absent is not failed";
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.query_says("a", 1).state, status::accepted);
    EXPECT_EQ(ledger.query_says("a", 9).state, status::accepted) << "it is not unknown any more";
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
}

TEST_F(LedgerRefundTest, TheQueryMaySayThatItIsDoneOrFailed) {
    send_whole("a");
    ledger.news("a", no_answer());
    EXPECT_EQ(ledger.query_says("a", 9).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    send_whole("b");
    ledger.news("b", no_answer());
    EXPECT_EQ(ledger.query_says("b", 9).state, status::unknown) << "that was the first one";
    EXPECT_EQ(ledger.query_says("b", 2).state, status::unknown);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(LedgerRefundTest, TheQueryDoesNotSpeakOfWhatBaiduRefusedAtOnce) {
    ledger.begin(asks_for(kAll, "a"));
    ledger.news("a", refused_with(10002));
    send_whole("b");
    ledger.news("b", no_answer());
    EXPECT_EQ(ledger.query_says("b", 2).state, status::done);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(LedgerRefundTest, TheQuerySaysNothingOfAPart) {
    send_part(60, "a");
    ledger.news("a", no_answer());
    for (const int said : {1, 2, 9}) EXPECT_EQ(ledger.query_says("a", said).state, status::unknown);
    EXPECT_EQ(reserved(), 60);
}

// ---- doubled requests, foreign refunds

TEST_F(LedgerRefundTest, ADoubledRequestIsCaughtByItsSecondBatch) {
    send_part(40, "a");
    EXPECT_EQ(ledger.audit(audit("7", 40)).audit_status, 1);
    const auto doubled = ledger.audit(audit("8", 40));
    EXPECT_EQ(doubled.audit_status, 3);
    EXPECT_EQ(reserved(), 40);
    EXPECT_EQ(state_of("batch:8"), status::requested);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
}

TEST_F(LedgerRefundTest, AnAnswerWithAnotherBatchThanTheAuditDoesNotRebind) {
    send_part(40, "a");
    ledger.audit(audit("7", 40));
    EXPECT_EQ(ledger.news("a", accepted_as("8")).batch_id, "7");
    EXPECT_EQ(ledger.audit(audit("8", 40)).audit_status, 3);
}

TEST_F(LedgerRefundTest, AForeignRefundBlocksFurtherOnesUntilItsAmountIsKnown) {
    ledger.refund_told(notified("9", kDone));
    EXPECT_EQ(state_of("batch:9"), status::done);
    EXPECT_EQ(begin_fails(asks_for(1, "a")), code::refund_exceeds_payment);
    ledger.audit(audit("9", 30));
    EXPECT_EQ(reserved(), 30);
    EXPECT_EQ(begin_fails(asks_for(71, "a")), code::refund_exceeds_payment);
    EXPECT_EQ(begin_fails(asks_for(70, "a")), code::succ);
}

TEST_F(LedgerRefundTest, AForeignRefundAlsoHoldsBackWhatWaits) {
    send_part(30, "a");
    ledger.begin(asks_for(30, "b"));
    ledger.news("a", accepted_as("7"));
    ledger.refund_told(notified("9", kDone));
    EXPECT_EQ(ledger.begin(asks_for(30, "b")).what.state, status::reserved);
    ledger.audit(audit("9", 30));
    EXPECT_EQ(ledger.begin(asks_for(30, "b")).what.state, status::sent);
}

TEST_F(LedgerRefundTest, ARefundNobodyAskedForIsApprovedInTheSameCommitAsItsReservation) {
    ledger.us.unasked_refund = server_settings::unasked::approve;
    EXPECT_EQ(ledger.audit(audit("9", 60)).audit_status, 1);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.audit(audit("9", 60)).audit_status, 1);
    EXPECT_EQ(reserved(), 60) << "the same again reserves nothing";
    EXPECT_EQ(ledger.audit(audit("10", 60)).audit_status, 3) << "more than is left";
    EXPECT_EQ(begin_fails(asks_for(60, "a")), code::refund_exceeds_payment);
}

TEST_F(LedgerRefundTest, ARefundOfAnUnknownPaymentIsOnlyKept) {
    refund_notify told = notified("9", kDone);
    told.order_id = "4711";
    EXPECT_NE(ledger.refund_told(told).alert, "");
    EXPECT_EQ(ledger.messages("refund"), 1);
    EXPECT_TRUE(refunds_of(ledger.db, ledger.us.app, "4711").empty());
}

// ---- success beats failure

TEST_F(LedgerRefundTest, SuccessAfterFailureIsDone) {
    send_part(60, "a");
    ledger.audit(audit("7", 60));
    ledger.refund_told(notified("7", kFailed));
    EXPECT_EQ(state_of("a"), status::failed);
    EXPECT_EQ(reserved(), 0);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, FailureAfterSuccessStaysDone) {
    send_part(60, "a");
    ledger.refund_told(notified("7", kDone));
    EXPECT_NE(ledger.refund_told(notified("7", kFailed)).alert, "");
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.messages("refund"), 2);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(ledger.messages("refund"), 2);
}

TEST_F(LedgerRefundTest, SuccessAfterTheAmountWasGivenToAnotherLetsBothStand) {
    send_part(60, "a");
    ledger.audit(audit("7", 60));
    ledger.refund_told(notified("7", kFailed));
    refund_part(60, "b", "8");
    EXPECT_EQ(ledger.refund_told(notified("7", kDone)).alert, "over_refunded");
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(state_of("b"), status::done);
    EXPECT_EQ(reserved(), 120);
    EXPECT_EQ(begin_fails(asks_for(1, "c")), code::refund_exceeds_payment);
}

}  // namespace
}  // namespace swan
