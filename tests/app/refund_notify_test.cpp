// What Baidu's notify does to a refund, row by row.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "refund_samples.h"

namespace swan {
namespace {

using namespace test;

constexpr auto kDone = notified_refund::done;
constexpr auto kFailed = notified_refund::failed;

TEST(RefundNotifyVerdictTest, DoneIsDoneAndKeepsItsReservation) {
    const auto effect = judge(notified("7", kDone), with_batch(refunded(status::accepted, 40)));
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_EQ(effect.reserve_anyway, 0);
    EXPECT_EQ(effect.alert, "");
}

TEST(RefundNotifyVerdictTest, FailedReleasesItsAmount) {
    const auto effect = judge(notified("7", kFailed), with_batch(refunded(status::accepted, 40)));
    EXPECT_EQ(effect.write->state, status::failed);
    EXPECT_EQ(effect.reserve_anyway, -40);
}

TEST(RefundNotifyVerdictTest, TheSameAgainDoesNothing) {
    for (const auto& [told, state] :
         {std::pair(kDone, status::done), std::pair(kFailed, status::failed)}) {
        const auto effect = judge(notified("7", told), with_batch(refunded(state, 40)));
        expect_nothing_moves(effect);
        EXPECT_FALSE(effect.keep_message);
        EXPECT_EQ(effect.alert, "");
    }
}

// Whoever wrote it down may have died, or given up waiting for the commit, before he told anybody.
TEST(RefundNotifyVerdictTest, TheSameAgainOfAForeignRefundIsAnAlertAgain) {
    for (const auto& [told, state] :
         {std::pair(kDone, status::done), std::pair(kFailed, status::failed)}) {
        const auto first = judge(notified("7", told), facts({}));
        EXPECT_EQ(first.alert, "foreign_refund");
        EXPECT_EQ(first.write->state, state);
        const auto again = judge(notified("7", told), with_batch(*first.write));
        expect_nothing_moves(again);
        EXPECT_EQ(again.alert, "foreign_refund");
        EXPECT_FALSE(again.keep_message);
    }
}

TEST(RefundNotifyVerdictTest, TheSameAgainOfAForeignRefundWhoseAuditWasAnsweredIsNone) {
    const auto known = with_batch(answered(foreign(status::done, 40), 1, 40));
    EXPECT_EQ(judge(notified("7", kDone), known).alert, "");
}

TEST(RefundNotifyVerdictTest, TheSameAgainOfWhatWentBackTwiceIsAnAlertAgain) {
    refund_facts known = with_batch(refunded(status::done, 40));
    known.paid->reserved = 110;
    const auto again = judge(notified("7", kDone), known);
    expect_nothing_moves(again);
    EXPECT_EQ(again.alert, "over_refunded");
    known.paid->reserved = 100;
    EXPECT_EQ(judge(notified("7", kDone), known).alert, "");
}

TEST(RefundNotifyVerdictTest, SuccessAfterFailureIsDoneAndTakesItsAmountAgain) {
    const auto effect = judge(notified("7", kDone), with_batch(refunded(status::failed, 40)));
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_EQ(effect.reserve_anyway, 40);
    EXPECT_EQ(effect.alert, "");
}

TEST(RefundNotifyVerdictTest, SuccessAfterTheAmountWasGivenAwayIsAnAlert) {
    refund_facts known = with_batch(refunded(status::failed, 40));
    known.paid->reserved = 70;
    const auto effect = judge(notified("7", kDone), known);
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_EQ(effect.reserve_anyway, 40);
    EXPECT_EQ(effect.alert, "over_refunded");
}

TEST(RefundNotifyVerdictTest, FailureAfterSuccessStaysDoneWithAnAlert) {
    const auto effect = judge(notified("7", kFailed), with_batch(refunded(status::done, 40)));
    expect_nothing_moves(effect);
    EXPECT_TRUE(effect.keep_message);
    EXPECT_EQ(effect.alert, "refund_contradicted");
    ASSERT_TRUE(effect.reconcile);
    EXPECT_EQ(effect.reconcile->user_id, kUser);
    EXPECT_EQ(effect.reconcile->ledger_pay, baidu::queried_pay::paid);
    EXPECT_EQ(effect.reconcile->ledger_refund, baidu::queried_refund::done);
    EXPECT_EQ(effect.reconcile->batch_id, "7");
}

TEST(RefundNotifyVerdictTest, NothingElseIsAskedFor) {
    for (const auto told : {kDone, kFailed})
        for (const auto state : {status::sent, status::accepted, status::failed})
            EXPECT_FALSE(judge(notified("7", told), with_batch(refunded(state, 40))).reconcile);
    EXPECT_FALSE(judge(notified("7", kDone), with_batch(refunded(status::done, 40))).reconcile);
}

TEST(RefundNotifyVerdictTest, AnUnknownBatchIsTheOneRefundOfOursThatIsSent) {
    for (const auto state : {status::sent, status::unknown, status::accepted}) {
        const auto done = judge(notified("7", kDone), facts({refunded(state, 40)}));
        EXPECT_EQ(done.write->refund_id, "r1");
        EXPECT_EQ(done.write->batch_id, "7");
        EXPECT_EQ(done.write->state, status::done);
        EXPECT_FALSE(done.is_new);
        const auto failed = judge(notified("7", kFailed), facts({refunded(state, 40)}));
        EXPECT_EQ(failed.write->batch_id, "7");
        EXPECT_EQ(failed.reserve_anyway, -40);
    }
}

TEST(RefundNotifyVerdictTest, AnUnknownBatchIsForeignWhenItCouldBeTwoOfOurs) {
    refund second = refunded(status::unknown, 40);
    second.refund_id = "r2";
    const auto effect = judge(notified("7", kDone), facts({refunded(status::sent, 40), second}));
    EXPECT_EQ(effect.write->refund_id, "batch:7");
}

refund ended_without_a_batch(status state) {
    refund one = refunded(state, 40);
    one.sent_by = refund::generation::v2;
    return one;
}

// The operator, or the order query of API 1.0, had ended it.
TEST(RefundNotifyVerdictTest, AnUnknownBatchIsTheOneRefundOfOursThatEndedWithoutOne) {
    for (const auto state : {status::done, status::failed}) {
        const auto done = judge(notified("7", kDone), facts({ended_without_a_batch(state)}));
        EXPECT_FALSE(done.is_new);
        EXPECT_EQ(done.write->refund_id, "r1");
        EXPECT_EQ(done.write->batch_id, "7");
        EXPECT_EQ(done.write->state, status::done);
        EXPECT_EQ(done.reserve_anyway, state == status::failed ? 40 : 0);
        EXPECT_TRUE(done.keep_message);
    }
    const auto failed =
        judge(notified("7", kFailed), facts({ended_without_a_batch(status::failed)}));
    EXPECT_EQ(failed.write->batch_id, "7");
    EXPECT_EQ(failed.reserve_anyway, 0);
}

TEST(RefundNotifyVerdictTest, FailureAfterTheOperatorSaidDoneIsBoundAndContradicted) {
    const auto effect = judge(notified("7", kFailed), facts({ended_without_a_batch(status::done)}));
    EXPECT_EQ(effect.write->batch_id, "7");
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_EQ(effect.alert, "refund_contradicted");
    EXPECT_EQ(effect.reconcile->batch_id, "7");
}

TEST(RefundNotifyVerdictTest, AnUnknownBatchIsNoneOfOursThatBaiduNeverGotOrThatIsNotTheOnlyOne) {
    refund not_sent = refunded(status::failed, 40);
    refund refused = ended_without_a_batch(status::failed);
    refused.answer_code = 2002;
    refund second = ended_without_a_batch(status::done);
    second.refund_id = "r2";
    for (const auto& refunds : {std::vector<refund>{not_sent}, std::vector<refund>{refused},
                                std::vector<refund>{ended_without_a_batch(status::done), second}})
        EXPECT_EQ(judge(notified("7", kDone), facts(refunds)).write->refund_id, "batch:7");
    second.state = status::sent;
    const auto sent =
        judge(notified("7", kDone), facts({ended_without_a_batch(status::done), second}));
    EXPECT_EQ(sent.write->refund_id, "r2");
}

TEST(RefundNotifyVerdictTest, AnUnknownBatchOtherwiseIsForeignWithAnUnknownAmount) {
    refund bound = refunded(status::accepted, 40);
    bound.batch_id = "6";
    for (const auto& refunds : {std::vector<refund>{}, std::vector<refund>{bound},
                                std::vector<refund>{refunded(status::reserved, 40)}}) {
        const auto effect = judge(notified("7", kDone), facts(refunds));
        ASSERT_TRUE(effect.write);
        EXPECT_TRUE(effect.is_new);
        EXPECT_EQ(effect.write->origin, refund::source::foreign);
        EXPECT_EQ(effect.write->state, status::done);
        EXPECT_EQ(effect.write->amount, -1);
        EXPECT_EQ(effect.reserve_anyway, 0);
        EXPECT_TRUE(has_unknown_amount({*effect.write}));
    }
}

TEST(RefundNotifyVerdictTest, AForeignRefundThatFailedTookNothing) {
    const auto effect = judge(notified("7", kFailed), facts({}));
    EXPECT_EQ(effect.write->state, status::failed);
    EXPECT_FALSE(has_unknown_amount({*effect.write}));
}

TEST(RefundNotifyVerdictTest, AForeignRefundHasTheAmountOfItsAudit) {
    const auto effect = judge(notified("7", kDone), with_batch(foreign(status::requested, 40)));
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_EQ(effect.write->amount, 40);
    EXPECT_EQ(effect.reserve_anyway, 40);
}

TEST(RefundNotifyVerdictTest, AForeignRefundWhoseAuditNamedNoAmountBlocksWhenItIsDone) {
    const auto effect = judge(notified("7", kDone), with_batch(foreign(status::requested, -1)));
    EXPECT_EQ(effect.write->state, status::done);
    EXPECT_TRUE(has_unknown_amount({*effect.write}));
}

TEST(RefundNotifyVerdictTest, ARefundThatNobodyApprovedReleasesNothingWhenItFails) {
    const auto effect = judge(notified("7", kFailed), with_batch(foreign(status::requested, 40)));
    EXPECT_EQ(effect.write->state, status::failed);
    EXPECT_EQ(effect.reserve_anyway, 0);
}

// Its payment notify may come later, and must not be booked as if nothing had gone back.
TEST(RefundNotifyVerdictTest, ARefundOfAnUnknownPaymentIsAForeignOneWithAnAlert) {
    for (const auto& [told, state] :
         {std::pair(kDone, status::done), std::pair(kFailed, status::failed)}) {
        const auto first = judge(notified("7", told), refund_facts{.now_ms = kNow});
        EXPECT_TRUE(first.is_new);
        EXPECT_EQ(first.write->state, state);
        EXPECT_EQ(first.write->order_id, test::kPaidAs);
        EXPECT_EQ(first.write->amount, -1);
        EXPECT_TRUE(first.keep_message);
        EXPECT_EQ(first.alert, "refund_unknown_order");
        const refund_facts known{.batch = first.write, .refunds = {*first.write}, .now_ms = kNow};
        const auto again = judge(notified("7", told), known);
        expect_nothing_moves(again);
        EXPECT_FALSE(again.keep_message);
        EXPECT_EQ(again.alert, "refund_unknown_order");
    }
}

TEST(RefundNotifyVerdictTest, ABatchOfAnotherPaymentMovesNothing) {
    refund_notify told = notified("7", kFailed);
    told.order_id = "4711";
    const auto effect = judge(told, with_batch(refunded(status::accepted, 40)));
    expect_nothing_moves(effect);
    EXPECT_TRUE(effect.keep_message);
    EXPECT_EQ(effect.alert, "batch_of_another_payment");
}

}  // namespace
}  // namespace swan
