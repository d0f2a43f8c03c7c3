// Refunds in the ledger, on a real database: their usual course, and the same again.
#include <gtest/gtest.h>

#include <thread>

#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;

// ---- the usual course

TEST_F(LedgerRefundTest, AWholeRefundIsUnverifyingThenSentThenAcceptedThenDone) {
    const auto begun = ledger.begin(asks_for(kAll));
    EXPECT_EQ(begun.what.refund_id, std::string(kSold) + "-all-1");
    EXPECT_EQ(begun.what.state, status::unverifying);
    EXPECT_TRUE(begun.mine);
    EXPECT_FALSE(begun.repeated);
    EXPECT_EQ(reserved(), 100);
    const std::string id = begun.what.refund_id;

    EXPECT_EQ(ledger.verification_cancelled(id), std::nullopt);
    EXPECT_EQ(state_of(id), status::sent);
    EXPECT_EQ(ledger.news(id, accepted_as("7", 100)).state, status::accepted);
    const auto verdict = ledger.audit(audit("7", 100));
    EXPECT_EQ(verdict.audit_status, 1);
    EXPECT_EQ(verdict.money, 100);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of(id), status::done);
    EXPECT_EQ(reserved(), 100);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, PartsGoBackOneAfterTheOtherUntilNothingIsLeft) {
    refund_part(30, "a", "1");
    refund_part(30, "b", "2");
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(begin_fails(asks_for(41, "c")), code::refund_exceeds_payment);
    const auto rest = ledger.begin(asks_for(kAll));
    EXPECT_EQ(rest.what.amount, 40);
    EXPECT_FALSE(rest.what.whole);
    EXPECT_EQ(rest.what.state, status::sent) << "the rest cancels no verification";
    EXPECT_EQ(begin_fails(asks_for(1, "d")), code::refund_exceeds_payment);
}

TEST_F(LedgerRefundTest, ASecondPartWaitsUntilTheFirstIsBound) {
    send_part(30, "a");
    const auto waiting = ledger.begin(asks_for(30, "b"));
    EXPECT_EQ(waiting.what.state, status::reserved);
    EXPECT_FALSE(waiting.mine);
    EXPECT_EQ(reserved(), 60);
    EXPECT_FALSE(ledger.begin(asks_for(30, "b")).mine);

    ledger.news("a", accepted_as("1"));
    const auto goes_on = ledger.begin(asks_for(30, "b"));
    EXPECT_TRUE(goes_on.mine);
    EXPECT_TRUE(goes_on.repeated);
    EXPECT_EQ(goes_on.what.state, status::sent);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, AnOrphanCanBeRefunded) {
    payment_notify told = paid_notify();
    told.order_id = "1";
    told.tp_order_id = "4711";
    ledger.notify(told);
    refund_request asked = asks_for(kAll);
    asked.tp_order_id = "4711";
    EXPECT_TRUE(ledger.begin(asked).mine);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
}

TEST_F(LedgerRefundTest, WhoAskedAndWhyAreKept) {
    refund_request asked = asks_for(10, "a");
    asked.reason = "broken cup";
    ledger.begin(asked);
    EXPECT_EQ(ledger.refund_of("a").asked_by, "shop");
    EXPECT_EQ(ledger.refund_of("a").reason, "broken cup");
    EXPECT_EQ(ledger.refund_of("a").asked, "10");
}

// ---- what may not be refunded

TEST_F(LedgerRefundTest, AnUnknownOrAnUnpaidOrderIsNotRefunded) {
    refund_request asked = asks_for(kAll);
    asked.tp_order_id = "4711";
    EXPECT_EQ(begin_fails(asked), code::order_not_existed);
    order unpaid = sold();
    unpaid.tp_order_id = "4712";
    ledger.sell(unpaid);
    asked.tp_order_id = "4712";
    EXPECT_EQ(begin_fails(asked), code::order_not_paid);
}

TEST_F(LedgerRefundTest, ADuplicateDoesNotMakeItsOrderRefundableTwice) {
    payment_notify again = paid_notify();
    again.order_id = "1";
    ledger.notify(again);
    send_whole("a");
    EXPECT_EQ(begin_fails(asks_for(kAll, "b")), code::refund_exceeds_payment);
    EXPECT_EQ(ledger.payment_of("1").reserved, 0);
}

TEST_F(LedgerRefundTest, OfFiftyRefundsOf60AtOnceExactlyOneGoesThrough) {
    constexpr int kWorkers = 5;
    constexpr int kEach = 10;
    std::atomic<int> begun{0};
    std::atomic<int> exceeded{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < kWorkers; ++i)
        workers.emplace_back([&, i] {
            sql mine(ledger.files.where());
            for (int j = 0; j < kEach; ++j) {
                mine.begin_write();
                try {
                    const std::string id = std::to_string(i * kEach + j);
                    begin_refund(mine, ledger.rules, asks_for(60, id), ledger.now);
                    ++begun;
                } catch (const error& e) {
                    exceeded += e.number() == code::refund_exceeds_payment;
                }
                mine.commit();
            }
        });
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(begun, 1);
    EXPECT_EQ(exceeded, kWorkers * kEach - 1);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, ADiscountedPaymentGoesBackWholeOrNotAtAll) {
    sell_another(80);
    EXPECT_EQ(begin_fails(asks_another(50, "a")), code::full_refund_only);
    EXPECT_EQ(ledger.begin(asks_another(kAll, "b")).what.amount, 100);
    EXPECT_EQ(ledger.payment_of("1").reserved, 100);
}

// ---- the same request again

TEST_F(LedgerRefundTest, TheSameRefundIdAgainIsTheSameRefund) {
    send_part(60, "a");
    ledger.news("a", accepted_as("1", 60));
    const auto again = ledger.begin(asks_for(60, "a"));
    EXPECT_TRUE(again.repeated);
    EXPECT_FALSE(again.mine);
    EXPECT_EQ(again.what.state, status::accepted);
    EXPECT_EQ(again.what.batch_id, "1");
    EXPECT_EQ(again.what.refund_pay_money, 60);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.view().refunds.size(), 1u);
}

TEST_F(LedgerRefundTest, TheSameRefundIdWithOtherParametersIsAConflict) {
    send_part(60, "a");
    EXPECT_EQ(begin_fails(asks_for(59, "a")), code::refund_conflict);
    EXPECT_EQ(begin_fails(asks_for(kAll, "a")), code::refund_conflict);
    refund_request asked = asks_for(60, "a");
    asked.reason = "another";
    EXPECT_EQ(begin_fails(asked), code::refund_conflict);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundTest, ARefundIdOfAnotherOrderIsAConflict) {
    send_part(60, "a");
    sell_another();
    EXPECT_EQ(begin_fails(asks_another(60, "a")), code::refund_conflict);
}

TEST_F(LedgerRefundTest, ARetryWithoutARefundIdIsNeverASecondRefund) {
    const auto first = ledger.begin(asks_for(30));
    EXPECT_TRUE(first.mine);
    EXPECT_FALSE(ledger.begin(asks_for(30)).mine) << "it is being sent";
    ledger.news(first.what.refund_id, no_answer());
    EXPECT_EQ(ledger.begin(asks_for(30)).what.refund_id, first.what.refund_id);
    ledger.audit(audit("7", 30));
    ledger.refund_told(notified("7", kDone));
    const auto again = ledger.begin(asks_for(30));
    EXPECT_EQ(again.what.refund_id, first.what.refund_id);
    EXPECT_EQ(again.what.state, status::done);
    EXPECT_EQ(reserved(), 30);
}

TEST_F(LedgerRefundTest, ARetryAfterADefiniteNoIsANewRefund) {
    const auto first = ledger.begin(asks_for(30));
    EXPECT_EQ(ledger.news(first.what.refund_id, refused_with(970)).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    const auto second = ledger.begin(asks_for(30));
    EXPECT_NE(second.what.refund_id, first.what.refund_id);
    EXPECT_TRUE(second.mine);
    EXPECT_EQ(reserved(), 30);
}

// Judged anew after a refund, and then paid once more.
TEST_F(LedgerRefundTest, ASecondPaymentOfItsOrderHasRefundsOfItsOwn) {
    const auto first = ledger.begin(asks_for(40));
    ledger.db.execute("update payments set verdict = 2");
    ledger.db.execute("update orders set state = 1");
    payment_notify told = paid_notify();
    told.order_id = "2";
    ASSERT_EQ(ledger.notify(told).book, payment::judgement::good);
    const auto second = ledger.begin(asks_for(40));
    EXPECT_FALSE(second.repeated);
    EXPECT_NE(second.what.refund_id, first.what.refund_id);
    EXPECT_EQ(second.what.order_id, "2");
    EXPECT_EQ(ledger.payment_of("2").reserved, 40);
    EXPECT_EQ(ledger.begin(asks_for(40)).what.refund_id, second.what.refund_id) << "a retry";
}

TEST_F(LedgerRefundTest, ARefusedRefundKeepsItsAnswerUnderItsRefundId) {
    send_part(30, "a");
    ledger.news("a", refused_with(970));
    const auto again = ledger.begin(asks_for(30, "a"));
    EXPECT_FALSE(again.mine);
    EXPECT_EQ(again.what.state, status::failed);
    EXPECT_EQ(again.what.answer_code, 970);
    EXPECT_EQ(again.what.answer_text, "no");
    EXPECT_EQ(reserved(), 0);
}

}  // namespace
}  // namespace swan
