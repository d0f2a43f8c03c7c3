// Payment notifies that are not believed, on a real database: what is kept of them, and how long.
#include <gtest/gtest.h>

#include "base/text.h"
#include "ledger_harness.h"

namespace swan {
namespace {

using test::kSold;
using test::paid_notify;
using test::sold;

constexpr int64_t kMinute = 60'000;                            // ms
constexpr int64_t kSevenDays = int64_t{7} * 24 * 3600 * 1000;  // ms

class LedgerDoubtfulTest : public ::testing::Test {
  protected:
    LedgerDoubtfulTest() { ledger.sell(sold()); }

    // A notify of an order of its own.
    payment_notify of_another_order(int number) {
        order made = sold();
        made.tp_order_id = concat(number);
        ledger.sell(made);
        payment_notify told = paid_notify();
        told.tp_order_id = made.tp_order_id;
        return told;
    }
    static payment_notify paid_as(const std::string& order_id) {
        payment_notify told = paid_notify();
        told.order_id = order_id;
        return told;
    }
    void expect_no_trace(const payment_notify& told) {
        const doubtful seen = ledger.doubt(told);
        EXPECT_FALSE(seen.fits);
        EXPECT_FALSE(seen.kept_now);
        EXPECT_EQ(kept(), 0);
    }
    int64_t kept() {
        return ledger.db.query_one("select count(*) from quarantine", "i")->number(0);
    }
    bool is_kept(const std::string& tp_order_id) {
        return ledger.db
            .query_one("select 1 from quarantine where tp_order_id = :id", "i", {tp_order_id})
            .has_value();
    }

    test::ledger ledger;
};

TEST_F(LedgerDoubtfulTest, ANotifyOfAnUnpaidOrderIsKeptOnceAndFitsEachTime) {
    EXPECT_TRUE(ledger.doubt(paid_notify()).kept_now);
    const doubtful again = ledger.doubt(paid_notify());
    EXPECT_FALSE(again.kept_now);
    EXPECT_TRUE(again.fits);
    const auto rows = ledger.db.query("select tp_order_id, order_id, body from quarantine", "ttt");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].text(0), kSold);
    EXPECT_EQ(rows[0].text(1), test::kPaidAs);
    EXPECT_EQ(rows[0].text(2), "the forgery");
    EXPECT_EQ(ledger.view().sold->state, order::status::created);
}

TEST_F(LedgerDoubtfulTest, AForgeryThatComesFirstDoesNotHideTheGenuineNotify) {
    EXPECT_TRUE(ledger.doubt(paid_as("1")).kept_now);
    EXPECT_TRUE(ledger.doubt(paid_notify()).kept_now);
    EXPECT_EQ(kept(), 2);
}

TEST_F(LedgerDoubtfulTest, ThreeAreKeptOfAnOrder) {
    for (const char* order_id : {"1", "2", "3"})
        EXPECT_TRUE(ledger.doubt(paid_as(order_id)).kept_now);
    const doubtful fourth = ledger.doubt(paid_as("4"));
    EXPECT_FALSE(fourth.kept_now);
    EXPECT_TRUE(fourth.fits);
    EXPECT_EQ(kept(), 3);
    EXPECT_TRUE(ledger.doubt(of_another_order(9)).kept_now) << "another order has its own three";
}

TEST_F(LedgerDoubtfulTest, ANotifyOfAnythingElseLeavesNoTrace) {
    expect_no_trace(paid_notify(101));
    payment_notify unknown = paid_notify();
    unknown.tp_order_id = "4711";
    expect_no_trace(unknown);
    ledger.notify(paid_notify());
    expect_no_trace(paid_as("8"));
}

TEST_F(LedgerDoubtfulTest, OfMoreThanAThousandTheOldestGoes) {
    for (int number = 1; number <= 1000; ++number) {
        ledger.now += kMinute;
        ASSERT_TRUE(ledger.doubt(of_another_order(number)).kept_now) << number;
    }
    EXPECT_EQ(kept(), 1000);
    ledger.now += kMinute;
    EXPECT_TRUE(ledger.doubt(of_another_order(1001)).kept_now);
    EXPECT_EQ(kept(), 1000);
    EXPECT_FALSE(is_kept("1"));
    EXPECT_TRUE(is_kept("2"));
    EXPECT_TRUE(is_kept("1001"));
}

TEST_F(LedgerDoubtfulTest, NoMoreThanTenAMinuteAreKept) {
    for (int number = 1; number <= 10; ++number)
        EXPECT_TRUE(ledger.doubt(of_another_order(number)).kept_now);
    const payment_notify next = of_another_order(11);
    const doubtful seen = ledger.doubt(next);
    EXPECT_TRUE(seen.fits);
    EXPECT_FALSE(seen.kept_now);
    ledger.now += kMinute;
    EXPECT_TRUE(ledger.doubt(next).kept_now) << "it comes again";
}

TEST_F(LedgerDoubtfulTest, ItIsKeptForSevenDays) {
    ledger.doubt(paid_notify());
    ledger.now += kSevenDays;
    ledger.doubt(of_another_order(1));
    EXPECT_TRUE(is_kept(kSold)) << "for exactly seven days";
    ledger.now += 1;
    ledger.doubt(of_another_order(2));
    EXPECT_FALSE(is_kept(kSold));
    EXPECT_EQ(kept(), 2);
}

TEST_F(LedgerDoubtfulTest, ItsBodyIsCutTo8Kilobytes) {
    std::string body;
    for (int i = 0; body.size() < 9000; ++i) body += concat(i, ",");
    body.resize(9000);
    ledger.in_transaction(
        [&] { record_doubtful(ledger.db, ledger.rules, paid_notify(), body, ledger.now); });
    EXPECT_EQ(ledger.db.query_one("select body from quarantine", "t")->text(0),
              body.substr(0, 8192));
}

}  // namespace
}  // namespace swan
