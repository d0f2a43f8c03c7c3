// Orders and payments in the ledger, on a real database.
#include "app/ledger.h"

#include <gtest/gtest.h>

#include <thread>

#include "ledger_harness.h"

namespace swan {
namespace {

using judgement = payment::judgement;
using test::asks_for;
using test::audit;
using test::kPaidAs;
using test::kSold;
using test::notified;
using test::paid_notify;
using test::sold;

class LedgerTest : public ::testing::Test {
  protected:
    LedgerTest() { ledger.sell(sold()); }

    payment_notify paid_again(const std::string& order_id, int64_t amount = 100) {
        payment_notify told = paid_notify(amount);
        told.order_id = order_id;
        return told;
    }
    order::status state() { return ledger.view().sold->state; }

    test::ledger ledger;
};

// ---- payments

TEST_F(LedgerTest, AGoodPaymentPaysItsOrder) {
    const auto verdict = ledger.notify(paid_notify());
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.is_error_order);
    const auto seen = ledger.view();
    EXPECT_EQ(seen.sold->state, order::status::paid);
    EXPECT_EQ(seen.sold->paid_ms, ledger.now);
    ASSERT_TRUE(seen.paid);
    EXPECT_EQ(seen.paid->order_id, kPaidAs);
    EXPECT_EQ(seen.paid->user_id, test::kUser);
    EXPECT_EQ(seen.paid->verdict, judgement::good);
    EXPECT_EQ(seen.paid->reserved, 0);
}

TEST_F(LedgerTest, TheSameNotifyTwiceIsTheSameAsOnce) {
    ledger.notify(paid_notify());
    ledger.now += 120'000;
    const auto again = ledger.notify(paid_notify());
    EXPECT_FALSE(again.refuse);
    EXPECT_EQ(again.is_consumed, 2);
    EXPECT_FALSE(again.is_error_order);
    EXPECT_EQ(ledger.messages("succ"), 1);
    EXPECT_EQ(payments_of(ledger.db, ledger.rules.app, kSold).size(), 1u);
    EXPECT_EQ(ledger.view().sold->paid_ms, ledger.now - 120'000);
}

TEST_F(LedgerTest, TheSameNotifyOnManyConnectionsAtOnceIsBookedOnce) {
    constexpr int kWorkers = 4;
    std::vector<int64_t> consumed(kWorkers);
    std::vector<std::thread> workers;
    for (int i = 0; i < kWorkers; ++i)
        workers.emplace_back([&, i] {
            sql mine(ledger.files.where());
            mine.begin_write();
            const auto verdict = record_notify(mine, ledger.rules, paid_notify(),
                                               test::as_received("body"), ledger.now);
            mine.commit();
            consumed[static_cast<size_t>(i)] = verdict.is_error_order ? -1 : verdict.is_consumed;
        });
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(consumed, std::vector<int64_t>(kWorkers, 2));
    EXPECT_EQ(payments_of(ledger.db, ledger.rules.app, kSold).size(), 1u);
    EXPECT_EQ(ledger.messages("succ"), 1);
}

TEST_F(LedgerTest, AMismatchIsBookedAndLeavesItsOrderPayable) {
    const auto verdict = ledger.notify(paid_again("1", 99));
    EXPECT_TRUE(verdict.is_error_order);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_EQ(ledger.payment_of("1").verdict, judgement::mismatch);
    EXPECT_EQ(state(), order::status::created);
    EXPECT_FALSE(ledger.view().paid);

    EXPECT_FALSE(ledger.notify(paid_notify()).is_error_order);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_EQ(ledger.view().paid->order_id, kPaidAs);
}

TEST_F(LedgerTest, ASecondPaymentIsADuplicateAndTheFirstStands) {
    ledger.notify(paid_notify());
    const auto verdict = ledger.notify(paid_again("1"));
    EXPECT_TRUE(verdict.is_error_order);
    EXPECT_EQ(ledger.payment_of("1").verdict, judgement::duplicate);
    EXPECT_EQ(ledger.view().paid->order_id, kPaidAs);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_TRUE(ledger.notify(paid_again("1")).is_error_order) << "the first answer, again";
    EXPECT_FALSE(ledger.notify(paid_notify()).is_error_order);
}

TEST_F(LedgerTest, ABookedPaymentContradictedIsKeptAndChangesNothing) {
    ledger.notify(paid_notify());
    const auto verdict = ledger.notify(paid_notify(5));
    EXPECT_FALSE(verdict.is_error_order);
    EXPECT_NE(verdict.alert, "");
    EXPECT_EQ(ledger.payment_of().total_money, 100);
    EXPECT_EQ(ledger.messages("succ"), 2);
}

// Whoever has got hold of it may send it for ever.
TEST_F(LedgerTest, WhatBooksNothingIsKeptOnceWithinThirtyDays) {
    payment_notify unpaid = paid_notify();
    unpaid.status = 1;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ledger.notify(unpaid).keep_message, i == 0);
    EXPECT_EQ(ledger.messages("succ"), 1);
    const auto unread = [this](const std::string& body) {
        return ledger.in_transaction([&] {
            return record_unread(ledger.db, ledger.rules, "refund", test::as_received(body),
                                 ledger.now);
        });
    };
    EXPECT_TRUE(unread("a=b"));
    EXPECT_FALSE(unread("a=b"));
    EXPECT_TRUE(unread("a=c"));
    EXPECT_EQ(ledger.messages("refund"), 2);
    ledger.now += int64_t{31} * 24 * 3600 * 1000;
    EXPECT_TRUE(unread("a=c"));  // forgets those of long ago
    EXPECT_TRUE(unread("a=b"));
}

TEST_F(LedgerTest, AStatusThatIsNotPaidIsKeptAndBooksNothing) {
    payment_notify told = paid_notify();
    told.status = 1;
    EXPECT_EQ(ledger.notify(told).is_consumed, 1);
    EXPECT_EQ(ledger.messages("succ"), 1);
    EXPECT_FALSE(ledger.view().paid);
    EXPECT_EQ(ledger.notify(paid_notify()).is_consumed, 2);
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(LedgerTest, AnOrphanSaysWhetherItsDigitsProveItsAmount) {
    payment_notify told = paid_notify();
    told.tp_order_id = ledger.numbers.make(test::kDeal, 100, test::kNow);
    EXPECT_FALSE(ledger.notify(told).is_error_order);
    EXPECT_EQ(ledger.payment_of().verdict, judgement::orphan);
    EXPECT_TRUE(ledger.payment_of().proven);

    told.order_id = "1";
    told.total_money = told.pay_money = 101;
    ledger.notify(told);
    EXPECT_EQ(ledger.payment_of("1").verdict, judgement::orphan);
    EXPECT_FALSE(ledger.payment_of("1").proven);
}

TEST_F(LedgerTest, AnOrphanIsSeenAsPaidWithoutAnOrder) {
    payment_notify told = paid_notify();
    told.tp_order_id = "4711";
    ledger.notify(told);
    const auto seen = ledger.view("4711");
    EXPECT_FALSE(seen.sold);
    ASSERT_TRUE(seen.paid);
    EXPECT_EQ(seen.paid->verdict, judgement::orphan);
}

TEST_F(LedgerTest, AForeignDealIsKeptAndRefused) {
    payment_notify told = paid_notify();
    told.tp_order_id = "4711";
    told.deal_id = "1";
    EXPECT_TRUE(ledger.notify(told).refuse);
    EXPECT_EQ(ledger.messages("succ"), 1);
    EXPECT_FALSE(find_payment(ledger.db, ledger.rules.app, kPaidAs));
}

TEST_F(LedgerTest, AMessageIsKeptAsReceivedAndCutTo8Kilobytes) {
    const std::string body = "returnData=%7B%7D&" + std::string(9000, 'x');
    ledger.in_transaction([&] {
        record_notify(ledger.db, ledger.rules, paid_notify(), test::as_received(body), ledger.now);
        record_unread(ledger.db, ledger.rules, "refund", test::as_received("a=b"), ledger.now);
    });
    const auto rows =
        ledger.db.query("select kind, subject, body from messages order by kind", "ttt");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].text(0), "refund");
    EXPECT_EQ(rows[0].text(2), "a=b");
    EXPECT_EQ(rows[1].text(1), kPaidAs);
    EXPECT_EQ(rows[1].text(2), body.substr(0, 8192));
}

TEST_F(LedgerTest, TwoMiniProgramsInOneDatabaseDoNotSeeEachOther) {
    ledger.notify(paid_notify());
    ledger_rules other = ledger.rules;
    other.app = ledger.in_transaction([&] { return app_number(ledger.db, "another"); });
    const auto verdict = ledger.in_transaction(
        [&] { return record_notify(ledger.db, other, paid_notify(), {}, ledger.now); });
    EXPECT_EQ(verdict.book, judgement::orphan);
}

// ---- a payment that was refunded before it was told

TEST_F(LedgerTest, APaymentThatWasNeverToldGoesBackAndIsNotPaidLater) {
    const auto verdict = ledger.audit(audit("7", 100));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 100);

    const auto told = ledger.notify(paid_notify());
    EXPECT_TRUE(told.is_error_order);
    EXPECT_EQ(told.is_consumed, 2);
    EXPECT_EQ(state(), order::status::created);
    EXPECT_EQ(ledger.payment_of().verdict, judgement::late);
    EXPECT_EQ(ledger.payment_of().reserved, 100);

    ledger.refund_told(notified("7", notified_refund::done));
    EXPECT_EQ(ledger.refund_of("batch:7").state, refund::status::done);
    EXPECT_TRUE(ledger.notify(paid_notify()).is_error_order);
    EXPECT_FALSE(ledger.notify(paid_again("1")).is_error_order) << "another payment is good";
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(LedgerTest, AnUndecidedAuditDoesNotHinderThePayment) {
    refund_audit early = audit("7", 100);
    early.tp_order_id = "";  // so the order is unknown
    EXPECT_EQ(ledger.audit(early).audit_status, 3);
    EXPECT_FALSE(ledger.notify(paid_notify()).is_error_order);
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(LedgerTest, ADuplicateGoesBackWholeAndTheOrderStaysPaid) {
    ledger.notify(paid_notify());
    ledger.notify(paid_again("1"));
    refund_audit asked = audit("7");
    asked.order_id = "1";
    EXPECT_EQ(ledger.audit(asked).audit_status, 1);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
    refund_notify end = notified("7", notified_refund::done);
    end.order_id = "1";
    ledger.refund_told(end);
    EXPECT_EQ(ledger.refund_of("batch:7").state, refund::status::done);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
    EXPECT_EQ(ledger.payment_of().reserved, 0);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_NO_THROW(ledger.begin(asks_for(std::nullopt)));
}

}  // namespace
}  // namespace swan
