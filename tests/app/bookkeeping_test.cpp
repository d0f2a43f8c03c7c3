// What the merchant's own system hears of payments and refunds, on a real database.
#include "app/bookkeeping.h"

#include <gtest/gtest.h>

#include <vector>

#include "ledger_harness.h"
#include "service/store/events.h"

namespace swan {
namespace {

using namespace test;
using enum event::what;
using kinds = std::vector<event::what>;
using unasked = ledger_settings::unasked;

class ToldTest : public ::testing::Test {
  protected:
    ToldTest() {
        ledger.rules.tells_merchant = true;
        ledger.sell(sold());
    }
    // In their order.
    kinds told() {
        kinds all;
        for (const event& each : events_of(ledger.db, ledger.rules.app, kSold))
            all.push_back(each.kind);
        return all;
    }
    void notify_another() {
        payment_notify another = paid_notify();
        another.order_id = "9001";
        ledger.notify(another);
    }

    test::ledger ledger;
};

TEST_F(ToldTest, EachVerdictOfAPaymentIsAnEventOfItsName) {
    payment_notify wrong = paid_notify();
    wrong.order_id = "9000";
    wrong.total_money = wrong.pay_money = 7;
    ledger.notify(wrong);
    EXPECT_EQ(told(), (kinds{mismatch}));
    ledger.notify(paid_notify());
    notify_another();
    EXPECT_EQ(told(), (kinds{mismatch, paid, duplicate}));
    notify_another();
    EXPECT_EQ(told().size(), 3u) << "once";
}

class ToldOfRefundTest : public ToldTest {
  protected:
    ToldOfRefundTest() {
        ledger.notify(paid_notify());
        EXPECT_EQ(told(), (kinds{paid}));
    }
};

TEST_F(ToldOfRefundTest, ARefundThatNobodyAskedForIsToldWhoeverDecidesIt) {
    ledger.audit(audit("1", 10));
    EXPECT_EQ(told(), (kinds{paid, refund_requested}));
    ledger.rules.settings.unasked_refund = unasked::approve;
    ledger.audit(audit("2", 10));
    EXPECT_EQ(told(), (kinds{paid, refund_requested, refund_requested}));
    ledger.rules.settings.unasked_refund = unasked::reject;
    ledger.audit(audit("3", 10));
    EXPECT_EQ(told(),
              (kinds{paid, refund_requested, refund_requested, refund_requested, refund_failed}));
    const auto all = events_of(ledger.db, ledger.rules.app, kSold);
    EXPECT_EQ(all.at(2).refund_id, "batch:2");
    EXPECT_EQ(all.at(2).state, event::status::waiting);
}

TEST_F(ToldOfRefundTest, OneThatASettingApprovesIsToldOnceAndThenItsEnd) {
    ledger.rules.settings.unasked_refund = unasked::approve;
    ledger.audit(audit("1", 10));
    ledger.audit(audit("1", 10));
    ledger.refund_told(notified("1", notified_refund::done));
    EXPECT_EQ(told(), (kinds{paid, refund_requested, refund_done}));
}

TEST_F(ToldOfRefundTest, OneThatWaitedIsNotToldAgainWhenItIsDecided) {
    ledger.audit(audit("1", 10));
    ledger.rules.settings.unasked_refund = unasked::approve;
    ledger.audit(audit("1", 10));
    EXPECT_EQ(told(), (kinds{paid, refund_requested}));
}

TEST_F(ToldOfRefundTest, AnAuditAfterTheEndIsNoRequest) {
    ledger.refund_told(notified("1", notified_refund::done));
    ledger.audit(audit("1", 10));
    EXPECT_EQ(told(), (kinds{paid, refund_done}));
}

TEST_F(ToldOfRefundTest, OfOursOnlyItsEndIsTold) {
    ledger.begin(asks_for(10, "a"));
    ledger.audit(audit("1", 10));
    ledger.refund_told(notified("1", notified_refund::failed));
    EXPECT_EQ(told(), (kinds{paid, refund_failed}));
    ledger.refund_told(notified("1", notified_refund::done));
    EXPECT_EQ(told(), (kinds{paid, refund_failed, refund_done}));
}

// Baidu was asked for it.
TEST_F(ToldOfRefundTest, APaymentThatIsToGoBackIsNoRequest) {
    notify_another();
    refund_audit asked = audit("1", 100);
    asked.order_id = "9001";
    ledger.audit(asked);
    EXPECT_EQ(told(), (kinds{paid, duplicate}));
}

}  // namespace
}  // namespace swan
