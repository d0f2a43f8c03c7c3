// What Baidu's audit does to a payment that is to go back, or that it could never tell us of.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "refund_samples.h"

namespace swan {
namespace {

using namespace test;
using judgement = payment::judgement;

// ---- payments that are to go back

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
    expect_left_open(judge_audit(audit("7"), facts({refunded(status::done)}, bad)),
                     "audit_exceeds_payment");
    expect_left_open(judge_audit(audit("7"), facts({foreign(status::done, -1)}, bad)));
}

TEST(AuditTest, APaymentGoesBackInPartsWhenBaiduGivesParts) {
    payment bad = paid();
    bad.verdict = judgement::duplicate;
    const auto part = judge_audit(audit("7", 40), facts({}, bad));
    EXPECT_EQ(part.audit_status, 1);
    EXPECT_EQ(part.money, 40);
    EXPECT_EQ(part.effect.reserve, 40);
    EXPECT_EQ(part.effect.write->amount, 40);
    EXPECT_FALSE(part.effect.write->whole);
    const auto known = facts({*part.effect.write}, bad);
    expect_left_open(judge_audit(audit("8", 61), known));
    expect_left_open(judge_audit(audit("8", 0), known));
    expect_left_open(judge_audit(audit("8"), known));
    EXPECT_EQ(judge_audit(audit("8", 60), known).effect.reserve, 60);
}

TEST(AuditTest, TheCashOfADiscountedPaymentThatIsToGoBackIsTheWhole) {
    payment bad = paid();
    bad.verdict = judgement::late;
    bad.pay_money = 80;
    const auto verdict = judge_audit(audit("7", 80), facts({}, bad));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 80);
    EXPECT_EQ(verdict.effect.reserve, 100);
    EXPECT_TRUE(verdict.effect.write->whole);
}

TEST(AuditTest, APartOfADiscountedPaymentThatIsToGoBackIsForTheOperator) {
    payment bad = paid();
    bad.verdict = judgement::late;
    bad.pay_money = 80;
    using unasked = ledger_settings::unasked;
    for (const auto setting : {unasked::undecided, unasked::approve, unasked::reject}) {
        const auto verdict = judge_audit(audit("7", 40), facts({}, bad), setting);
        expect_left_open(verdict, "refund_requested");
        EXPECT_EQ(verdict.effect.write->amount, 40);
    }
}

// ---- never booked

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

TEST(AuditTest, APaymentThatWasNeverToldGoesBackInPartsButNeverTwice) {
    refund_facts known = never_booked();
    const auto part = judge_audit(audit("6", 40), known);
    EXPECT_EQ(part.audit_status, 1);
    EXPECT_EQ(part.money, 40);
    EXPECT_EQ(part.effect.write->amount, 40);
    EXPECT_FALSE(part.effect.write->whole);
    known.refunds = {*part.effect.write};
    expect_left_open(judge_audit(audit("7", 61), known));
    expect_left_open(judge_audit(audit("7"), known));
    EXPECT_EQ(judge_audit(audit("7", 60), known).audit_status, 1);
}

TEST(AuditTest, AnUntoldPaymentOfAPaidOrderIsLeftToTheOperator) {
    expect_left_open(judge_audit(audit("7"), never_booked(order::status::paid)),
                     "audit_unknown_order");
}

TEST(AuditTest, AnUnknownOrderAndPaymentIsLeftOpen) {
    const auto verdict = judge_audit(audit("7", 40), refund_facts{.now_ms = kNow});
    expect_left_open(verdict, "audit_unknown_order");
    expect_nothing_moves(verdict.effect);
    EXPECT_EQ(verdict.money, 40);
}

}  // namespace
}  // namespace swan
