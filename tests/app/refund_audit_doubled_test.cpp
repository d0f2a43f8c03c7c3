// What Baidu's audit does to a refund: amounts by the setting, requests that came twice, payments
// that never came, and what we give back ourselves.
#include <gtest/gtest.h>

#include "app/refund.h"
#include "refund_samples.h"

namespace swan {
namespace {

using namespace test;
using judgement = payment::judgement;
using unasked = ledger_settings::unasked;

TEST(AuditTest, TheWholeOfADiscountedPaymentIsWhatTheSettingSays) {
    payment discounted = paid();
    discounted.pay_money = 80;
    ledger_settings settings;
    settings.audit_full_amount = ledger_settings::whole_amount::total_money;
    const auto known = facts({whole(status::sent)}, discounted);
    EXPECT_EQ(judge(audit("7"), known, settings).money, 100);
    EXPECT_EQ(judge(audit("7", 80), known, settings).money, 80) << "Baidu's word comes first";
    discounted.verdict = judgement::late;
    EXPECT_EQ(judge(audit("7"), facts({}, discounted), settings).money, 100);
    EXPECT_EQ(judge_audit(audit("7"), facts({}, discounted)).money, 80);
}

// A request that came to Baidu twice: the second batch finds ours bound to the first.
TEST(AuditTest, ADoubledRequestIsLikeOneThatNobodyAskedFor) {
    refund bound = refunded(status::accepted, 40);
    bound.batch_id = "7";
    const auto second = judge_audit(audit("8", 40), facts({bound}));
    EXPECT_EQ(second.audit_status, 3);
    EXPECT_EQ(second.effect.alert, "refund_requested");
    ASSERT_TRUE(second.effect.write);
    EXPECT_EQ(second.effect.write->origin, refund::source::foreign);
    EXPECT_EQ(second.effect.write->state, status::requested);
    bound.amount = 60;
    for (const auto setting : {unasked::undecided, unasked::approve, unasked::reject})
        EXPECT_EQ(judge_audit(audit("8", 60), facts({bound}), setting).audit_status, 3)
            << "more than is left";
}

TEST(AuditTest, APaymentThatNeverCameIsLetGoUnlessItsOrderWasToldPaid) {
    refund_facts known{.sold = sold(), .now_ms = kNow};
    EXPECT_EQ(judge_audit(audit("7"), known).audit_status, 1);
    known.told_paid = true;
    expect_left_open(judge_audit(audit("7"), known));
    known.told_paid = false;
    known.sold->state = order::status::paid;
    expect_left_open(judge_audit(audit("7"), known));
}

TEST(AuditTest, BindsWhatWeGiveBackLikeARefundThatTheMerchantAskedFor) {
    refund ours = whole(status::sent);
    ours.refund_id = std::string(kPaidAs) + "E";
    ours.origin = refund::source::abnormal;
    payment late = paid();
    late.verdict = judgement::late;
    late.is_error_order = true;
    const auto verdict = judge_audit(audit("7", 100), facts({ours}, late));
    EXPECT_EQ(verdict.audit_status, 1);
    ASSERT_TRUE(verdict.effect.write);
    EXPECT_EQ(verdict.effect.write->refund_id, ours.refund_id);
    EXPECT_EQ(verdict.effect.reserve, 0) << "it is reserved already";
    refund bound = *verdict.effect.write;
    expect_left_open(judge_audit(audit("8", 100), facts({bound}, late)));
}

}  // namespace
}  // namespace swan
