// What Baidu's audit does to a refund, row by row.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "refund_samples.h"

namespace swan {
namespace {

using namespace test;
using unasked = ledger_settings::unasked;

// ---- answered before

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

// Whoever wrote it down may have died, or given up waiting for the commit, before he told anybody.
TEST(AuditTest, ARefundThatWeDidNotAskForIsAnAlertEachTimeItIsNew) {
    for (const auto setting : {unasked::undecided, unasked::approve, unasked::reject}) {
        const auto first = judge_audit(audit("7", 40), facts({}), setting);
        EXPECT_EQ(first.effect.alert, "refund_requested");
        const auto again = judge_audit(audit("7", 40), with_batch(*first.effect.write), setting);
        EXPECT_EQ(again.audit_status, first.audit_status);
        EXPECT_EQ(again.effect.alert, "refund_requested");
    }
}

// Baidu asks every 5 minutes without end.
TEST(AuditTest, ARefundThatStaysUndecidedIsNoAlertForEver) {
    const auto first = judge_audit(audit("7", 40), facts({}));
    refund_facts later = with_batch(*first.effect.write);
    later.now_ms += int64_t{15} * 60 * 1000;
    const auto again = judge_audit(audit("7", 40), later);
    EXPECT_EQ(again.audit_status, 3);
    EXPECT_TRUE(again.effect.alert.empty());
}

// ---- ours

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

TEST(AuditTest, TheCashOfAnUnaskedRefundIsNeverMoreThanIsReserved) {
    payment odd = paid();
    odd.pay_money = 200;
    const auto verdict = judge_audit(audit("7"), facts({}, odd), ledger_settings::unasked::approve);
    EXPECT_EQ(verdict.effect.reserve, 100);
    EXPECT_EQ(verdict.money, 100);
}

TEST(AuditTest, TheBatchThatTheAnswerNamedIsApproved) {
    const auto verdict = judge_audit(audit("7", 40), with_batch(refunded(status::accepted, 40)));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.effect.write->refund_id, "r1");
    EXPECT_EQ(verdict.effect.reserve, 0);
}

TEST(AuditTest, AnotherAmountThanOursIsNotOurRefund) {
    const auto verdict = judge_audit(audit("7", 41), facts({refunded(status::sent, 40)}));
    expect_left_open(verdict, "refund_requested");
    EXPECT_EQ(verdict.effect.write->origin, refund::source::foreign);
    expect_left_open(judge_audit(audit("7", 41), with_batch(refunded(status::accepted, 40))),
                     "audit_amount");
}

TEST(AuditTest, ARefundThatIsNotSentYetIsNotBound) {
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::done, status::failed}) {
        const auto verdict = judge_audit(audit("7", 40), facts({refunded(state, 40)}));
        EXPECT_EQ(verdict.audit_status, 3) << static_cast<int64_t>(state);
        EXPECT_NE(verdict.effect.write->refund_id, "r1");
    }
}

// The audit is the last place to stop a double.
TEST(AuditTest, OursIsNotApprovedWhileNobodyKnowsHowMuchElseWentBack) {
    refund unknown = foreign(status::done, -1);
    unknown.batch_id = "8";
    unknown.refund_id = "batch:8";
    refund mine = refunded(status::accepted, 60);
    for (const auto& batch : {std::optional<std::string>("7"), std::optional<std::string>()}) {
        mine.batch_id = batch;
        refund_facts known = facts({mine, unknown});
        if (batch) known.batch = mine;
        const auto verdict = judge_audit(audit("7", 60), known);
        expect_left_open(verdict, "audit_exceeds_payment");
        expect_nothing_moves(verdict.effect);
        known.refunds[1].amount = known.paid->reserved = 40;
        known.paid->reserved += 60;
        EXPECT_EQ(judge_audit(audit("7", 60), known).audit_status, 1) << "both fit in";
        known.paid->reserved += 1;
        expect_left_open(judge_audit(audit("7", 60), known));
    }
}

TEST(AuditTest, ADoubledRequestOfABoundRefundIsCaught) {
    refund bound = refunded(status::accepted, 60);
    bound.batch_id = "6";
    const auto verdict = judge_audit(audit("7", 60), facts({bound}), unasked::approve);
    expect_left_open(verdict);
    EXPECT_EQ(verdict.effect.write->refund_id, "batch:7");
}

// ---- nobody here asked

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
        expect_left_open(judge_audit(audit("7", 101), facts({}), setting), "audit_exceeds_payment");
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

payment discounted() {
    payment some = paid();
    some.pay_money = 80;
    return some;
}

TEST(AuditTest, AYesToTheWholeOfADiscountedPaymentIsToItsCash) {
    for (const auto& asked : {audit("7"), audit("7", 80)}) {
        const auto verdict = judge_audit(asked, facts({}, discounted()), unasked::approve);
        EXPECT_EQ(verdict.audit_status, 1);
        EXPECT_EQ(verdict.money, 80);
        EXPECT_EQ(verdict.effect.reserve, 100);
        EXPECT_EQ(verdict.effect.write->amount, 100);
        const auto more = facts({*verdict.effect.write}, discounted());
        expect_left_open(judge_audit(audit("8", 20), more, unasked::approve));
    }
    ledger_settings total{.unasked_refund = unasked::approve,
                          .audit_full_amount = ledger_settings::whole_amount::total_money};
    EXPECT_EQ(judge(audit("7"), facts({}, discounted()), total).money, 100);
    EXPECT_EQ(judge(audit("7", 80), facts({}, discounted()), total).money, 80);
}

TEST(AuditTest, TheCashOfADiscountedPaymentIsTheWholeBeforeTheYesToo) {
    const auto named = judge_audit(audit("7", 80), facts({}, discounted()));
    EXPECT_EQ(named.audit_status, 3);
    EXPECT_EQ(named.money, 80);
    EXPECT_EQ(named.effect.write->amount, 100);
    const auto again = judge_audit(audit("7", 80), with_batch(*named.effect.write, discounted()));
    EXPECT_EQ(again.effect.write->amount, 100);
    EXPECT_EQ(again.money, 80);
}

TEST(AuditTest, WithoutAnAmountAndWithoutAYesTheAmountIsUnknown) {
    const auto verdict = judge_audit(audit("7"), facts({}));
    EXPECT_EQ(verdict.audit_status, 3);
    EXPECT_EQ(verdict.money, 100);
    EXPECT_EQ(verdict.effect.write->amount, -1);
}

}  // namespace
}  // namespace swan
