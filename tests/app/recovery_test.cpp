#include "app/recovery.h"

#include <gtest/gtest.h>

#include "app/bookkeeping.h"
#include "ledger_harness.h"
#include "service/store/jobs.h"

namespace swan::test {
namespace {

class RecoveryTest : public ::testing::Test {
  protected:
    RecoveryTest() { books.rules.api = api_generation::v2; }

    recovered ask(int64_t from_ms, const std::string& after = "") {
        return books.in_transaction(
            [&] { return ask_about_orders(books.db, books.rules, from_ms, after, books.now); });
    }
    void recover(bool now) {
        books.in_transaction([&] { set_recovering(books.db, books.rules, now); });
    }
    // Due at once.
    int64_t due(job_kind kind, const std::string& subject) {
        return books.db
            .query_one(
                "select count(*) from jobs where kind = :kind and subject = :id and due_ms <= :now",
                "i", {static_cast<int64_t>(kind), subject, books.now})
            ->number(0);
    }

    ledger books;
};

TEST_F(RecoveryTest, NoRefundBeginsUntilItHasEnded) {
    books.sell(sold());
    books.notify(paid_notify());
    recover(true);
    try {
        books.begin(asks_for(10));
        ADD_FAILURE() << "it began";
    } catch (const error& e) {
        EXPECT_EQ(e.number(), code::busy);
        EXPECT_NE(e.client_text().find("recovered"), std::string::npos) << e.client_text();
    }
    EXPECT_EQ(books.payment_of().reserved, 0);
    recover(false);
    EXPECT_EQ(books.begin(asks_for(10)).what.amount, 10);
}

TEST_F(RecoveryTest, UnpaidOrdersOfThePeriodAreWatchedAtOnce) {
    books.sell(sold());
    EXPECT_EQ(due(job_kind::watch, kSold), 0) << "as it is made, it is not yet due";
    EXPECT_EQ(ask(kNow + 1).orders, 0) << "it is older than the period";
    EXPECT_EQ(ask(kNow).orders, 1);
    EXPECT_EQ(due(job_kind::watch, kSold), 1);
}

TEST_F(RecoveryTest, PaymentsAreConfirmedUnlessSomethingWentBack) {
    books.sell(sold());
    books.notify(paid_notify());
    EXPECT_EQ(ask(0).payments, 1);
    EXPECT_EQ(due(job_kind::confirm, kPaidAs), 1);
    books.in_transaction([&] { drop_job(books.db, books.rules.app, job_kind::confirm, kPaidAs); });
    books.begin(asks_for(10));
    EXPECT_EQ(ask(0).payments, 0);
    EXPECT_EQ(due(job_kind::confirm, kPaidAs), 0);
}

TEST_F(RecoveryTest, GoesThroughAllOrdersInPieces) {
    order made = sold();
    for (int i = 0; i < 201; ++i) {
        made.created_ms = kNow + i;
        made.tp_order_id = std::to_string(made.created_ms) + "1234567890112345678";
        books.in_transaction([&] { return book_order(books.db, books.rules, made); });
    }
    const recovered first = ask(0);
    EXPECT_EQ(first.orders, 200);
    ASSERT_NE(first.last, "");
    const recovered second = ask(0, first.last);
    EXPECT_EQ(second.orders, 1);
    EXPECT_EQ(second.last, "");
}

TEST_F(RecoveryTest, ApiOneCannotBeAskedSo) {
    books.rules.api = api_generation::v1;
    books.sell(sold());
    EXPECT_EQ(ask(0).orders, 0);
}

}  // namespace
}  // namespace swan::test
