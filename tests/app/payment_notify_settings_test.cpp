// What the settings of the ledger change about a payment notify.
#include <gtest/gtest.h>

#include "app/payment_notify.h"
#include "samples.h"

namespace swan {
namespace {

using judgement = payment::judgement;
using test::kNow;
using test::paid_notify;
using test::sold;

notify_facts closed_order(int64_t closed_ms = kNow) {
    notify_facts known{.sold = test::terms_of(sold()), .deal_is_ours = true, .now_ms = kNow};
    known.sold->state = order::status::closed;
    known.sold->closed_ms = closed_ms;
    return known;
}

ledger_settings reopening() { return {.paid_after_close = ledger_settings::closed_order::reopen}; }

TEST(LatePayment, GoesBackAndTheOrderStaysClosed) {
    payment_notify told = paid_notify();
    told.pay_time = kNow / 1000 + 1;
    const auto verdict = judge(told, closed_order());
    EXPECT_EQ(verdict.book, judgement::late);
    EXPECT_TRUE(verdict.is_error_order);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.mark_paid);
    EXPECT_EQ(verdict.alert, "late");
}

TEST(LatePayment, IsOneThatDoesNotSayWhenItWasMade) {
    payment_notify told = paid_notify();
    told.pay_time = 0;
    EXPECT_EQ(judge(told, closed_order()).book, judgement::late);
}

TEST(LatePayment, IsNotOneThatWasMadeBeforeTheClose) {
    payment_notify told = paid_notify();
    told.pay_time = kNow / 1000;
    const auto verdict = judge(told, closed_order());
    EXPECT_EQ(verdict.book, judgement::good);
    EXPECT_TRUE(verdict.mark_paid);
}

TEST(LatePayment, ReopensTheOrderWhereTheMerchantWantsThat) {
    payment_notify told = paid_notify();
    told.pay_time = kNow / 1000 + 1;
    const auto verdict = judge(told, closed_order(), reopening());
    EXPECT_EQ(verdict.book, judgement::good);
    EXPECT_FALSE(verdict.is_error_order);
    EXPECT_TRUE(verdict.mark_paid);
}

// A wrong amount is a mismatch, whatever became of the order.
TEST(LatePayment, OfAnotherAmountIsAMismatch) {
    payment_notify told = paid_notify(99);
    told.pay_time = kNow / 1000 + 1;
    EXPECT_EQ(judge(told, closed_order(), reopening()).book, judgement::mismatch);
}

TEST(OrphanSetting, KeepsItGivesItBackOrTakesItWhenItsAmountIsProven) {
    using unknown_order = ledger_settings::unknown_order;
    struct {
        unknown_order setting;
        bool proven;
        judgement booked;
        bool given_back;
    } const cases[] = {
        {unknown_order::keep, true, judgement::orphan, false},
        {unknown_order::keep, false, judgement::orphan, false},
        {unknown_order::refund, true, judgement::orphan, true},
        {unknown_order::refund, false, judgement::orphan, true},
        {unknown_order::accept, true, judgement::good, false},
        {unknown_order::accept, false, judgement::orphan, false},
    };
    for (const auto& each : cases) {
        const notify_facts known{.deal_is_ours = true, .proven = each.proven, .now_ms = kNow};
        const auto verdict = judge(paid_notify(), known, {.orphan = each.setting});
        EXPECT_EQ(verdict.book, each.booked);
        EXPECT_EQ(verdict.is_error_order, each.given_back);
        EXPECT_FALSE(verdict.mark_paid);
    }
}

TEST(OrphanSetting, NeverTakesAPaymentOfAnotherDeal) {
    for (const char* paid_by : {"", "an accepted orphan"}) {
        const notify_facts known{
            .paid_by = paid_by, .deal_is_ours = false, .proven = true, .now_ms = kNow};
        for (const auto setting :
             {ledger_settings::unknown_order::refund, ledger_settings::unknown_order::accept})
            EXPECT_EQ(judge(paid_notify(), known, {.orphan = setting}).refuse,
                      refusal::foreign_deal);
    }
}

TEST(Brake, PromisesNothingAndKeepsNothing) {
    const auto verdict = braked();
    EXPECT_EQ(verdict.refuse, refusal::braked);
    EXPECT_FALSE(verdict.keep_message);
    EXPECT_EQ(verdict.book, std::nullopt);
    EXPECT_EQ(verdict.alert, "error_order_brake");
}

}  // namespace
}  // namespace swan
