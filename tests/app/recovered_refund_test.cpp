// What Baidu's list of refunds makes of a ledger that was restored.
#include "app/recovered_refund.h"

#include <gtest/gtest.h>

#include "app/bookkeeping.h"
#include "app/recovery.h"
#include "found_samples.h"
#include "ledger_harness.h"
#include "service/store/events.h"
#include "service/store/jobs.h"

namespace swan::test {
namespace {

class RecoveredTest : public ::testing::Test {
  protected:
    using status = refund::status;
    using listed = baidu::listed_refund;

    RecoveredTest() {
        books.rules.api = api_generation::v2;
        books.rules.tells_merchant = true;
        books.sell(sold());
    }

    static baidu::found_refund entry(std::optional<listed> state, std::string batch = "77",
                                     std::string refund_id = "") {
        return {.state = state,
                .refund_id = std::move(refund_id),
                .batch_id = std::move(batch),
                .order_id = kPaidAs};
    }
    recovered told(std::vector<baidu::found_refund> list,
                   std::optional<baidu::found_order> found = found_paid()) {
        const looked_up seen{.answered = true, .found = found, .refunds = std::move(list)};
        return books.in_transaction(
            [&] { return record_recovered(books.db, books.rules, kSold, seen, books.now); });
    }
    static baidu::found_order refunding() {
        auto found = found_paid();
        found.sub_status = 5;
        return found;
    }
    std::vector<std::string> events() {
        std::vector<std::string> all;
        for (const event& each : events_of(books.db, books.rules.app, kSold))
            all.push_back(std::string(name_of(each.kind)) + ":" + std::string(name_of(each.state)));
        return all;
    }
    void expect_alert(const recovered& done, std::string_view alert) {
        ASSERT_EQ(done.findings.size(), 1u);
        EXPECT_EQ(done.findings[0].alert, alert);
        EXPECT_NE(done.findings[0].details.find(kSold), std::string::npos);
    }
    bool refuses_to_refund(int64_t fen, const std::string& id) {
        try {
            books.begin(asks_for(fen, id));
            return false;
        } catch (const error&) {
            return true;
        }
    }

    ledger books;
};

TEST_F(RecoveredTest, APaidOrderIsBookedAndToldOnAsAnyThatAQueryFinds) {
    const recovered done = told({});
    EXPECT_TRUE(done.booked && done.complete);
    expect_alert(done, "unsettled");
    EXPECT_EQ(books.view().sold->state, order::status::paid);
    EXPECT_TRUE(books.payment_of().unsettled);
    EXPECT_EQ(events(), (std::vector<std::string>{"unsettled:waiting", "paid:held"}));
    const recovered again = told({});
    EXPECT_TRUE(!again.booked && again.complete && again.findings.empty());
}

TEST_F(RecoveredTest, ARefundThatTheLedgerLostBecomesAForeignOne) {
    books.notify(paid_notify());
    const struct {
        std::optional<listed> state;
        const char* batch;
        status expected;
        bool blocks;
    } cases[] = {{listed::failed, "76", status::failed, false},
                 {listed::done, "77", status::done, true},
                 {listed::running, "78", status::accepted, true},
                 {std::nullopt, "79", status::accepted, true}};
    for (const auto& each : cases) {
        const recovered done = told({entry(each.state, each.batch)});
        EXPECT_TRUE(done.complete);
        expect_alert(done, "foreign_refund");
        const refund one = books.refund_of(std::string("batch:") + each.batch);
        EXPECT_EQ(one.state, each.expected) << each.batch;
        EXPECT_EQ(one.origin, refund::source::foreign);
        EXPECT_EQ(one.batch_id, each.batch);
        EXPECT_EQ(one.amount, -1) << "the list does not tell";
        EXPECT_EQ(has_unknown_amount({one}), each.blocks) << each.batch;
        EXPECT_TRUE(told({entry(each.state, each.batch)}).findings.empty()) << "once";
    }
    EXPECT_TRUE(refuses_to_refund(1, "r9"));
    EXPECT_EQ(books.payment_of().reserved, 0);
}

TEST_F(RecoveredTest, OneThatWeAskedForKeepsOurNumberSoThatARepetitionIsRefused) {
    books.notify(paid_notify());
    told({entry(listed::done, "77", "r1")});
    EXPECT_EQ(books.refund_of("r1").origin, refund::source::foreign);
    EXPECT_TRUE(refuses_to_refund(10, "r1"));
    EXPECT_EQ(books.refund_of("r1").batch_id, "77");
    told({entry(listed::failed, "78", "no number of ours!")});
    EXPECT_EQ(books.refund_of("batch:78").state, status::failed);
}

// T-30-1 was refused and T-30-2 done, both after the backup: Baidu lists only the second.
TEST_F(RecoveredTest, ARetryWithoutANumberIsNoSecondRefundWhenItsFirstTryIsLost) {
    books.notify(paid_notify());
    const std::string number = kSold + std::string("-30-2");
    told({entry(listed::done, "77", number)});
    refund one = books.refund_of(number);
    one.amount = 30;
    books.in_transaction([&] {
        reserve_anyway(books.db, books.rules.app, kPaidAs, 30);
        change_refund(books.db, books.rules, one);
    });
    EXPECT_TRUE(refuses_to_refund(30, ""));
    EXPECT_EQ(books.payment_of().reserved, 30);
    EXPECT_FALSE(refuses_to_refund(20, "")) << "asked for otherwise it is another refund";
}

TEST_F(RecoveredTest, APaymentThatWasRefundedSinceIsBookedWithItsRefund) {
    const recovered done = told({entry(listed::done)}, refunding());
    EXPECT_TRUE(done.booked && done.complete);
    expect_alert(done, "foreign_refund");
    EXPECT_EQ(books.view().sold->state, order::status::paid);
    EXPECT_EQ(books.refund_of("batch:77").order_id, kPaidAs);
    EXPECT_EQ(events(), (std::vector<std::string>{"unsettled:waiting", "paid:waiting",
                                                  "refund_done:waiting"}))
        << "whether it is still to be told is decided when it leaves";
    EXPECT_EQ(count_jobs(books.db, books.rules.app, job_kind::confirm).all, 0);
    EXPECT_EQ(books.notify(paid_notify()).is_consumed, 2);
    EXPECT_FALSE(books.payment_of().unsettled);
}

TEST_F(RecoveredTest, AListThatDoesNotShowTheRefundYetIsAskedForAgain) {
    const recovered done = told({}, refunding());
    EXPECT_FALSE(done.complete || done.booked);
    expect_alert(done, "");
    EXPECT_EQ(books.view().sold->state, order::status::created);
    EXPECT_FALSE(books
                     .in_transaction([&] {
                         return record_recovered(books.db, books.rules, kSold, {.answered = true},
                                                 kNow);
                     })
                     .complete);
}

TEST_F(RecoveredTest, WhatCannotBeBookedIsAnAlert) {
    auto dearer = found_paid();
    dearer.total_money = 101;
    expect_alert(told({}, dearer), "paid_unfit");
    auto another = found_paid();
    another.order_id = "4711";
    books.notify(paid_notify());
    expect_alert(told({}, another), "paid_unfit");
    EXPECT_EQ(books.view().paid->order_id, kPaidAs);
}

TEST_F(RecoveredTest, ARefundOfAPaymentThatIsNotKnownKeepsItFromBeingBookedLater) {
    told({entry(listed::done)}, found_state(baidu::found_order::status::cancelled));
    EXPECT_EQ(books.refund_of("batch:77").tp_order_id, kSold);
    EXPECT_EQ(books.view().sold->state, order::status::created);
    EXPECT_EQ(books.notify(paid_notify()).alert, "paid_after_refund");
}

TEST_F(RecoveredTest, ARefundThatIsKnownGoesOnToWhatBaiduSays) {
    const struct {
        status before;
        listed said;
        status expected;
        int64_t reserved;
    } cases[] = {
        {status::reserved, listed::running, status::accepted, 30},
        {status::reserved, listed::done, status::done, 30},
        {status::reserved, listed::failed, status::failed, 0},
        {status::unverified, listed::running, status::accepted, 30},
        {status::sent, listed::running, status::accepted, 30},
        {status::unknown, listed::running, status::accepted, 30},
        {status::unknown, listed::failed, status::failed, 0},
        {status::accepted, listed::done, status::done, 30},
        {status::failed, listed::done, status::done, 30},
        {status::failed, listed::running, status::failed, 0},
        {status::done, listed::running, status::done, 30},
        {status::done, listed::failed, status::done, 30},
    };
    books.notify(paid_notify());
    int64_t before = 0;
    for (size_t i = 0; i < std::size(cases); ++i) {
        const auto& each = cases[i];
        refund one = refunded(each.before, 30);
        one.refund_id = "n" + std::to_string(i);
        books.in_transaction([&] {
            book_refund(books.db, books.rules, one);
            if (each.before != status::failed)
                reserve_anyway(books.db, books.rules.app, kPaidAs, 30);
        });
        told({entry(each.said, std::to_string(100 + i), one.refund_id)});
        EXPECT_EQ(books.refund_of(one.refund_id).state, each.expected) << i;
        EXPECT_EQ(books.refund_of(one.refund_id).origin, refund::source::merchant) << i;
        EXPECT_EQ(books.payment_of().reserved, before + each.reserved) << i;
        before = books.payment_of().reserved;
    }
}

TEST_F(RecoveredTest, AnEntryThatCannotBeKeptIsAskedForAgain) {
    books.notify(paid_notify());
    EXPECT_FALSE(told({entry(listed::done, "")}).complete);
    refund elsewhere = refunded(status::done, 5);
    elsewhere.order_id = "4711";
    elsewhere.batch_id = "77";
    books.in_transaction([&] { book_refund(books.db, books.rules, elsewhere); });
    EXPECT_FALSE(told({entry(listed::done, "77")}).complete);
    EXPECT_EQ(books.payment_of().reserved, 0);
}

// Baidu asks about a refund that only its list has told of: nobody has decided it.
TEST_F(RecoveredTest, AnAuditOfAListedRefundIsDecidedLikeAnyOther) {
    books.notify(paid_notify());
    told({entry(listed::running)});
    EXPECT_EQ(books.audit(audit("77", 30)).audit_status, audit_answer::undecided);
    EXPECT_EQ(books.refund_of("batch:77").state, status::requested);
    EXPECT_EQ(books.refund_of("batch:77").amount, 30);
    books.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    EXPECT_EQ(books.audit(audit("77", 30)).audit_status, audit_answer::approve);
    EXPECT_EQ(books.payment_of().reserved, 30);
}

TEST_F(RecoveredTest, WhatAnOperatorToldOfItIsFreeAgainBeforeItIsDecided) {
    books.notify(paid_notify());
    told({entry(listed::running)});
    refund one = books.refund_of("batch:77");
    one.amount = 80;
    books.in_transaction([&] {
        reserve_anyway(books.db, books.rules.app, kPaidAs, 80);
        change_refund(books.db, books.rules, one);
    });
    books.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    EXPECT_EQ(books.audit(audit("77", 70)).audit_status, audit_answer::approve);
    EXPECT_EQ(books.payment_of().reserved, 70);
}

TEST_F(RecoveredTest, AListedRefundThatFailsReleasesNothing) {
    books.notify(paid_notify());
    told({entry(listed::running)});
    EXPECT_EQ(books.list_says("batch:77", entry(listed::failed)).state, status::failed);
    EXPECT_EQ(books.payment_of().reserved, 0);
}

}  // namespace
}  // namespace swan::test
