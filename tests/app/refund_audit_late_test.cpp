// What Baidu's audit does to a refund whose end it has told already.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "refund_samples.h"

namespace swan {
namespace {

using namespace test;

TEST(LateAuditTest, TheAuditOfAForeignRefundThatIsDoneTellsItsAmount) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(foreign(status::done, -1)));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.write->amount, 40);
    EXPECT_EQ(verdict.effect.write->state, status::done);
    EXPECT_EQ(verdict.effect.reserve_anyway, 40);
    EXPECT_EQ(verdict.effect.alert, "");
}

TEST(LateAuditTest, TheCashOfADiscountedPaymentIsTheWholeThere) {
    payment discounted = paid();
    discounted.pay_money = 80;
    const auto verdict =
        judge_audit(audit("7", 80), with_batch(foreign(status::done, -1), discounted));
    EXPECT_EQ(verdict.money, 80);
    EXPECT_EQ(verdict.effect.write->amount, 100);
    EXPECT_EQ(verdict.effect.reserve_anyway, 100);
}

TEST(LateAuditTest, AnAmountLearntLateMayShowThatTooMuchWentBack) {
    refund_facts known = with_batch(foreign(status::done, -1));
    known.paid->reserved = 70;
    EXPECT_EQ(judge_audit(audit("7", 40), known).effect.alert, "over_refunded");
}

TEST(LateAuditTest, TheSameAuditAgainOfWhatWentBackTwiceIsAnAlertAgain) {
    refund_facts known = with_batch(answered(refunded(status::done, 40), 1, 40));
    EXPECT_EQ(judge_audit(audit("7", 40), known).effect.alert, "");
    known.paid->reserved = 110;
    EXPECT_EQ(judge_audit(audit("7", 40), known).effect.alert, "over_refunded");
}

TEST(LateAuditTest, ALateAuditOfOursThatIsDoneIsApprovedForItsCash) {
    payment discounted = paid();
    discounted.pay_money = 80;
    refund mine = whole(status::done);
    const auto verdict = judge_audit(audit("7"), with_batch(mine, discounted));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 80);
    EXPECT_EQ(verdict.effect.write->state, status::done);
    EXPECT_EQ(verdict.effect.reserve_anyway, 0);
}

TEST(LateAuditTest, AnAuditAfterAFailureReservesNothing) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(refunded(status::failed, 40)));
    expect_left_open(verdict, "audit_after_failure");
    expect_nothing_moves(verdict.effect);
}

// It was once dropped, so that a success told after all was of nobody knows how much.
TEST(LateAuditTest, AnAuditAfterAFailureTellsTheAmountOfALaterSuccess) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(foreign(status::failed, -1)));
    expect_left_open(verdict, "audit_after_failure");
    EXPECT_EQ(verdict.effect.write->amount, 40);
    EXPECT_EQ(verdict.effect.write->state, status::failed);
    EXPECT_EQ(verdict.effect.reserve + verdict.effect.reserve_anyway, 0);
    const auto later =
        judge(notified("7", notified_refund::done), with_batch(*verdict.effect.write));
    EXPECT_EQ(later.write->state, status::done);
    EXPECT_EQ(later.reserve_anyway, 40);
}

TEST(LateAuditTest, ABatchOfAnotherPaymentMovesNothing) {
    refund_audit asked = audit("7", 40);
    asked.order_id = "4711";
    for (refund known :
         {foreign(status::requested, 40), answered(foreign(status::done, 40), 1, 40)}) {
        const auto verdict =
            judge_audit(asked, with_batch(known), ledger_settings::unasked::approve);
        expect_left_open(verdict, "batch_of_another_payment");
        expect_nothing_moves(verdict.effect);
    }
}

}  // namespace
}  // namespace swan
