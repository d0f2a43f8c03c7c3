// A database that was made with the first tables works as one that is made now.
#include <gtest/gtest.h>

#include "app/ledger.h"
#include "ledger_harness.h"
#include "service/store/sessions.h"

namespace swan {
namespace {

using test::asks_for;
using test::kPaidAs;
using test::kSold;
using test::paid_notify;
using test::sold;

class LedgerOlderSchemaTest : public ::testing::Test {
  protected:
    test::ledger ledger{test::ledger::schema::older};
};

TEST_F(LedgerOlderSchemaTest, SellsIsPaidAndRefunds) {
    order made = sold();
    made.merchant_order_id = "A-1";
    made.open_id = "user";
    EXPECT_EQ(ledger.sell(made).tp_order_id, kSold);
    EXPECT_EQ(ledger.sell(made).tp_order_id, kSold) << "the merchant's number has its order";
    EXPECT_NE(ledger.sell(sold(5)).tp_order_id, kSold) << "the number is taken";
    EXPECT_EQ(find_order_by_merchant(ledger.db, ledger.rules.app, "A-1")->tp_order_id, kSold);
    EXPECT_TRUE(ledger.doubt(paid_notify()).kept_now);

    EXPECT_FALSE(ledger.notify(paid_notify()).is_error_order);
    payment_notify twice = paid_notify();
    twice.order_id = "1";
    EXPECT_TRUE(ledger.notify(twice).is_error_order);
    EXPECT_EQ(ledger.view().paid->order_id, kPaidAs);

    ledger.begin(asks_for(40, "r1"));
    ledger.news("r1", test::accepted_as("batch"));
    EXPECT_EQ(find_refund_by_batch(ledger.db, ledger.rules.app, "batch")->refund_id, "r1");
    ledger.refund_told(test::notified("batch", notified_refund::done));
    EXPECT_EQ(ledger.refund_of("r1").state, refund::status::done);
    EXPECT_EQ(ledger.payment_of().reserved, 40);
}

TEST_F(LedgerOlderSchemaTest, CountsTheUnpaidOrdersOfACustomer) {
    save_session(ledger.db, ledger.rules.app, "user", "key", ledger.now);
    for (int number = 1; number <= 21; ++number) {
        order made = sold();
        made.tp_order_id = std::to_string(number);
        made.open_id = "user";
        if (number <= 20)
            EXPECT_EQ(ledger.sell(made).tp_order_id, made.tp_order_id);
        else
            EXPECT_THROW(ledger.sell(made), error);
    }
}

TEST_F(LedgerOlderSchemaTest, KeepsSessions) {
    const int64_t app = ledger.rules.app;
    save_session(ledger.db, app, "user", "first", ledger.now);
    save_session(ledger.db, app, "user", "second", ledger.now);
    const auto keys = find_session(ledger.db, app, "user");
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->current, "second");
    EXPECT_EQ(keys->previous, "first");
}

}  // namespace
}  // namespace swan
