// Orders in the ledger, on a real database.
#include <gtest/gtest.h>

#include "app/found_ledger.h"
#include "app/ledger.h"
#include "ledger_harness.h"
#include "service/store/order_search.h"
#include "service/store/sessions.h"

namespace swan {
namespace {

using test::kSold;
using test::paid_notify;
using test::sold;

class LedgerOrderTest : public ::testing::Test {
  protected:
    LedgerOrderTest() { ledger.sell(sold()); }

    job_kind watched_by(const order& made) {
        const auto jobs = jobs_about(ledger.db, ledger.rules.app, ledger.sell(made).tp_order_id);
        EXPECT_EQ(jobs.size(), 1U);
        return jobs.at(0).kind;
    }

    test::ledger ledger;
};

order merchants(std::string number) {
    order made = sold();
    made.merchant_order_id = std::move(number);
    return made;
}

order sold_to(const std::string& open_id, int number) {
    order made = sold();
    made.tp_order_id = std::to_string(number);
    made.open_id = open_id;
    return made;
}

template <class F>
code number_thrown_by(F call) {
    try {
        call();
    } catch (const error& e) {
        return e.number();
    }
    return code::succ;
}

TEST_F(LedgerOrderTest, AnOrderIsKeptAsItWasSold) {
    order made = sold_to("user", 7);
    made.title = "茶";
    made.goods_id = "tea";
    made.count = 3;
    made.merchant_order_id = "A-1";
    EXPECT_EQ(ledger.sell(made).tp_order_id, "7");
    const auto seen = ledger.view("7");
    ASSERT_TRUE(seen.sold);
    EXPECT_EQ(seen.sold->title, "茶");
    EXPECT_EQ(seen.sold->total_amount, 100);
    EXPECT_EQ(seen.sold->count, 3);
    EXPECT_EQ(seen.sold->open_id, "user");
    EXPECT_EQ(seen.sold->merchant_order_id, "A-1");
    EXPECT_EQ(seen.sold->state, order::status::created);
    EXPECT_FALSE(seen.paid);
}

TEST_F(LedgerOrderTest, ACustomerHasAtMostTwentyUnpaidOrders) {
    save_session(ledger.db, ledger.rules.app, "user", "key", ledger.now);
    for (int number = 1; number <= 20; ++number) ledger.sell(sold_to("user", number));
    EXPECT_EQ(number_thrown_by([&] { ledger.sell(sold_to("user", 21)); }), code::too_many_requests);
    EXPECT_FALSE(ledger.view("21").sold);
    EXPECT_EQ(ledger.sell(sold_to("another", 22)).tp_order_id, "22");

    payment_notify told = paid_notify();
    told.tp_order_id = "1";
    ledger.notify(told);
    EXPECT_EQ(ledger.sell(sold_to("user", 21)).tp_order_id, "21");
}

// What somebody buys without a session is asked about behind the orders of customers.
TEST_F(LedgerOrderTest, OnlyCustomersAndTheMerchantAreWatchedFirst) {
    ledger.rules.api = api_generation::v2;
    save_session(ledger.db, ledger.rules.app, "user", "key", ledger.now);
    EXPECT_EQ(watched_by(sold_to("user", 1)), job_kind::watch);
    EXPECT_EQ(watched_by(numbered(ledger.rules, merchants("A-1"))), job_kind::watch);
    EXPECT_EQ(watched_by(sold_to("nobody", 2)), job_kind::watch_anonymous);
    EXPECT_EQ(watched_by(numbered(ledger.rules, sold())), job_kind::watch_anonymous);
}

// Who has learned open_ids of customers could put twenty orders of each before theirs.
TEST_F(LedgerOrderTest, OnlyThreeUnpaidOrdersOfACustomerAreWatchedFirst) {
    ledger.rules.api = api_generation::v2;
    save_session(ledger.db, ledger.rules.app, "user", "key", ledger.now);
    for (const int number : {1, 2, 3})
        EXPECT_EQ(watched_by(sold_to("user", number)), job_kind::watch) << number;
    EXPECT_EQ(watched_by(sold_to("user", 4)), job_kind::watch_anonymous);
    order merchants_own = merchants("A-1");
    merchants_own.open_id = "user";
    EXPECT_EQ(watched_by(numbered(ledger.rules, merchants_own)), job_kind::watch);
    for (const char* const paid : {"1", "2", "3"}) {
        payment_notify told = paid_notify();
        told.tp_order_id = paid;
        told.order_id = paid;
        ledger.notify(told);
    }
    EXPECT_EQ(watched_by(sold_to("user", 5)), job_kind::watch) << "one who pays is a customer";
}

// Anybody can name an open_id, and would lock its owner out.
TEST_F(LedgerOrderTest, WhoNeverLoggedInHereIsNotKeptFromBuying) {
    for (int number = 1; number <= 21; ++number) ledger.sell(sold_to("user", number));
    EXPECT_TRUE(ledger.view("21").sold);
}

TEST_F(LedgerOrderTest, OrdersWithoutACustomerAreNotCounted) {
    for (int number = 1; number <= 25; ++number) {
        order made = sold();
        made.tp_order_id = std::to_string(number);
        EXPECT_EQ(ledger.sell(made).tp_order_id, made.tp_order_id);
    }
}

TEST_F(LedgerOrderTest, ATakenNumberIsReplacedByAnotherOne) {
    const order stored = ledger.sell(sold(5));
    EXPECT_NE(stored.tp_order_id, kSold);
    EXPECT_TRUE(ledger.numbers.proves(stored.tp_order_id, stored.deal_id, 5));
    EXPECT_EQ(ledger.view(stored.tp_order_id).sold->total_amount, 5);
    EXPECT_EQ(ledger.view().sold->total_amount, 100);
}

TEST_F(LedgerOrderTest, AMerchantsNumberKeepsItsOrder) {
    const order first = ledger.sell(numbered(ledger.rules, merchants("A-1")));
    const order again = ledger.sell(numbered(ledger.rules, merchants("A-1")));
    EXPECT_EQ(again.tp_order_id, first.tp_order_id);
    EXPECT_EQ(again.created_ms, first.created_ms);
    const order another = ledger.sell(numbered(ledger.rules, merchants("A-2")));
    EXPECT_NE(another.tp_order_id, first.tp_order_id);
}

TEST_F(LedgerOrderTest, AMerchantsNumberIsForOneSetOfTermsAndForOnePayment) {
    const order first = ledger.sell(numbered(ledger.rules, merchants("A-1")));
    order other = numbered(ledger.rules, merchants("A-1"));
    other.total_amount += 1;
    EXPECT_EQ(number_thrown_by([&] { ledger.sell(other); }), code::param_illegal);

    payment_notify told = paid_notify();
    told.tp_order_id = first.tp_order_id;
    ledger.notify(told);
    EXPECT_EQ(number_thrown_by([&] { ledger.sell(numbered(ledger.rules, merchants("A-1"))); }),
              code::order_already_paid);
}

// Its orderInfo was handed out again, and each payment of it given back as late.
TEST_F(LedgerOrderTest, AMerchantsNumberWhoseOrderIsClosedIsToBeReplaced) {
    const std::string id = ledger.sell(numbered(ledger.rules, merchants("A-1"))).tp_order_id;
    const auto again = [&] { ledger.sell(numbered(ledger.rules, merchants("A-1"))); };
    ledger.in_transaction([&] { record_closing(ledger.db, ledger.rules, id, ledger.now); });
    EXPECT_EQ(number_thrown_by(again), code::param_illegal);
    ledger.in_transaction([&] { record_closed(ledger.db, ledger.rules, id, ledger.now); });
    EXPECT_EQ(number_thrown_by(again), code::param_illegal);
    EXPECT_NE(ledger.sell(numbered(ledger.rules, merchants("A-2"))).tp_order_id, id);
}

}  // namespace
}  // namespace swan
