// Refunds of one payment, named by Baidu's orderId, whatever its order's other payments do.
#include <gtest/gtest.h>

#include "paid_twice_harness.h"

namespace swan {
namespace {

using namespace test;

class RefundOfPaymentTest : public PaidTwiceTest {
  protected:
    static refund_request asks_back(std::optional<int64_t> amount, const std::string& id = "",
                                    const std::string& order_id = kSecond) {
        refund_request asked = asks_for(amount, id);
        asked.order_id = order_id;
        return asked;
    }
    int64_t reserved_of_second() { return ledger.payment_of(kSecond).reserved; }
    void let_ours_fail() {
        give();
        ledger.in_transaction(
            [&] { return resume_refund(ledger.db, ledger.rules, kOurs, ledger.now); });
        ASSERT_EQ(ledger.news(kOurs, refused_with(2002)).state, status::failed);
    }
    void expect_done(const std::string& refund_id, const std::string& batch, int64_t amount) {
        ledger.news(refund_id, accepted_as(batch));
        EXPECT_EQ(ledger.audit(asked(batch, amount)).audit_status, 1);
        ledger.refund_told(ended(batch, kDone));
        EXPECT_EQ(state_of(refund_id), status::done);
    }
};

TEST_F(RefundOfPaymentTest, WhatWeCouldNotGiveBackIsGivenBackByTheOperator) {
    let_ours_fail();
    const auto begun = ledger.begin(asks_back(kAll));
    EXPECT_TRUE(begun.mine);
    EXPECT_FALSE(begun.repeated);
    EXPECT_EQ(begun.of.order_id, kSecond);
    EXPECT_EQ(begun.what.state, status::sent);
    EXPECT_TRUE(begun.what.whole);
    EXPECT_FALSE(give());
    expect_done(begun.what.refund_id, "7", 100);
    EXPECT_TRUE(give()) << "given back";
    EXPECT_EQ(refunds(), 2);
    EXPECT_EQ(reserved_of_second(), 100);
    EXPECT_EQ(reserved(), 0);
    const order_view seen = ledger.view();
    EXPECT_EQ(seen.paid->order_id, kPaidAs);
    EXPECT_TRUE(seen.refunds.empty()) << "the order is paid, and not refunded";
}

TEST_F(RefundOfPaymentTest, ByTheNumberOfItsOrderItIsTheOtherPayment) {
    EXPECT_EQ(ledger.begin(asks_for(40)).of.order_id, kPaidAs);
    EXPECT_EQ(reserved_of_second(), 0);
}

TEST_F(RefundOfPaymentTest, WhatDoesNotCountForItsOrderIsRefundedAllTheSame) {
    for (const auto verdict : {payment::judgement::late, payment::judgement::mismatch}) {
        ledger.db.execute("delete from refunds");
        ledger.db.execute("delete from payments where order_id <> '9001'");
        ledger.db.execute("update payments set reserved = 0, verdict = :verdict",
                          {stored(verdict)});
        EXPECT_EQ(begin_fails(asks_for(kAll)), code::order_not_paid);
        EXPECT_EQ(ledger.begin(asks_back(kAll)).of.order_id, kSecond);
        EXPECT_EQ(reserved_of_second(), 100);
    }
    EXPECT_EQ(begin_fails(asks_back(kAll, "", "4711")), code::order_not_existed);
}

TEST_F(RefundOfPaymentTest, ASecondOrphanIsRefunded) {
    ledger.db.execute("update payments set verdict = 5, is_error_order = 0, created_ms = 1");
    ledger.db.execute("update payments set created_ms = 2 where order_id = '9001'");
    EXPECT_EQ(ledger.begin(asks_back(40, "a")).of.order_id, kSecond);
    EXPECT_EQ(begin_fails(asks_for(40, "a")), code::refund_conflict) << "of the first one";
    EXPECT_EQ(ledger.begin(asks_for(40)).of.order_id, kPaidAs);
}

// ---- numbers

TEST_F(RefundOfPaymentTest, EachPaymentHasNumbersOfItsOwn) {
    const auto one = ledger.begin(asks_for(40));
    const auto other = ledger.begin(asks_back(40));
    EXPECT_FALSE(other.repeated);
    EXPECT_EQ(other.of.order_id, kSecond);
    EXPECT_NE(other.what.refund_id, one.what.refund_id);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(ledger.begin(asks_for(40)).what.refund_id, one.what.refund_id);
        EXPECT_EQ(ledger.begin(asks_back(40)).what.refund_id, other.what.refund_id);
    }
    EXPECT_EQ(refunds(), 2);
    ledger.news(other.what.refund_id, refused_with(2002));
    const auto again = ledger.begin(asks_back(40));
    EXPECT_FALSE(again.repeated) << "after a definite no";
    EXPECT_EQ(ledger.begin(asks_for(40)).what.refund_id, one.what.refund_id);
    expect_done(again.what.refund_id, "7", 40);
    EXPECT_EQ(ledger.begin(asks_back(40)).what.refund_id, again.what.refund_id);
    EXPECT_EQ(reserved_of_second(), 40);
    EXPECT_EQ(reserved(), 40);
}

TEST_F(RefundOfPaymentTest, ThePaymentThatCountsHasTheSameNumberBothWays) {
    const auto first = ledger.begin(asks_for(40));
    const auto named = ledger.begin(asks_back(40, "", kPaidAs));
    EXPECT_TRUE(named.repeated);
    EXPECT_EQ(named.what.refund_id, first.what.refund_id);
    EXPECT_EQ(reserved(), 40);
}

TEST_F(RefundOfPaymentTest, ARefundIdOfAnotherPaymentOfItsOrderIsAConflict) {
    ledger.begin(asks_for(40, "a"));
    EXPECT_EQ(begin_fails(asks_back(40, "a")), code::refund_conflict);
    ledger.begin(asks_back(40, "b"));
    EXPECT_EQ(begin_fails(asks_for(40, "b")), code::refund_conflict);
    EXPECT_TRUE(ledger.begin(asks_back(40, "b")).repeated);
    EXPECT_EQ(begin_fails(asks_back(40, kOurs, kPaidAs)), code::succ) << "a number like any other";
    EXPECT_EQ(reserved_of_second(), 40);
    EXPECT_EQ(reserved(), 80);
}

// ---- beside what we give back

TEST_F(RefundOfPaymentTest, NothingGoesBackBesideOursWhileThatIsUnderWay) {
    give();
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::sent, status::unknown, status::accepted, status::done}) {
        ledger.db.execute("update refunds set state = :state", {stored(state)});
        EXPECT_EQ(begin_fails(asks_back(kAll)), code::refund_exceeds_payment) << stored(state);
        EXPECT_NE(begin_fails(asks_back(1)), code::succ) << stored(state);
    }
    EXPECT_EQ(begin_fails(asks_back(kAll, kOurs)), code::refund_conflict);
    EXPECT_EQ(refunds(), 1);
    EXPECT_EQ(reserved_of_second(), 100);
}

TEST_F(RefundOfPaymentTest, OursIsNotAskedForBesideOneOfTheOperator) {
    const std::string id = ledger.begin(asks_back(40)).what.refund_id;
    for (const auto& news : {no_answer(), accepted_as("7")}) {
        EXPECT_FALSE(give());
        EXPECT_EQ(refunds(), 1);
        ledger.news(id, news);
    }
    EXPECT_FALSE(give());
    EXPECT_EQ(refunds(), 1);
    expect_done(id, "7", 40);
    EXPECT_FALSE(give());
    EXPECT_EQ(ledger.refund_of(kOurs).amount, 60) << "the rest";
    EXPECT_EQ(reserved_of_second(), 100);
}

TEST_F(RefundOfPaymentTest, OursIsAskedForWhenTheOperatorsHasFailed) {
    const std::string id = ledger.begin(asks_back(kAll)).what.refund_id;
    ledger.news(id, refused_with(2002));
    EXPECT_FALSE(give());
    EXPECT_EQ(ledger.refund_of(kOurs).amount, 100);
    EXPECT_EQ(begin_fails(asks_back(kAll)), code::refund_exceeds_payment);
}

TEST_F(RefundOfPaymentTest, ASecondPartWaitsForTheFirstAndBothAreAllThatGoesBack) {
    let_ours_fail();
    ASSERT_TRUE(ledger.begin(asks_back(60, "a")).mine);
    EXPECT_EQ(begin_fails(asks_back(41, "b")), code::refund_exceeds_payment);
    EXPECT_EQ(ledger.begin(asks_back(40, "b")).what.state, status::reserved);
    EXPECT_TRUE(ledger.begin(asks_for(40, "c")).mine) << "of the other payment";
    expect_done("a", "7", 60);
    EXPECT_FALSE(give()) << "not all of it";
    EXPECT_TRUE(ledger.begin(asks_back(40, "b")).mine);
    expect_done("b", "8", 40);
    EXPECT_TRUE(give());
}

// Baidu's own begins while the operator's is on its way.
TEST_F(RefundOfPaymentTest, OfTwoAuditsOneIsApproved) {
    ledger.begin(asks_back(kAll, "a"));
    EXPECT_EQ(ledger.audit(asked("7")).audit_status, 1);
    EXPECT_EQ(ledger.audit(asked("8")).audit_status, 3);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(reserved_of_second(), 100);
}

}  // namespace
}  // namespace swan
