#include "app/payment_notify.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "samples.h"

namespace swan {
namespace {

using judgement = payment::judgement;
using test::kNow;
using test::paid;
using test::paid_notify;
using test::sold;

constexpr int64_t kDay = 24 * 3600;  // seconds

notify_facts known_order() {
    return {.sold = test::terms_of(sold()), .deal_is_ours = true, .proven = true, .now_ms = kNow};
}

notify_facts unknown_order() { return {.deal_is_ours = true, .now_ms = kNow}; }

notify_facts known_payment(payment booked = paid()) {
    notify_facts known = known_order();
    known.booked = std::move(booked);
    known.paid_by = known.booked->order_id;
    return known;
}

// errno 0, isConsumed 2, isErrorOrder 1.
void expect_given_back(const notify_verdict& verdict) {
    EXPECT_FALSE(verdict.refuse);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_TRUE(verdict.is_error_order);
    EXPECT_FALSE(verdict.mark_paid);
    EXPECT_TRUE(verdict.keep_message);
    EXPECT_NE(verdict.alert, "");
}

void expect_nothing_booked(const notify_verdict& verdict) {
    EXPECT_EQ(verdict.book, std::nullopt);
    EXPECT_FALSE(verdict.mark_paid);
}

// ---- booked already

TEST(NotifyVerdictTest, TheSameAgainGetsTheFirstAnswerAndNothingIsKept) {
    const auto verdict = judge(paid_notify(), known_payment());
    EXPECT_FALSE(verdict.refuse);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.is_error_order);
    expect_nothing_booked(verdict);
    EXPECT_FALSE(verdict.keep_message);
    EXPECT_FALSE(verdict.reconcile);
    EXPECT_EQ(verdict.alert, "");
}

TEST(NotifyVerdictTest, TheSameAgainIsAskedToBeRefundedAgain) {
    payment booked = paid();
    booked.verdict = judgement::duplicate;
    booked.is_error_order = true;
    const auto verdict = judge(paid_notify(), known_payment(booked));
    EXPECT_TRUE(verdict.is_error_order);
    EXPECT_EQ(verdict.is_consumed, 2);
    expect_nothing_booked(verdict);
}

// Whoever booked it may have died, or given up waiting for the commit, before he told anybody.
TEST(NotifyVerdictTest, TheSameAgainOfAPaymentThatIsNotGoodIsAnAlertAgain) {
    const std::pair<judgement, const char*> all[] = {{judgement::mismatch, "mismatch"},
                                                     {judgement::duplicate, "duplicate"},
                                                     {judgement::late, "late"},
                                                     {judgement::orphan, "orphan"}};
    for (const auto& [verdict, alert] : all) {
        payment booked = paid();
        booked.verdict = verdict;
        const auto again = judge(paid_notify(), known_payment(booked));
        EXPECT_EQ(again.alert, alert);
        EXPECT_FALSE(again.keep_message);
    }
}

TEST(NotifyVerdictTest, AnotherReturnDataMakesNoOtherMessageOfABookedPayment) {
    payment_notify told = paid_notify();
    told.return_data = "{\"a\":1}";
    told.pay_time += 5;
    EXPECT_FALSE(judge(told, known_payment()).keep_message);
}

TEST(NotifyVerdictTest, ABookedPaymentContradictedGetsTheFirstAnswerAndAnAlert) {
    const auto contradicted = [](void (*change)(payment_notify&)) {
        payment_notify told = paid_notify();
        change(told);
        return told;
    };
    const payment_notify all[] = {
        contradicted([](payment_notify& told) { told.tp_order_id = "1"; }),
        contradicted([](payment_notify& told) { told.total_money = 1; }),
        contradicted([](payment_notify& told) { told.deal_id = "1"; }),
        contradicted([](payment_notify& told) { told.user_id = "1"; }),
        contradicted([](payment_notify& told) { told.status = 1; }),
        contradicted([](payment_notify& told) { told.status = -1; }),
    };
    for (const payment_notify& told : all) {
        const auto verdict = judge(told, known_payment());
        EXPECT_FALSE(verdict.refuse);
        EXPECT_EQ(verdict.is_consumed, 2);
        EXPECT_FALSE(verdict.is_error_order);
        expect_nothing_booked(verdict);
        EXPECT_TRUE(verdict.keep_message);
        EXPECT_NE(verdict.alert, "");
        ASSERT_TRUE(verdict.reconcile);
        EXPECT_EQ(verdict.reconcile->user_id, test::kUser);
        EXPECT_EQ(verdict.reconcile->ledger_pay, baidu::queried_pay::paid);
    }
}

TEST(NotifyVerdictTest, WhereTheFirstNotifyNamedNobodyTheUserOfThisOneIsAskedFor) {
    payment booked = paid();
    booked.user_id = "";
    const auto verdict = judge(paid_notify(), known_payment(booked));
    ASSERT_TRUE(verdict.reconcile);
    EXPECT_EQ(verdict.reconcile->user_id, test::kUser);
}

TEST(NotifyVerdictTest, AContradictionNeverAsksForARefund) {
    payment booked = paid();
    booked.verdict = judgement::mismatch;
    booked.is_error_order = true;
    payment_notify told = paid_notify();
    told.total_money = 5;
    EXPECT_FALSE(judge(told, known_payment(booked)).is_error_order);
}

// ---- not paid

TEST(NotifyVerdictTest, AStatusThatIsNotPaidIsKeptAndNotConsumed) {
    for (const int64_t status : {1, -1, 0, 3}) {
        payment_notify told = paid_notify();
        told.status = status;
        for (const auto& known : {known_order(), unknown_order(), notify_facts{}}) {
            const auto verdict = judge(told, known);
            EXPECT_FALSE(verdict.refuse);
            EXPECT_EQ(verdict.is_consumed, 1);
            EXPECT_FALSE(verdict.is_error_order);
            expect_nothing_booked(verdict);
            EXPECT_TRUE(verdict.keep_message);
            ASSERT_TRUE(verdict.reconcile);
            EXPECT_EQ(verdict.reconcile->user_id, told.user_id);
            EXPECT_EQ(verdict.reconcile->ledger_pay, baidu::queried_pay::unpaid);
        }
    }
}

// ---- refunded before it was told

TEST(NotifyVerdictTest, APaymentRefundedBeforeItWasBookedIsGivenBackAndNotPaid) {
    notify_facts known = known_order();
    known.refunded_unbooked = true;
    const auto verdict = judge(paid_notify(), known);
    expect_given_back(verdict);
    EXPECT_EQ(verdict.book, judgement::late);
    EXPECT_EQ(verdict.alert, "paid_after_refund");
}

TEST(NotifyVerdictTest, OneOfAnUnknownOrderIsBookedOnlyIfItsDealIsOurs) {
    for (const bool is_ours : {true, false}) {
        const notify_facts known{
            .refunded_unbooked = true, .deal_is_ours = is_ours, .now_ms = kNow};
        const auto verdict = judge(paid_notify(), known);
        expect_given_back(verdict);
        EXPECT_EQ(verdict.book, is_ours ? std::optional(judgement::late) : std::nullopt);
    }
}

// ---- order unknown

TEST(NotifyVerdictTest, AnUnknownOrderOfAForeignDealIsRefused) {
    const auto verdict = judge(paid_notify(), notify_facts{.now_ms = kNow});
    EXPECT_EQ(verdict.refuse, refusal::foreign_deal);
    expect_nothing_booked(verdict);
    EXPECT_TRUE(verdict.keep_message);
    EXPECT_EQ(verdict.alert, "foreign_deal");
}

TEST(NotifyVerdictTest, AnUnknownOrderOfOurDealIsAnOrphanThatIsKept) {
    const auto verdict = judge(paid_notify(), unknown_order());
    EXPECT_FALSE(verdict.refuse);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.is_error_order);
    EXPECT_EQ(verdict.book, judgement::orphan);
    EXPECT_FALSE(verdict.mark_paid);
    EXPECT_TRUE(verdict.keep_message);
    EXPECT_NE(verdict.alert, "");
}

TEST(NotifyVerdictTest, AnOrphanStaysOneWhenItsDigitsProveItsAmount) {
    notify_facts known = unknown_order();
    known.proven = true;
    EXPECT_EQ(judge(paid_notify(), known).book, judgement::orphan);
}

// ---- order known

TEST(NotifyVerdictTest, ASecondPaymentOfAPaidOrderIsADuplicate) {
    notify_facts known = known_order();
    known.paid_by = "4711";
    const auto verdict = judge(paid_notify(), known);
    expect_given_back(verdict);
    EXPECT_EQ(verdict.book, judgement::duplicate);
}

TEST(NotifyVerdictTest, ASecondPaymentIsADuplicateBeforeItIsAMismatch) {
    notify_facts known = known_order();
    known.paid_by = "4711";
    EXPECT_EQ(judge(paid_notify(99), known).book, judgement::duplicate);
}

TEST(NotifyVerdictTest, AnotherAmountIsAMismatch) {
    for (const int64_t amount : {0, 1, 99, 101}) {
        const auto verdict = judge(paid_notify(amount), known_order());
        expect_given_back(verdict);
        EXPECT_EQ(verdict.book, judgement::mismatch);
    }
}

TEST(NotifyVerdictTest, AnotherDealIsAMismatchEvenWhenItIsOurs) {
    payment_notify told = paid_notify();
    told.deal_id = "999";
    for (const bool ours : {true, false}) {
        notify_facts known = known_order();
        known.deal_is_ours = ours;
        const auto verdict = judge(told, known);
        expect_given_back(verdict);
        EXPECT_EQ(verdict.book, judgement::mismatch);
    }
}

TEST(NotifyVerdictTest, ADiscountIsNoMismatch) {
    payment_notify told = paid_notify();
    told.pay_money = 80;
    EXPECT_EQ(judge(told, known_order()).book, judgement::good);
}

TEST(NotifyVerdictTest, OtherwiseThePaymentIsGoodAndTheOrderPaid) {
    const auto verdict = judge(paid_notify(), known_order());
    EXPECT_FALSE(verdict.refuse);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.is_error_order);
    EXPECT_EQ(verdict.book, judgement::good);
    EXPECT_TRUE(verdict.mark_paid);
    EXPECT_TRUE(verdict.keep_message);
    EXPECT_FALSE(verdict.odd);
    EXPECT_EQ(verdict.alert, "");
}

// ---- odd

TEST(NotifyVerdictTest, AnOddMessageIsBookedAsOdd) {
    payment_notify told = paid_notify();
    told.odd = true;
    const auto verdict = judge(told, known_order());
    EXPECT_EQ(verdict.book, judgement::good);
    EXPECT_TRUE(verdict.odd);
}

TEST(NotifyVerdictTest, ReturnDataThatWeDidNotSendIsOdd) {
    payment_notify told = paid_notify();
    told.return_data = "{}&totalMoney";
    EXPECT_TRUE(judge(told, known_order()).odd);
    told.return_data = "";  // a platform may bring an empty object back as nothing
    EXPECT_FALSE(judge(told, known_order()).odd);
    notify_facts known = known_order();
    known.sold->return_data = "{\"a\":1}";
    EXPECT_TRUE(judge(told, known).odd);
}

TEST(NotifyVerdictTest, APaymentOfMoreThanADayAgoIsOdd) {
    payment_notify told = paid_notify();
    told.pay_time = kNow / 1000 - kDay;
    EXPECT_FALSE(judge(told, known_order()).odd);
    told.pay_time -= 1;
    EXPECT_TRUE(judge(told, known_order()).odd);
}

TEST(NotifyVerdictTest, ATimeThatNoClockShowsDoesNoHarm) {
    payment_notify told = paid_notify();
    told.pay_time = std::numeric_limits<int64_t>::max();
    EXPECT_EQ(judge(told, known_order()).book, judgement::good);
}

}  // namespace
}  // namespace swan
