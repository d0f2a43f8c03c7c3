// The brake on answers that ask Baidu to refund, and what else the settings do to the rows.
#include <gtest/gtest.h>

#include "app/bookkeeping.h"
#include "app/error_order_brake.h"
#include "base/text.h"
#include "ledger_harness.h"
#include "service/store/events.h"

namespace swan {
namespace {

using judgement = payment::judgement;
using test::kNow;

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;

class LedgerBrakeTest : public ::testing::Test {
  protected:
    LedgerBrakeTest() {
        ledger.rules.settings.error_order_limit = 3;
        ledger.sell(test::sold());
        ledger.notify(test::paid_notify());
    }

    // One more payment of the order that is paid already.
    notify_verdict duplicate() {
        payment_notify told = test::paid_notify();
        told.order_id = concat("9", ++payments_);
        return ledger.notify(told);
    }
    bool holds() { return error_order_brake::holds(ledger.db, ledger.rules.app, ledger.now); }
    bool is_booked(int number) {
        return find_payment(ledger.db, ledger.rules.app, concat("9", number)).has_value();
    }

    test::ledger ledger;
    int payments_ = 0;
};

TEST_F(LedgerBrakeTest, HoldsAfterTheLimitAndBooksNothingThen) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(duplicate().is_error_order);
    EXPECT_FALSE(holds());
    const auto verdict = duplicate();
    EXPECT_TRUE(holds());
    EXPECT_TRUE(verdict.refuse);
    EXPECT_EQ(verdict.alert, "error_order_brake");
    EXPECT_TRUE(is_booked(3));
    EXPECT_FALSE(is_booked(4));
}

TEST_F(LedgerBrakeTest, LetsRepetitionsAndGoodPaymentsPass) {
    for (int i = 0; i < 4; ++i) duplicate();
    payments_ = 0;
    EXPECT_TRUE(duplicate().is_error_order) << "the first answer, as before";
    order other = test::sold();
    other.tp_order_id = "2";
    ledger.sell(other);
    payment_notify told = test::paid_notify();
    told.tp_order_id = "2";
    told.order_id = "77";
    EXPECT_EQ(ledger.notify(told).book, judgement::good);
}

TEST_F(LedgerBrakeTest, CountsOnlyTheLastTenMinutes) {
    for (int i = 0; i < 3; ++i) duplicate();
    ledger.now += 10 * kMinute;
    EXPECT_TRUE(duplicate().is_error_order);
}

TEST_F(LedgerBrakeTest, IsReleasedAfterSixHours) {
    for (int i = 0; i < 4; ++i) duplicate();
    ledger.now += 6 * kHour - 1;
    EXPECT_TRUE(holds());
    EXPECT_TRUE(duplicate().refuse);
    ledger.now += 1;
    EXPECT_FALSE(holds());
    EXPECT_TRUE(duplicate().is_error_order);
}

TEST_F(LedgerBrakeTest, IsReleasedByAnOperatorAndHoldsAgainAfterAsManyMore) {
    for (int i = 0; i < 4; ++i) duplicate();
    ledger.now += kMinute;
    error_order_brake::release(ledger.db, ledger.rules.app, ledger.now);
    EXPECT_FALSE(holds());
    ledger.now += 1;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(duplicate().is_error_order);
    EXPECT_TRUE(duplicate().refuse);
}

class LedgerSettingsTest : public ::testing::Test {
  protected:
    LedgerSettingsTest() { ledger.rules.tells_merchant = true; }

    std::string told() {
        std::string all;
        for (const event& each : events_of(ledger.db, ledger.rules.app, test::kSold))
            all += concat(name_of(each.kind), ":", name_of(each.state), " ");
        return all;
    }

    test::ledger ledger;
};

TEST_F(LedgerSettingsTest, AnAcceptedOrphanIsAGoodPaymentAndIsTold) {
    ledger.rules.settings.orphan = ledger_settings::unknown_order::accept;
    payment_notify notify = test::paid_notify();
    notify.tp_order_id = ledger.numbers.make(test::kDeal, 100, kNow);
    EXPECT_EQ(ledger.notify(notify).book, judgement::good);
    EXPECT_EQ(events_of(ledger.db, ledger.rules.app, notify.tp_order_id).size(), 1u);
    notify.order_id = "2";
    EXPECT_EQ(ledger.notify(notify).book, judgement::duplicate);
}

TEST_F(LedgerSettingsTest, AKeptOrphanIsNeverToldAsPaid) {
    ledger.notify(test::paid_notify());
    EXPECT_EQ(told(), "orphan:waiting ");
}

TEST_F(LedgerSettingsTest, AGoodPaymentIsToldAtOnceAndOnce) {
    ledger.sell(test::sold());
    ledger.notify(test::paid_notify());
    ledger.notify(test::paid_notify());
    EXPECT_EQ(told(), "paid:waiting ");
}

TEST_F(LedgerSettingsTest, AnOddPaymentIsBookedButNotToldYet) {
    ledger.rules.api = api_generation::v2;
    ledger.sell(test::sold());
    payment_notify odd = test::paid_notify();
    odd.return_data = "something else";
    EXPECT_EQ(ledger.notify(odd).book, judgement::good);
    EXPECT_EQ(told(), "paid:held ");
}

TEST_F(LedgerSettingsTest, WhichPaymentsWaitForAQueryIsTheMerchantsChoice) {
    using confirmation = ledger_settings::confirmation;
    ledger.rules.api = api_generation::v2;
    payment taken = test::paid();
    for (const bool odd : {false, true}) {
        taken.odd = odd;
        ledger.rules.settings.confirm_paid = confirmation::always;
        EXPECT_TRUE(waits_for_confirmation(ledger.rules, taken));
        ledger.rules.settings.confirm_paid = confirmation::never;
        EXPECT_FALSE(waits_for_confirmation(ledger.rules, taken));
        ledger.rules.settings.confirm_paid = confirmation::odd;
        EXPECT_EQ(waits_for_confirmation(ledger.rules, taken), odd);
    }
}

TEST_F(LedgerSettingsTest, APaymentAfterTheCloseIsLateAndTold) {
    ledger.sell(test::sold());
    using status = order::status;
    ASSERT_TRUE(move_order(ledger.db, ledger.rules.app, test::kSold, status::created,
                           status::closing, kNow));
    ASSERT_TRUE(move_order(ledger.db, ledger.rules.app, test::kSold, status::closing,
                           status::closed, kNow));
    payment_notify late = test::paid_notify();
    late.pay_time = kNow / 1000 + 1;
    EXPECT_EQ(ledger.notify(late).book, judgement::late);
    EXPECT_EQ(find_order(ledger.db, ledger.rules.app, test::kSold)->state, status::closed);
    EXPECT_EQ(told(), "late:waiting ");
    late.order_id = "3";
    late.pay_time = kNow / 1000;
    EXPECT_EQ(ledger.notify(late).book, judgement::good);
    EXPECT_EQ(find_order(ledger.db, ledger.rules.app, test::kSold)->state, status::paid);
}

}  // namespace
}  // namespace swan
