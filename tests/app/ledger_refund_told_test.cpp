// What Baidu tells of refunds, in whatever order, on a real database.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/give_back.h"
#include "base/text.h"
#include "heard_alerts.h"
#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;

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
    const heard_alerts alerts;
    EXPECT_EQ(ledger.news("a", accepted_as("8")).batch_id, "7");
    EXPECT_EQ(alerts.all(), std::vector<std::string>{"refund_batch"});
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

TEST_F(LedgerRefundTest, WhatWaitsWhileBaiduGivesItBackOtherwiseIsNotSent) {
    send_part(30, "a");
    ledger.begin(asks_for(30, "b"));
    ledger.begin(asks_for(40, "c"));
    ledger.news("a", accepted_as("7"));
    ledger.audit(audit("9", 40));
    ledger.refund_told(notified("9", kDone));
    EXPECT_EQ(reserved(), 140);
    const auto given_up = ledger.begin(asks_for(40, "c"));
    EXPECT_EQ(given_up.what.state, status::failed);
    EXPECT_FALSE(given_up.mine);
    EXPECT_NE(given_up.what.answer_text, "");
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.begin(asks_for(30, "b")).what.state, status::sent) << "there is room for it";
}

TEST_F(LedgerRefundTest, ARefundNobodyAskedForIsApprovedInTheSameCommitAsItsReservation) {
    ledger.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    EXPECT_EQ(ledger.audit(audit("9", 60)).audit_status, 1);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.audit(audit("9", 60)).audit_status, 1);
    EXPECT_EQ(reserved(), 60) << "the same again reserves nothing";
    EXPECT_EQ(ledger.audit(audit("10", 60)).audit_status, 3) << "more than is left";
    EXPECT_EQ(begin_fails(asks_for(60, "a")), code::refund_exceeds_payment);
}

TEST_F(LedgerRefundTest, OursWaitsForTheAmountOfAForeignRefundToo) {
    send_part(60, "a");
    ledger.news("a", accepted_as("11"));
    ledger.refund_told(notified("22", kDone));
    EXPECT_EQ(ledger.audit(audit("11", 60)).audit_status, 3);
    EXPECT_EQ(state_of("a"), status::accepted);
    ledger.audit(audit("22", 40));
    EXPECT_EQ(ledger.audit(audit("11", 60)).audit_status, 1);
    EXPECT_EQ(reserved(), 100);
}

// ---- of a payment that was never booked

class UnbookedRefundTest : public LedgerRefundTest {
  protected:
    UnbookedRefundTest() {
        order made = sold();
        made.tp_order_id = "4711";
        ledger.sell(made);
    }
    static refund_notify refund_ended(notified_refund how) {
        refund_notify told = notified("9", how);
        told.order_id = "1";
        told.tp_order_id = "";
        return told;
    }
    notify_verdict payment_told(int64_t pay_money = 100) {
        payment_notify told = paid_notify();
        told.order_id = "1";
        told.tp_order_id = "4711";
        told.pay_money = pay_money;
        return ledger.notify(told);
    }
    void expect_asked_to_give_back() {
        EXPECT_FALSE(give_back(ledger.db, ledger.rules, "1", ledger.now));
        EXPECT_EQ(ledger.refund_of("1E").state, status::reserved);
        EXPECT_EQ(ledger.refund_of("1E").amount, 100);
    }
};

TEST_F(UnbookedRefundTest, DoneMakesItsPaymentNoPaymentAnyMore) {
    EXPECT_EQ(ledger.refund_told(refund_ended(kDone)).alert, "refund_unknown_order");
    EXPECT_EQ(ledger.messages("refund"), 1);
    EXPECT_EQ(ledger.refund_of("batch:9").state, status::done);
    const auto answer = payment_told();
    EXPECT_TRUE(answer.is_error_order);
    EXPECT_EQ(answer.alert, "paid_after_refund");
    EXPECT_EQ(ledger.payment_of("1").verdict, payment::judgement::late);
    EXPECT_EQ(ledger.view("4711").sold->state, order::status::created);
    EXPECT_EQ(ledger.view("4711").paid, std::nullopt);
}

TEST_F(UnbookedRefundTest, FailedLeavesItsPaymentGood) {
    ledger.refund_told(refund_ended(kFailed));
    EXPECT_FALSE(payment_told().is_error_order);
    EXPECT_EQ(ledger.payment_of("1").verdict, payment::judgement::good);
}

// Its payment, told later, is promised back; but Baidu has not managed that, and nobody else tries.
TEST_F(UnbookedRefundTest, ThatWasApprovedAndFailsIsAnAlertEachTime) {
    refund_audit asked = audit("9", 100);
    asked.order_id = "1";
    asked.tp_order_id = "4711";
    EXPECT_EQ(ledger.audit(asked).audit_status, audit_answer::approve);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(ledger.refund_told(refund_ended(kFailed)).alert, "refund_failed_unbooked");
    EXPECT_TRUE(payment_told().is_error_order);
    EXPECT_EQ(ledger.payment_of("1").reserved, 0);
    expect_asked_to_give_back();
}

TEST_F(UnbookedRefundTest, IsSetAsideOfItsPaymentAndAskedForOnlyWhenItFails) {
    refund_audit asked = audit("9", 60);  // the cash that a discount left to pay
    asked.order_id = "1";
    asked.tp_order_id = "4711";
    EXPECT_EQ(ledger.audit(asked).audit_status, audit_answer::approve);
    EXPECT_TRUE(payment_told(60).is_error_order);
    EXPECT_TRUE(payment_told(60).is_error_order) << "the first answer again";
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
    EXPECT_FALSE(give_back(ledger.db, ledger.rules, "1", ledger.now)) << "it is on its way";
    EXPECT_EQ(find_refund(ledger.db, ledger.rules.app, "1E"), std::nullopt);
    EXPECT_EQ(ledger.refund_told(refund_ended(kFailed)).alert, "");
    EXPECT_EQ(ledger.payment_of("1").reserved, 0);
    expect_asked_to_give_back();
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
}

TEST_F(UnbookedRefundTest, DoneOnTimeLeavesNothingToAskFor) {
    refund_audit asked = audit("9", 100);
    asked.order_id = "1";
    asked.tp_order_id = "4711";
    ledger.audit(asked);
    ledger.refund_told(refund_ended(kDone));
    EXPECT_TRUE(payment_told().is_error_order);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
    EXPECT_TRUE(give_back(ledger.db, ledger.rules, "1", ledger.now));
}

TEST_F(UnbookedRefundTest, DoneAfterFailedCountsToo) {
    ledger.refund_told(refund_ended(kFailed));
    ledger.refund_told(refund_ended(kDone));
    EXPECT_TRUE(payment_told().is_error_order);
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

// The first time is told as such, though the same bytes came before.
TEST_F(LedgerRefundTest, FailureBeforeAndAfterSuccessIsNewOnce) {
    send_part(60, "a");
    ledger.audit(audit("7", 60));
    ledger.refund_told(notified("7", kFailed));
    ledger.refund_told(notified("7", kDone));
    for (int i = 0; i < 2; ++i) {
        const auto effect = ledger.refund_told(notified("7", kFailed));
        EXPECT_EQ(effect.alert, "refund_contradicted");
        EXPECT_EQ(effect.keep_message, i == 0);
    }
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

// What Baidu says of one refund that it did, in every order.
TEST_F(LedgerRefundTest, SuccessWinsInEveryOrderOfTheMessages) {
    enum class message { audit, done, failed, answer, no_answer };
    using enum message;
    std::vector<message> messages{audit, done, failed, answer, no_answer};
    int64_t number = 0;
    do {
        const std::string tp_order_id = concat(++number);
        const std::string order_id = concat("9", number);
        const std::string batch = concat(number, "b");
        order made = sold();
        made.tp_order_id = tp_order_id;
        ledger.sell(made);
        payment_notify told = paid_notify();
        told.order_id = order_id;
        told.tp_order_id = tp_order_id;
        ledger.notify(told);
        refund_request asked = asks_for(60);
        asked.tp_order_id = tp_order_id;
        const std::string id = ledger.begin(asked).what.refund_id;
        const auto ends = [&](notified_refund how) {
            ledger.refund_told(
                {.order_id = order_id, .refund_batch_id = batch, .tp_order_id = "", .status = how});
        };
        for (const message each : messages) {
            if (each == audit)
                ledger.audit({.order_id = order_id, .refund_batch_id = batch, .tp_order_id = ""});
            if (each == done) ends(notified_refund::done);
            if (each == failed) ends(notified_refund::failed);
            if (each == answer) ledger.news(id, test::accepted_as(batch));
            if (each == no_answer) ledger.news(id, test::no_answer());
        }
        EXPECT_EQ(ledger.refund_of(id).state, status::done);
        EXPECT_EQ(ledger.payment_of(order_id).reserved, 60);
        EXPECT_EQ(refunds_of(ledger.db, ledger.rules.app, order_id).size(), 1u);
    } while (std::next_permutation(messages.begin(), messages.end()));
    EXPECT_EQ(number, 120);
}

// An unbooked payment of an order whose merchant was told that it is paid.
TEST_F(LedgerRefundTest, AnAuditOfAPaymentThatNeverCameLooksAtWhatTheMerchantWasTold) {
    ledger.rules.tells_merchant = true;
    order made = sold();
    made.tp_order_id = "4711";
    ledger.sell(made);
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    ledger.notify(told);
    ledger.db.execute("update orders set state = 1 where tp_order_id = '4711'");
    refund_audit asked = audit("7");
    asked.order_id = "2";
    asked.tp_order_id = "4711";
    EXPECT_EQ(ledger.audit(asked).audit_status, 3);
    ledger.db.execute("delete from events");
    EXPECT_EQ(ledger.audit(asked).audit_status, 1);
}

}  // namespace
}  // namespace swan
