#include "app/found_ledger.h"

#include <gtest/gtest.h>

#include "app/bookkeeping.h"
#include "found_samples.h"
#include "ledger_harness.h"
#include "service/store/counters.h"
#include "service/store/events.h"
#include "service/store/jobs.h"
#include "service/store/sessions.h"

namespace swan {
namespace {

constexpr int64_t kInTenYears = test::kNow + int64_t{3650} * 86'400'000;  // ms

using namespace test;
using judgement = payment::judgement;
using kind = event::what;

class FoundLedgerTest : public ::testing::Test {
  protected:
    FoundLedgerTest() {
        books.rules.api = api_generation::v2;
        books.rules.tells_merchant = true;
        books.sell(sold());
    }

    booked_by_query found(const baidu::found_order& one = found_paid()) {
        return books.in_transaction(
            [&] { return record_found(books.db, books.rules, one, now()); });
    }
    // Twice, far enough apart.
    bool contradicted() {
        const auto say = [&] {
            return books.in_transaction(
                [&] { return record_contradicted(books.db, books.rules, kPaidAs, now()); });
        };
        say();
        books.now += 600'000;
        return say() == contradiction::stands;
    }
    void confirmed() {
        books.in_transaction([&] { record_confirmed(books.db, books.rules, kPaidAs, now()); });
    }
    void move(order::status from, order::status to) {
        books.in_transaction(
            [&] { EXPECT_TRUE(change_order(books.db, books.rules, kSold, from, to, now())); });
    }
    // The events of the order, as "paid:held".
    std::vector<std::string> events() {
        std::vector<std::string> all;
        for (const event& each : events_of(books.db, books.rules.app, kSold))
            all.push_back(std::string(name_of(each.kind)) + ":" + std::string(name_of(each.state)));
        return all;
    }
    bool is_due(job_kind what, int64_t at_ms) {
        return any_due(books.db, books.rules.app, {{what, 1}}, at_ms);
    }
    order::status state() { return books.view().sold.value().state; }
    int64_t now() const { return books.now; }
    payment_notify odd_notify() {
        payment_notify told = paid_notify();
        told.odd = true;
        return told;
    }

    using names = std::vector<std::string>;
    ledger books;
};

TEST_F(FoundLedgerTest, APaymentThatAQueryFoundIsUnsettledAndItsOrderPaid) {
    const auto done = found();
    EXPECT_TRUE(done.booked);
    EXPECT_TRUE(done.first_in_an_hour);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_TRUE(books.payment_of().unsettled);
    EXPECT_EQ(books.payment_of().verdict, judgement::good);
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:held"}));
    EXPECT_FALSE(is_due(job_kind::watch_anonymous, kInTenYears));
    EXPECT_FALSE(is_due(job_kind::confirm, now() + 599'999));
    EXPECT_TRUE(is_due(job_kind::confirm, now() + 600'000)) << "unsettled_wait";
}

TEST_F(FoundLedgerTest, ACustomersOrderIsWatchedNoMoreEither) {
    save_session(books.db, books.rules.app, "user", "key", now());
    order made = sold();
    made.tp_order_id = "4711";
    made.open_id = "user";
    books.sell(made);
    EXPECT_TRUE(is_due(job_kind::watch, kInTenYears));
    baidu::found_order its = found_paid();
    its.tp_order_id = made.tp_order_id;
    EXPECT_TRUE(found(its).booked);
    EXPECT_FALSE(is_due(job_kind::watch, kInTenYears));
}

TEST_F(FoundLedgerTest, FoundTwiceItIsBookedOnce) {
    found();
    const auto again = found();
    EXPECT_FALSE(again.booked);
    EXPECT_FALSE(again.stays_open);
    EXPECT_EQ(events().size(), 2u);
}

TEST_F(FoundLedgerTest, TheAlertComesOnceInAnHour) {
    found();
    for (const auto& [tp, after, expected] :
         std::initializer_list<std::tuple<const char*, int64_t, bool>>{
             {"a", 3'599'999, false}, {"b", 3'600'000, true}, {"c", 3'600'001, false}}) {
        order other = sold();
        other.tp_order_id = tp;
        books.sell(other);
        auto one = found_paid();
        one.tp_order_id = tp;
        one.order_id = tp;
        books.now = kNow + after;
        const auto done = found(one);
        EXPECT_TRUE(done.booked) << tp;
        EXPECT_EQ(done.first_in_an_hour, expected) << tp;
    }
}

TEST_F(FoundLedgerTest, APaymentWinsWhileTheOrderIsBeingClosed) {
    move(order::status::created, order::status::closing);
    EXPECT_TRUE(found().booked);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_FALSE(
        books.in_transaction([&] { return record_closed(books.db, books.rules, kSold, now()); }));
}

TEST_F(FoundLedgerTest, NothingIsBookedForAClosedOrder) {
    EXPECT_TRUE(
        books.in_transaction([&] { return record_closing(books.db, books.rules, kSold, now()); }));
    EXPECT_TRUE(
        books.in_transaction([&] { return record_closed(books.db, books.rules, kSold, now()); }));
    const auto done = found();
    EXPECT_FALSE(done.booked);
    EXPECT_TRUE(done.stays_open);
    EXPECT_EQ(state(), order::status::closed);
    EXPECT_EQ(events(), (names{"closed:waiting"}));
}

TEST_F(FoundLedgerTest, NothingIsBookedOnOtherTerms) {
    auto dearer = found_paid();
    dearer.total_money = 101;
    EXPECT_FALSE(found(dearer).booked);
    auto refunding = found_paid();
    refunding.sub_status = 4;
    EXPECT_TRUE(found(refunding).stays_open);
    EXPECT_EQ(state(), order::status::created);
    EXPECT_TRUE(events().empty());
}

TEST_F(FoundLedgerTest, NothingIsBookedAfterARefundOfThatPaymentWasApproved) {
    EXPECT_EQ(books.audit(audit("b1", 100)).audit_status, audit_answer::approve);
    EXPECT_TRUE(found().stays_open);
    EXPECT_EQ(state(), order::status::created);
}

// ---- its notify comes

TEST_F(FoundLedgerTest, ItsNotifySettlesItAndLetsTheMerchantKnow) {
    found();
    payment_notify told = paid_notify();
    told.pay_money = 90;
    const auto verdict = books.notify(told);
    EXPECT_EQ(verdict.is_consumed, 2);
    EXPECT_FALSE(verdict.is_error_order);
    EXPECT_FALSE(verdict.refuse);
    EXPECT_EQ(verdict.alert, "");
    EXPECT_FALSE(books.payment_of().unsettled);
    EXPECT_EQ(books.payment_of().pay_money, 90) << "a discount decides about refunds";
    EXPECT_EQ(books.payment_of().pay_time, told.pay_time);
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:waiting"}));
    EXPECT_EQ(books.messages("succ"), 1);
    EXPECT_EQ(books.notify(told).is_consumed, 2);
    EXPECT_EQ(books.messages("succ"), 1) << "a repetition";
}

// It left at once, though the notify of the same payment would have held it back.
TEST_F(FoundLedgerTest, AnOddNotifySettlesItAndStillNeedsAQuery) {
    found();
    payment_notify told = odd_notify();
    told.pay_money = 1;
    EXPECT_EQ(books.notify(told).is_consumed, 2);
    EXPECT_FALSE(books.payment_of().unsettled);
    EXPECT_TRUE(books.payment_of().odd);
    EXPECT_EQ(books.payment_of().pay_money, 100) << "as the query told it";
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:held"}));
    EXPECT_TRUE(is_due(job_kind::confirm, now())) << "asked at once";
    EXPECT_TRUE(contradicted());
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:dropped", "mismatch:waiting"}));
}

TEST_F(FoundLedgerTest, AForeignReturnDataIsOddToo) {
    found();
    payment_notify told = paid_notify();
    told.return_data = "another order's";
    books.notify(told);
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:held"}));
}

TEST_F(FoundLedgerTest, AnOddNotifySettlesItWhenNoneIsToBeConfirmed) {
    books.rules.settings.confirm_paid = ledger_settings::confirmation::never;
    found();
    books.notify(odd_notify());
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:waiting"}));
}

TEST_F(FoundLedgerTest, ANotifyThatNamesNobodySettlesItToo) {
    found();
    payment_notify told = paid_notify();
    told.user_id = "";
    EXPECT_EQ(books.notify(told).alert, "");
    EXPECT_FALSE(books.payment_of().unsettled);
    EXPECT_EQ(books.payment_of().user_id, kUser);
}

TEST_F(FoundLedgerTest, ANotifyThatDiffersSettlesNothing) {
    found();
    payment_notify dearer = paid_notify(101);
    payment_notify another_user = paid_notify();
    another_user.user_id = "1";
    payment_notify unpaid = paid_notify();
    unpaid.status = 1;
    for (const auto& told : {dearer, another_user, unpaid}) {
        EXPECT_EQ(books.notify(told).alert, "payment_contradicted");
        EXPECT_TRUE(books.payment_of().unsettled);
    }
    EXPECT_EQ(events(), (names{"unsettled:waiting", "paid:held"}));
}

TEST_F(FoundLedgerTest, ASecondPaymentOfItIsADuplicate) {
    found();
    payment_notify second = paid_notify();
    second.order_id = "4711";
    EXPECT_TRUE(books.notify(second).is_error_order);
    EXPECT_TRUE(books.payment_of().unsettled);
}

// ---- confirmations

TEST_F(FoundLedgerTest, AnOddPaymentIsToldWhenItIsConfirmed) {
    books.notify(odd_notify());
    EXPECT_EQ(events(), (names{"paid:held"}));
    EXPECT_TRUE(is_due(job_kind::confirm, now()));
    confirmed();
    confirmed();
    EXPECT_EQ(events(), (names{"paid:waiting"}));
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(FoundLedgerTest, WhatIsContradictedIsAMismatchAndItsOrderIsWatchedAgain) {
    books.notify(odd_notify());
    EXPECT_FALSE(is_due(job_kind::watch_anonymous, kInTenYears));
    EXPECT_TRUE(contradicted());
    EXPECT_EQ(books.payment_of().verdict, judgement::mismatch);
    EXPECT_EQ(state(), order::status::created);
    EXPECT_EQ(events(), (names{"paid:dropped", "mismatch:waiting"}));
    EXPECT_TRUE(is_due(job_kind::watch, now() + 30'000));
    EXPECT_FALSE(contradicted()) << "once";
    EXPECT_EQ(events().size(), 2u);
    EXPECT_EQ(books.notify(odd_notify()).is_consumed, 2) << "the first answer";
    auto other = found_paid();
    other.order_id = "4711";
    EXPECT_TRUE(found(other).booked) << "the real payment";
    EXPECT_TRUE(found().stays_open == false);
}

TEST_F(FoundLedgerTest, WhatWasToldOnIsNotContradicted) {
    books.notify(odd_notify());
    confirmed();
    EXPECT_FALSE(contradicted());
    EXPECT_EQ(books.payment_of().verdict, judgement::good);
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(FoundLedgerTest, AConfirmationSeesWhatItIsAbout) {
    const auto view = [&] {
        return books.in_transaction(
            [&] { return view_confirmation(books.db, books.rules, kPaidAs); });
    };
    EXPECT_FALSE(view());
    books.notify(odd_notify());
    auto seen = view();
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->waits);
    EXPECT_TRUE(seen->is_held);
    EXPECT_EQ(seen->booked.size(), 1u);
    confirmed();
    EXPECT_FALSE(view()->is_held);
    books.rules.settings.confirm_paid = ledger_settings::confirmation::never;
    EXPECT_FALSE(view()->waits);
}

}  // namespace
}  // namespace swan
