// Which payment an operator's id means.
#include "app/refund_target.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>

#include "paid_twice_harness.h"

namespace swan {
namespace {

using namespace test;

class RefundTargetTest : public PaidTwiceTest {
  protected:
    refund_request asked_by(const std::string& id, const std::string& name = "id") {
        command_arguments given;
        given.set(name, id);
        return ledger.in_transaction(
            [&] { return refund_asked_for(ledger.db, ledger.rules, given, "swanctl:op"); });
    }
    void expect_refused(const std::string& id, code number,
                        std::initializer_list<std::string> words) {
        try {
            const refund_request asked = asked_by(id);
            ADD_FAILURE() << id << " means " << asked.tp_order_id << ' ' << asked.order_id;
        } catch (const error& e) {
            EXPECT_EQ(e.number(), number) << e.client_text();
            for (const std::string& each : words)
                EXPECT_NE(e.client_text().find(each), std::string::npos)
                    << each << ": " << e.client_text();
        }
    }
    // A payment of an order that is not there, whose number strangers may have chosen.
    void orphan(const std::string& order_id, const std::string& tp_order_id) {
        payment_notify told = paid_notify();
        told.order_id = order_id;
        told.tp_order_id = tp_order_id;
        ledger.notify(told);
        ASSERT_EQ(ledger.payment_of(order_id).verdict, payment::judgement::orphan);
    }
    void give_the_order_the_number(const std::string& merchants) {
        ledger.db.execute("update orders set merchant_order_id = :id", {merchants});
    }
};

TEST_F(RefundTargetTest, AnOrdersNumberMeansThePaymentThatCounts) {
    give_the_order_the_number("shop-7");
    for (const char* id : {kSold, "shop-7"}) {
        const refund_request asked = asked_by(id);
        EXPECT_EQ(asked.tp_order_id, kSold);
        EXPECT_EQ(asked.order_id, "");
        EXPECT_EQ(asked.asked_by, "swanctl:op");
    }
}

TEST_F(RefundTargetTest, BaidusNumberMeansExactlyThatPayment) {
    EXPECT_EQ(asked_by(kSecond).order_id, kSecond);
    EXPECT_EQ(asked_by(kSecond).tp_order_id, kSold);
}

TEST_F(RefundTargetTest, ACommandFromBeforeAnUpgradeIsUnderstood) {
    EXPECT_EQ(asked_by(kSecond, "tp_order_id").order_id, kSecond);
    EXPECT_EQ(asked_by(kSold, "tp_order_id").tp_order_id, kSold);
}

TEST_F(RefundTargetTest, BaidusNumberThatIsAnOrphansTooIsRefused) {
    orphan("9002", kSecond);
    expect_refused(kSecond, code::param_illegal,
                   {"names two: the payment 9001 of the order " + std::string(kSold),
                    "the order " + std::string(kSecond)});
    EXPECT_EQ(asked_by("9002").order_id, "9002") << "it has a number of its own";
}

TEST_F(RefundTargetTest, BaidusNumberThatIsAnOrdersTooIsRefused) {
    order other = sold();
    other.tp_order_id = kSecond;
    ASSERT_TRUE(insert_order(ledger.db, ledger.rules.app, other));
    expect_refused(kSecond, code::param_illegal, {"names two"});
}

TEST_F(RefundTargetTest, TheMerchantsNumberThatIsBaidusTooIsRefused) {
    give_the_order_the_number(kSecond);
    expect_refused(kSecond, code::param_illegal, {"names two"});
}

TEST_F(RefundTargetTest, APaymentThatHasOneNumberTwiceIsOne) {
    orphan("9003", "9003");
    EXPECT_EQ(asked_by("9003").order_id, "9003");
    orphan("9004", "9003");
    expect_refused("9003", code::param_illegal, {"names two"});
}

TEST_F(RefundTargetTest, WhatIsNotThereIsCalledByAllItMightBe) {
    expect_refused("4711", code::order_not_existed,
                   {"tp_order_id", "merchant_order_id", "orderId"});
}

TEST_F(RefundTargetTest, AnOrderWithoutAPaymentThatCountsNamesItsOthers) {
    ledger.db.execute("update payments set verdict = 2");
    expect_refused(kSold, code::order_not_paid,
                   {"no payment counts", "swanctl refund ask " + std::string(kPaidAs),
                    "swanctl refund ask " + std::string(kSecond)});
}

}  // namespace
}  // namespace swan
