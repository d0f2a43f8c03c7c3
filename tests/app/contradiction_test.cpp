// A payment that Baidu's query contradicts, and what its notify and later queries do about it.
#include <gtest/gtest.h>

#include <random>

#include "app/found.h"
#include "app/found_ledger.h"
#include "base/text.h"
#include "found_samples.h"
#include "ledger_harness.h"
#include "service/store/events.h"
#include "service/store/jobs.h"

namespace swan::test {
namespace {

using judgement = payment::judgement;
using names = std::vector<std::string>;

constexpr int64_t kApart = 600'000;  // ms

class ContradictionTest : public ::testing::Test {
  protected:
    ContradictionTest() {
        books.rules.api = api_generation::v2;
        books.rules.tells_merchant = true;
    }

    contradiction no() {
        return books.in_transaction(
            [&] { return record_contradicted(books.db, books.rules, kPaidAs, books.now); });
    }
    agreement yes() {
        return books.in_transaction(
            [&] { return record_confirmed(books.db, books.rules, kPaidAs, books.now); });
    }
    booked_by_query found(const baidu::found_order& one = found_paid()) {
        return books.in_transaction(
            [&] { return record_found(books.db, books.rules, one, books.now); });
    }
    void contradict() {
        no();
        books.now += kApart;
        ASSERT_EQ(no(), contradiction::stands);
    }
    payment_notify odd_notify() {
        payment_notify told = paid_notify();
        told.odd = true;
        return told;
    }
    // Sold, told in an odd way, and contradicted.
    void begin() {
        books.sell(sold());
        books.notify(odd_notify());
        contradict();
        ASSERT_EQ(verdict(), judgement::mismatch);
        ASSERT_EQ(state(), order::status::created);
    }
    judgement verdict() { return books.payment_of().verdict; }
    order::status state() { return books.view().sold.value().state; }
    names events() {
        names all;
        for (const event& each : events_of(books.db, books.rules.app, kSold))
            all.push_back(std::string(name_of(each.kind)) + ":" + std::string(name_of(each.state)));
        return all;
    }
    bool is_to_be_confirmed() {
        return any_due(books.db, books.rules.app, {{job_kind::confirm, 1}}, books.now);
    }
    void drop_confirmation() {
        books.in_transaction(
            [&] { drop_job(books.db, books.rules.app, job_kind::confirm, kPaidAs); });
    }

    ledger books;
};

TEST_F(ContradictionTest, StandsOnlyWhenItIsSaidAgainLater) {
    books.sell(sold());
    books.notify(odd_notify());
    EXPECT_EQ(no(), contradiction::waits);
    books.now += kApart - 1;
    EXPECT_EQ(no(), contradiction::waits);
    EXPECT_EQ(verdict(), judgement::good);
    books.now += 1;
    EXPECT_EQ(no(), contradiction::stands);
    EXPECT_EQ(verdict(), judgement::mismatch);
    EXPECT_EQ(no(), contradiction::too_late);
}

TEST_F(ContradictionTest, IsForgottenWhenBaiduAgreesInBetween) {
    books.rules.tells_merchant = false;
    books.sell(sold());
    books.notify(odd_notify());
    no();
    EXPECT_EQ(yes(), agreement::stands);
    books.now += kApart;
    EXPECT_EQ(no(), contradiction::waits);
}

TEST_F(ContradictionTest, AfterItTheSameNotifyGetsTheFirstAnswerAndBaiduIsAskedAgain) {
    begin();
    drop_confirmation();
    const notify_verdict again = books.notify(odd_notify());
    EXPECT_EQ(again.is_consumed, 2);
    EXPECT_FALSE(again.is_error_order || again.refuse);
    EXPECT_TRUE(is_to_be_confirmed());
    EXPECT_EQ(verdict(), judgement::mismatch) << "the notify alone was not believed";
    EXPECT_EQ(yes(), agreement::good_again);
    EXPECT_EQ(verdict(), judgement::good);
    EXPECT_EQ(state(), order::status::paid);
    EXPECT_EQ(events(), (names{"paid:dropped", "mismatch:waiting", "paid:waiting"}));
    EXPECT_EQ(books.notify(odd_notify()).is_consumed, 2);
    EXPECT_EQ(no(), contradiction::too_late) << "it is told on";
    EXPECT_EQ(books.messages("succ"), 1) << "repetitions are not kept";
}

TEST_F(ContradictionTest, ANotifyThatDiffersAsksNothing) {
    begin();
    drop_confirmation();
    payment_notify dearer = odd_notify();
    dearer.total_money = 101;
    EXPECT_EQ(books.notify(dearer).alert, "payment_contradicted");
    EXPECT_FALSE(is_to_be_confirmed());
}

TEST_F(ContradictionTest, TheWatchOfItsOrderMakesItGoodToo) {
    begin();
    EXPECT_TRUE(found().booked);
    EXPECT_EQ(verdict(), judgement::good);
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(ContradictionTest, ItStaysOneWhenItsOrderIsPaidOtherwise) {
    begin();
    payment_notify other = paid_notify();
    other.order_id = "4711";
    EXPECT_FALSE(books.notify(other).is_error_order);
    EXPECT_EQ(yes(), agreement::too_late);
    EXPECT_EQ(verdict(), judgement::mismatch);
    EXPECT_EQ(books.payment_of("4711").verdict, judgement::good);
}

TEST_F(ContradictionTest, ItStaysOneWhenSomethingOfItWentBack) {
    begin();
    EXPECT_EQ(books.audit(audit("7")).audit_status, audit_answer::approve);
    EXPECT_EQ(yes(), agreement::too_late);
    books.refund_told(notified("7", notified_refund::failed));
    EXPECT_EQ(yes(), agreement::good_again);
}

TEST_F(ContradictionTest, APaymentThatWasAnsweredIsErrorOrderIsNone) {
    books.sell(sold());
    EXPECT_TRUE(books.notify(paid_notify(101)).is_error_order);
    EXPECT_EQ(yes(), agreement::stands);
    EXPECT_EQ(verdict(), judgement::mismatch);
    EXPECT_EQ(state(), order::status::created);
}

// A query found it and others did not; then Baidu tells of it, with nothing odd about that.
TEST_F(ContradictionTest, ItsFirstNotifySettlesItAndNeedsNoQuery) {
    books.sell(sold());
    found();
    contradict();
    EXPECT_EQ(books.notify(paid_notify()).is_consumed, 2);
    EXPECT_FALSE(books.payment_of().unsettled);
    EXPECT_EQ(books.messages("succ"), 1);
    const auto seen =
        books.in_transaction([&] { return view_confirmation(books.db, books.rules, kPaidAs); });
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->waits);
    EXPECT_EQ(yes(), agreement::good_again);
}

TEST_F(ContradictionTest, AnOddFirstNotifyOfItStillNeedsAQuery) {
    books.sell(sold());
    found();
    contradict();
    books.notify(odd_notify());
    EXPECT_TRUE(books.payment_of().unsettled);
    EXPECT_TRUE(is_to_be_confirmed());
}

// ---- a payment without an order, whose check digits prove its amount

class AcceptedOrphanTest : public ContradictionTest {
  protected:
    AcceptedOrphanTest() {
        books.rules.settings.orphan = ledger_settings::unknown_order::accept;
        told = paid_notify();
        told.tp_order_id = books.numbers.make(kDeal, told.total_money, kNow);
        told.odd = true;
        EXPECT_EQ(books.notify(told).alert, "");
    }
    std::optional<confirmation_case> view() {
        return books.in_transaction(
            [&] { return view_confirmation(books.db, books.rules, kPaidAs); });
    }
    confirmed judged(int64_t total) {
        auto answer = found_paid();
        answer.tp_order_id = told.tp_order_id;
        answer.total_money = total;
        const auto which = view();
        return judge_payment(answer, which->sold, which->paid, which->booked, books.now);
    }
    std::string told_on() {
        const auto all = events_of(books.db, books.rules.app, told.tp_order_id);
        return std::string(name_of(all.back().kind)) + ":" + std::string(name_of(all.back().state));
    }

    payment_notify told;
};

TEST_F(AcceptedOrphanTest, IsConfirmedByWhatItsNumberProves) {
    const auto which = view();
    ASSERT_TRUE(which);
    EXPECT_TRUE(which->waits && which->is_held);
    EXPECT_EQ(judged(100), confirmed::yes);
    EXPECT_EQ(judged(101), confirmed::no);
    EXPECT_EQ(told_on(), "paid:held");
    yes();
    EXPECT_EQ(told_on(), "paid:waiting");
    EXPECT_EQ(verdict(), judgement::good);
}

TEST_F(AcceptedOrphanTest, IsContradictedAndGoodAgainLikeAnyOther) {
    contradict();
    EXPECT_EQ(verdict(), judgement::mismatch);
    EXPECT_EQ(told_on(), "mismatch:waiting");
    books.notify(told);
    EXPECT_TRUE(is_to_be_confirmed());
    EXPECT_EQ(yes(), agreement::good_again);
    EXPECT_EQ(told_on(), "paid:waiting");
}

// ---- whatever happens in whatever order

TEST_F(ContradictionTest, AnOrderIsPaidExactlyWhileOneOfItsPaymentsIsGood) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(concat("seed ", seed));
    std::mt19937_64 engine(seed);
    books.sell(sold());
    books.notify(odd_notify());
    payment_notify other = paid_notify();
    other.order_id = "4711";
    for (int i = 0; i < 400 && !HasFailure(); ++i) {
        books.now += static_cast<int64_t>(engine() % kApart);
        switch (engine() % 7) {
            case 0:
            case 1:
                no();
                break;
            case 2:
                yes();
                break;
            case 3:
                found();
                break;
            case 4:
                if (engine() % 40 == 0) books.notify(other);
                break;
            case 5:
                if (engine() % 40 == 0) books.audit(audit("7"));
                break;
            default: {
                const notify_verdict again = books.notify(odd_notify());
                EXPECT_EQ(again.is_consumed, 2);
                EXPECT_FALSE(again.is_error_order);
            }
        }
        int64_t good = 0;
        for (const payment& each : payments_of(books.db, books.rules.app, kSold))
            good += each.verdict == judgement::good;
        EXPECT_EQ(good, state() == order::status::paid ? 1 : 0) << "in step " << i;
        const names all = events();
        EXPECT_LE(std::count(all.begin(), all.end(), "paid:waiting"), 1 + (good != 0));
    }
}

}  // namespace
}  // namespace swan::test
