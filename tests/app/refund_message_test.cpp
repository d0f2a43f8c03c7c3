// What Baidu's audit and notify do to a refund, row by row.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "samples.h"

namespace swan {
namespace {

using judgement = payment::judgement;
using status = refund::status;
using unasked = server_settings::unasked;
using test::audit;
using test::kNow;
using test::notified;
using test::paid;
using test::refunded;
using test::sold;

constexpr auto kDone = notified_refund::done;
constexpr auto kFailed = notified_refund::failed;

refund_facts facts(std::vector<refund> refunds, payment of = paid()) {
    order made = sold();
    made.state = order::status::paid;
    for (const refund& one : refunds)
        if (one.state >= status::reserved && one.state <= status::done && one.amount > 0)
            of.reserved += one.amount;
    return {.paid = std::move(of), .sold = made, .refunds = std::move(refunds), .now_ms = kNow};
}

refund_facts with_batch(refund known, payment of = paid()) {
    if (!known.batch_id) known.batch_id = "7";
    refund_facts all = facts({known}, std::move(of));
    all.batch = std::move(known);
    return all;
}

refund answered(refund one, int64_t audit_status, int64_t money) {
    one.audit_status = audit_status;
    one.audit_money = money;
    return one;
}

refund foreign(status state, int64_t amount) {
    refund one = refunded(state, amount);
    one.refund_id = "batch:7";
    one.origin = refund::source::foreign;
    one.batch_id = "7";
    return one;
}

refund whole(status state) {
    refund one = refunded(state);
    one.asked = "all";
    one.whole = true;
    return one;
}

audit_verdict judge_audit(const refund_audit& asked, const refund_facts& known,
                          unasked setting = unasked::undecided) {
    return judge(asked, known, setting);
}

void expect_nothing_moves(const refund_effect& effect) {
    EXPECT_EQ(effect.write, std::nullopt);
    EXPECT_EQ(effect.reserve, 0);
    EXPECT_EQ(effect.reserve_anyway, 0);
}

void expect_left_open(const audit_verdict& verdict) {
    EXPECT_EQ(verdict.audit_status, 3);
    EXPECT_EQ(verdict.effect.reserve, 0);
    EXPECT_EQ(verdict.effect.reserve_anyway, 0);
    EXPECT_NE(verdict.effect.alert, "");
}

// ---- audit: answered before

TEST(AuditTest, TheSameBatchGetsTheSameAnswerAgain) {
    for (const int64_t answer : {1, 2}) {
        const auto known = with_batch(answered(foreign(status::accepted, 40), answer, 33));
        const auto verdict = judge_audit(audit("7", 50), known, unasked::approve);
        EXPECT_EQ(verdict.audit_status, answer);
        EXPECT_EQ(verdict.money, 33);
        expect_nothing_moves(verdict.effect);
        EXPECT_FALSE(verdict.effect.keep_message);
    }
}

TEST(AuditTest, AnApprovedBatchGetsTheSameAnswerAlsoAfterItsEnd) {
    for (const auto state : {status::done, status::failed}) {
        const auto verdict =
            judge_audit(audit("7"), with_batch(answered(foreign(state, 40), 1, 40)));
        EXPECT_EQ(verdict.audit_status, 1);
        expect_nothing_moves(verdict.effect);
    }
}

TEST(AuditTest, AnUndecidedBatchIsDecidedAnew) {
    const auto known = with_batch(answered(foreign(status::requested, 40), 3, 40));
    const auto verdict = judge_audit(audit("7", 40), known, unasked::approve);
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.reserve, 40);
    EXPECT_FALSE(verdict.effect.is_new);
    EXPECT_EQ(verdict.effect.write->state, status::accepted);
    EXPECT_TRUE(verdict.effect.keep_message);
}

TEST(AuditTest, ABatchThatStaysUndecidedIsKeptOnce) {
    const auto first = judge_audit(audit("7", 40), facts({}));
    EXPECT_TRUE(first.effect.keep_message);
    const auto again = judge_audit(audit("7", 40), with_batch(*first.effect.write));
    EXPECT_EQ(again.audit_status, 3);
    EXPECT_FALSE(again.effect.keep_message);
}

// ---- audit: ours

TEST(AuditTest, BindsTheOneRefundOfOursThatIsSent) {
    for (const auto state : {status::sent, status::unknown, status::accepted}) {
        const auto verdict = judge_audit(audit("7", 40), facts({refunded(state, 40)}));
        EXPECT_EQ(verdict.audit_status, 1);
        EXPECT_EQ(verdict.money, 40);
        ASSERT_TRUE(verdict.effect.write);
        EXPECT_FALSE(verdict.effect.is_new);
        EXPECT_EQ(verdict.effect.write->refund_id, "r1");
        EXPECT_EQ(verdict.effect.write->batch_id, "7");
        EXPECT_EQ(verdict.effect.write->state, status::accepted);
        EXPECT_EQ(verdict.effect.write->audit_status, 1);
        EXPECT_EQ(verdict.effect.reserve, 0);
    }
}

TEST(AuditTest, BindsWithoutAnAmountToo) {
    const auto verdict = judge_audit(audit("7"), facts({refunded(status::sent, 40)}));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 40);
}

TEST(AuditTest, AWholeRefundOfADiscountedPaymentFitsBothAmountsAndPaysTheCash) {
    payment discounted = paid();
    discounted.pay_money = 80;
    const auto known = facts({whole(status::sent)}, discounted);
    EXPECT_EQ(judge_audit(audit("7"), known).money, 80);
    EXPECT_EQ(judge_audit(audit("7", 80), known).money, 80);
    EXPECT_EQ(judge_audit(audit("7", 100), known).money, 100);
    expect_left_open(judge_audit(audit("7", 90), known));
}

TEST(AuditTest, WhatBaiduToldInItsAnswerComesFirstButNeverMoreThanIsReserved) {
    refund mine = refunded(status::accepted, 40);
    mine.refund_pay_money = 35;
    EXPECT_EQ(judge_audit(audit("7", 40), facts({mine})).money, 35);
    mine.refund_pay_money = 45;
    EXPECT_EQ(judge_audit(audit("7", 40), facts({mine})).money, 40);
}

TEST(AuditTest, TheBatchThatTheAnswerNamedIsApproved) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(refunded(status::accepted, 40)));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.write->refund_id, "r1");
    EXPECT_EQ(verdict.effect.reserve, 0);
}

TEST(AuditTest, AnotherAmountThanOursIsNotOurRefund) {
    const auto verdict = judge_audit(audit("7", 41), facts({refunded(status::sent, 40)}));
    expect_left_open(verdict);
    EXPECT_EQ(verdict.effect.write->origin, refund::source::foreign);
    expect_left_open(judge_audit(audit("7", 41), with_batch(refunded(status::accepted, 40))));
}

TEST(AuditTest, ARefundThatIsNotSentYetIsNotBound) {
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::done, status::failed}) {
        const auto verdict = judge_audit(audit("7", 40), facts({refunded(state, 40)}));
        EXPECT_EQ(verdict.audit_status, 3) << static_cast<int64_t>(state);
        EXPECT_NE(verdict.effect.write->refund_id, "r1");
    }
}

TEST(AuditTest, ADoubledRequestOfABoundRefundIsCaught) {
    refund bound = refunded(status::accepted, 60);
    bound.batch_id = "6";
    const auto verdict = judge_audit(audit("7", 60), facts({bound}), unasked::approve);
    expect_left_open(verdict);
    EXPECT_EQ(verdict.effect.write->refund_id, "batch:7");
}

// ---- audit: payments that are to go back

TEST(AuditTest, APaymentThatIsNotGoodGoesBackWhole) {
    for (const auto why : {judgement::mismatch, judgement::duplicate, judgement::late}) {
        payment bad = paid();
        bad.verdict = why;
        bad.pay_money = 80;
        const auto verdict = judge_audit(audit("7"), facts({}, bad));
        EXPECT_EQ(verdict.audit_status, 1);
        EXPECT_EQ(verdict.money, 80);
        EXPECT_EQ(verdict.effect.reserve, 100);
        EXPECT_EQ(verdict.effect.write->state, status::accepted);
        EXPECT_EQ(verdict.effect.write->amount, 100);
        EXPECT_EQ(verdict.effect.write->origin, refund::source::abnormal);
    }
}

TEST(AuditTest, AnOrphanLetGoGoesBackAndOneThatIsKeptDoesNot) {
    payment orphan = paid();
    orphan.verdict = judgement::orphan;
    expect_left_open(judge_audit(audit("7"), facts({}, orphan)));
    orphan.is_error_order = true;
    EXPECT_EQ(judge_audit(audit("7"), facts({}, orphan)).audit_status, 1);
}

TEST(AuditTest, APaymentGoesBackOnlyOnce) {
    payment bad = paid();
    bad.verdict = judgement::duplicate;
    expect_left_open(judge_audit(audit("7"), facts({refunded(status::done)}, bad)));
    expect_left_open(judge_audit(audit("7"), facts({foreign(status::done, -1)}, bad)));
}

// ---- audit: never booked

refund_facts never_booked(order::status state = order::status::created) {
    order made = sold();
    made.state = state;
    return {.sold = made, .now_ms = kNow};
}

TEST(AuditTest, APaymentThatWasNeverToldGoesBack) {
    const auto verdict = judge_audit(audit("7"), never_booked());
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 100);
    EXPECT_TRUE(verdict.effect.is_new);
    EXPECT_EQ(verdict.effect.write->state, status::accepted);
    EXPECT_EQ(verdict.effect.write->amount, 100);
    EXPECT_EQ(verdict.effect.write->order_id, test::kPaidAs);
}

TEST(AuditTest, APaymentThatWasNeverToldGoesBackOnlyOnce) {
    refund_facts known = never_booked();
    refund first = *judge_audit(audit("6"), known).effect.write;
    known.refunds = {first};
    expect_left_open(judge_audit(audit("7"), known));
    first.state = status::failed;
    known.refunds = {first};
    EXPECT_EQ(judge_audit(audit("7"), known).audit_status, 1);
}

TEST(AuditTest, AnUntoldPaymentOfAPaidOrderIsLeftToTheOperator) {
    expect_left_open(judge_audit(audit("7"), never_booked(order::status::paid)));
}

TEST(AuditTest, AnUnknownOrderAndPaymentIsLeftOpen) {
    const auto verdict = judge_audit(audit("7", 40), refund_facts{.now_ms = kNow});
    expect_left_open(verdict);
    expect_nothing_moves(verdict.effect);
    EXPECT_EQ(verdict.money, 40);
}

// ---- audit: nobody here asked

TEST(AuditTest, ARefundThatWeDidNotAskForIsUndecidedAndTakesNothing) {
    const auto verdict = judge_audit(audit("7", 40), facts({}));
    expect_left_open(verdict);
    EXPECT_EQ(verdict.money, 40);
    EXPECT_TRUE(verdict.effect.is_new);
    EXPECT_EQ(verdict.effect.write->state, status::requested);
    EXPECT_EQ(verdict.effect.write->amount, 40);
    EXPECT_EQ(verdict.effect.write->batch_id, "7");
    EXPECT_EQ(verdict.effect.write->origin, refund::source::foreign);
}

TEST(AuditTest, ARefundThatWeDidNotAskForIsApprovedWhereTheSettingSaysSo) {
    const auto verdict = judge_audit(audit("7", 40), facts({}), unasked::approve);
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.reserve, 40);
    EXPECT_EQ(verdict.effect.write->state, status::accepted);
}

TEST(AuditTest, ARefundThatWeDidNotAskForIsRejectedWhereTheSettingSaysSo) {
    const auto verdict = judge_audit(audit("7", 40), facts({}), unasked::reject);
    EXPECT_EQ(verdict.audit_status, 2);
    EXPECT_EQ(verdict.money, 40);
    EXPECT_EQ(verdict.effect.reserve, 0);
    EXPECT_EQ(verdict.effect.write->state, status::failed);
}

TEST(AuditTest, MoreThanIsLeftIsAlwaysLeftOpen) {
    for (const auto setting : {unasked::undecided, unasked::approve, unasked::reject}) {
        expect_left_open(judge_audit(audit("7", 101), facts({}), setting));
        expect_left_open(judge_audit(audit("7", 41), facts({refunded(status::done, 60)}), setting));
        expect_left_open(judge_audit(audit("7", 0), facts({}), setting));
    }
}

TEST(AuditTest, WithoutAnAmountAYesIsToAllThatIsLeft) {
    const auto verdict =
        judge_audit(audit("7"), facts({refunded(status::done, 60)}), unasked::approve);
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 40);
    EXPECT_EQ(verdict.effect.reserve, 40);
    EXPECT_EQ(verdict.effect.write->amount, 40);
}

TEST(AuditTest, WithoutAnAmountAndWithoutAYesTheAmountIsUnknown) {
    const auto verdict = judge_audit(audit("7"), facts({}));
    EXPECT_EQ(verdict.audit_status, 3);
    EXPECT_EQ(verdict.money, 100);
    EXPECT_EQ(verdict.effect.write->amount, -1);
}

// ---- audit: after the notify

TEST(AuditTest, TheAuditOfAForeignRefundThatIsDoneTellsItsAmount) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(foreign(status::done, -1)));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.write->amount, 40);
    EXPECT_EQ(verdict.effect.write->state, status::done);
    EXPECT_EQ(verdict.effect.reserve_anyway, 40);
    EXPECT_EQ(verdict.effect.alert, "");
}

TEST(AuditTest, AnAmountLearntLateMayShowThatTooMuchWentBack) {
    refund_facts known = with_batch(foreign(status::done, -1));
    known.paid->reserved = 70;
    EXPECT_EQ(judge_audit(audit("7", 40), known).effect.alert, "over_refunded");
}

TEST(AuditTest, ALateAuditOfOursThatIsDoneIsApprovedForItsCash) {
    payment discounted = paid();
    discounted.pay_money = 80;
    refund mine = whole(status::done);
    const auto verdict = judge_audit(audit("7"), with_batch(mine, discounted));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 80);
    EXPECT_EQ(verdict.effect.write->state, status::done);
    EXPECT_EQ(verdict.effect.reserve_anyway, 0);
}

TEST(AuditTest, AnAuditAfterAFailureReservesNothing) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(refunded(status::failed, 40)));
    expect_left_open(verdict);
    expect_nothing_moves(verdict.effect);
}

TEST(AuditTest, ABatchOfAnotherPaymentMovesNothing) {
    refund_audit asked = audit("7", 40);
    asked.order_id = "4711";
    for (refund known :
         {foreign(status::requested, 40), answered(foreign(status::done, 40), 1, 40)}) {
        const auto verdict = judge_audit(asked, with_batch(known), unasked::approve);
        expect_left_open(verdict);
        expect_nothing_moves(verdict.effect);
    }
}

// ---- notify

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
    EXPECT_NE(effect.alert, "");
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

TEST(RefundNotifyVerdictTest, AnUnknownPaymentIsKeptWithAnAlert) {
    const auto effect = judge(notified("7", kDone), refund_facts{.now_ms = kNow});
    expect_nothing_moves(effect);
    EXPECT_TRUE(effect.keep_message);
    EXPECT_NE(effect.alert, "");
}

TEST(RefundNotifyVerdictTest, ABatchOfAnotherPaymentMovesNothing) {
    refund_notify told = notified("7", kFailed);
    told.order_id = "4711";
    const auto effect = judge(told, with_batch(refunded(status::accepted, 40)));
    expect_nothing_moves(effect);
    EXPECT_TRUE(effect.keep_message);
    EXPECT_NE(effect.alert, "");
}

}  // namespace
}  // namespace swan
