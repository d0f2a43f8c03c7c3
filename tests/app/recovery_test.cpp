#include "app/recovery.h"

#include <gtest/gtest.h>

#include "app/bookkeeping.h"
#include "ledger_harness.h"
#include "service/store/counters.h"
#include "service/store/jobs.h"

namespace swan::test {
namespace {

class RecoveryTest : public ::testing::Test {
  protected:
    RecoveryTest() { books.rules.api = api_generation::v2; }

    std::string ask(int64_t from_ms, const std::string& after = "") {
        return books.in_transaction(
            [&] { return ask_about_orders(books.db, books.rules, from_ms, after, books.now); });
    }
    std::string ask_payments(int64_t from_ms, const std::string& after = "") {
        return books.in_transaction(
            [&] { return ask_about_payments(books.db, books.rules, from_ms, after, books.now); });
    }
    void begin() {
        books.in_transaction([&] { begin_recovery(books.db, books.rules.app); });
    }
    void go_on() {
        books.in_transaction([&] { go_on_recovering(books.db, books.rules); });
    }
    void end(bool forced = false) {
        books.in_transaction([&] { end_recovery(books.db, books.rules, forced); });
    }
    int64_t left() { return count_jobs(books.db, books.rules.app, job_kind::recover).all; }
    void expect_no_end() {
        try {
            end();
            ADD_FAILURE() << "it ended";
        } catch (const error& e) {
            EXPECT_EQ(e.number(), code::refund_conflict);
        }
        EXPECT_TRUE(is_recovering(books.db, books.rules));
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

// The same bytes mean something else then, and are told as new.
TEST_F(RecoveryTest, AnAuditThatCameMeanwhileIsNewOnceMoreAfterItHasEnded) {
    begin();
    const auto expect_new_once = [this](std::string_view alert) {
        for (const bool is_new : {true, false}) {
            const refund_effect effect = books.audit(audit("1", 10)).effect;
            EXPECT_EQ(effect.alert, alert);
            EXPECT_EQ(effect.keep_message, is_new) << alert;
        }
    };
    expect_new_once("audit_while_recovering");
    end(true);
    expect_new_once("audit_unknown_order");
}

TEST_F(RecoveryTest, NoRefundBeginsUntilItHasEnded) {
    books.sell(sold());
    books.notify(paid_notify());
    begin();
    try {
        books.begin(asks_for(10));
        ADD_FAILURE() << "it began";
    } catch (const error& e) {
        EXPECT_EQ(e.number(), code::busy);
        EXPECT_NE(e.client_text().find("recovered"), std::string::npos) << e.client_text();
    }
    EXPECT_EQ(books.payment_of().reserved, 0);
    go_on();
    end();
    EXPECT_EQ(books.begin(asks_for(10)).what.amount, 10);
}

// Rules that a restored ledger cannot apply: it does not know what went back since its backup.
TEST_F(RecoveryTest, AnAuditIsUndecidedUntilItHasEndedUnlessItWasAnswered) {
    books.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    books.sell(sold());
    books.notify(paid_notify());
    EXPECT_EQ(books.audit(audit("76", 20)).audit_status, audit_answer::approve);
    begin();
    const audit_verdict verdict = books.audit(audit("77", 30));
    EXPECT_EQ(verdict.audit_status, audit_answer::undecided);
    EXPECT_EQ(verdict.money, 30);
    EXPECT_EQ(verdict.effect.alert, "audit_while_recovering");
    EXPECT_EQ(books.payment_of().reserved, 20);
    EXPECT_EQ(books.audit(audit("76", 20)).audit_status, audit_answer::approve) << "the same again";
    end(true);
    EXPECT_EQ(books.audit(audit("77", 30)).audit_status, audit_answer::approve);
    EXPECT_EQ(books.payment_of().reserved, 50);
}

TEST_F(RecoveryTest, ItEndsOnlyWhenBaiduHasBeenAskedAboutEveryOrder) {
    books.sell(sold());
    begin();
    expect_no_end();
    ask(0);
    go_on();
    expect_no_end();
    books.in_transaction([&] { drop_job(books.db, books.rules.app, job_kind::recover, kSold); });
    end();
    EXPECT_FALSE(is_recovering(books.db, books.rules));
}

TEST_F(RecoveryTest, ForcedItEndsWithoutTheRest) {
    books.sell(sold());
    begin();
    ask(0);
    end(true);
    EXPECT_FALSE(is_recovering(books.db, books.rules));
    EXPECT_EQ(left(), 0);
}

TEST_F(RecoveryTest, BaiduIsAskedAboutTheOrdersOfThePeriod) {
    books.sell(sold());
    ask(kNow + 1);
    EXPECT_EQ(due(job_kind::recover, kSold), 0) << "it is older than the period";
    ask(kNow);
    EXPECT_EQ(due(job_kind::recover, kSold), 1);
}

TEST_F(RecoveryTest, AndAboutOlderOnesThatWerePaidOrRefundedInIt) {
    books.sell(sold());
    books.notify(paid_notify());
    ask_payments(kNow + 1);
    EXPECT_EQ(left(), 0);
    ask_payments(kNow);
    EXPECT_EQ(due(job_kind::recover, kSold), 1);
    books.in_transaction([&] { drop_job(books.db, books.rules.app, job_kind::recover, kSold); });
    books.begin(asks_for(10, "r1"));
    ask_payments(kNow + 1);
    EXPECT_EQ(left(), 1) << "a refund of it is under way";
    books.in_transaction([&] { drop_job(books.db, books.rules.app, job_kind::recover, kSold); });
    books.news("r1", refused_with(60000));
    ask_payments(kNow + 1);
    EXPECT_EQ(left(), 0);
    ask_payments(kNow);
    EXPECT_EQ(left(), 1) << "it ended in the period";
}

// It does not know yet what has gone back.
TEST_F(RecoveryTest, LeavesEachNewAuditUndecided) {
    books.sell(sold());
    books.notify(paid_notify());
    books.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    ASSERT_EQ(books.audit(audit("6", 10)).audit_status, audit_answer::approve);
    begin();
    const auto asked = books.audit(audit("7", 10));
    EXPECT_EQ(asked.audit_status, audit_answer::undecided);
    EXPECT_EQ(asked.effect.alert, "audit_while_recovering");
    EXPECT_EQ(books.audit(audit("6", 10)).audit_status, audit_answer::approve) << "as before";
    EXPECT_EQ(books.payment_of().reserved, 10);
    end(true);
    EXPECT_EQ(books.audit(audit("7", 10)).audit_status, audit_answer::approve);
}

TEST_F(RecoveryTest, GoesThroughAllOrdersInPieces) {
    order made = sold();
    for (int i = 0; i < 201; ++i) {
        made.created_ms = kNow + i;
        made.tp_order_id = std::to_string(made.created_ms) + "1234567890112345678";
        books.in_transaction(
            [&] { return book_order(books.db, books.rules, made, job_kind::watch); });
    }
    const std::string last = ask(0);
    EXPECT_EQ(left(), 200);
    ASSERT_NE(last, "");
    EXPECT_EQ(ask(0, last), "");
    EXPECT_EQ(left(), 201);
}

TEST_F(RecoveryTest, GoesThroughAllPaymentsInPieces) {
    payment taken = paid();
    for (int i = 0; i < 201; ++i) {
        taken.order_id = std::to_string(1000 + i);
        taken.tp_order_id = std::to_string(5000 + i);
        books.in_transaction([&] { insert_payment(books.db, books.rules.app, taken); });
    }
    const std::string last = ask_payments(0);
    EXPECT_EQ(last, "1199");
    EXPECT_EQ(ask_payments(0, last), "");
    EXPECT_EQ(left(), 201);
}

TEST_F(RecoveryTest, ApiOneCannotBeAskedSo) {
    books.rules.api = api_generation::v1;
    books.sell(sold());
    books.notify(paid_notify());
    ask(0);
    ask_payments(0);
    EXPECT_EQ(left(), 0);
}

}  // namespace
}  // namespace swan::test
