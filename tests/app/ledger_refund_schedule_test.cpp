// How refunds go on by the schedule, on a real database.
#include <gtest/gtest.h>

#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;
using listed = baidu::listed_refund;

constexpr int64_t kQuarterMs = int64_t{15} * 60'000;

class LedgerRefundScheduleTest : public LedgerRefundTest {
  protected:
    LedgerRefundScheduleTest() { ledger.rules.api = api_generation::v2; }

    std::optional<refund_case> resume(const std::string& id) {
        return ledger.in_transaction(
            [&] { return resume_refund(ledger.db, ledger.rules, id, ledger.now); });
    }
    list_outcome list_shows(const std::string& id, const std::vector<baidu::found_refund>& list,
                            bool audited = true) {
        return ledger.in_transaction(
            [&] { return record_list(ledger.db, ledger.rules, id, list, audited, ledger.now); });
    }
    static baidu::found_refund entry(std::optional<listed> state, const std::string& number = "a") {
        return {.state = state, .refund_id = number, .batch_id = "7", .order_id = kPaidAs};
    }
    void lose_the_answer_of(int64_t amount) {
        send_part(amount, "a");
        ledger.news("a", no_answer());
    }
    // Not shown for half an hour, but for the last time.
    void stay_absent() {
        for (int times = 0; times < 2; ++times) {
            const auto seen = list_shows("a", {});
            ASSERT_FALSE(seen.send || seen.left_to_operator);
            ledger.now += kQuarterMs;
        }
    }
    int64_t due_of(const std::string& id) {
        const auto row = ledger.db.query_one(
            "select due_ms from jobs where kind = 2 and "
            "subject = :id",
            "i", {id});
        return row ? row->number(0) : 0;
    }
};

// ---- reserved

TEST_F(LedgerRefundScheduleTest, WhatWaitedIsSentWhenTheOtherIsBound) {
    send_part(40, "a");
    ASSERT_EQ(ledger.begin(asks_for(60, "b")).what.state, status::reserved);
    EXPECT_FALSE(resume("b")->mine);
    ledger.news("a", accepted_as("7"));
    const auto mine = resume("b");
    EXPECT_TRUE(mine->mine);
    EXPECT_EQ(mine->what.state, status::sent);
    EXPECT_EQ(state_of("b"), status::sent) << "committed before the first byte leaves";
    EXPECT_EQ(ledger.refund_of("b").sent_by, refund::generation::v2);
    EXPECT_FALSE(resume("b")->mine) << "the first sender has it";
}

TEST_F(LedgerRefundScheduleTest, AReservedOneIsLookedAtAfterTwoSeconds) {
    send_part(40, "a");
    ledger.begin(asks_for(60, "b"));
    EXPECT_EQ(due_of("b"), ledger.now + 2000);
}

TEST_F(LedgerRefundScheduleTest, WhatItsSenderDiedOverIsUnknown) {
    send_part(40, "a");
    let_the_sender_die();
    const auto found = resume("a");
    EXPECT_TRUE(found->lost);
    EXPECT_EQ(found->what.state, status::unknown);
    EXPECT_TRUE(found->mine) << "to be looked up";
}

TEST_F(LedgerRefundScheduleTest, WhatHasEndedIsNobodysJob) {
    refund_part(40, "a", "7");
    EXPECT_FALSE(resume("a"));
    EXPECT_EQ(due_of("a"), 0);
    EXPECT_FALSE(resume("never heard of"));
}

TEST_F(LedgerRefundScheduleTest, AnAcceptedOneIsNotSentAgain) {
    send_part(40, "a");
    ledger.news("a", accepted_as("7"));
    EXPECT_FALSE(resume("a")->mine);
    EXPECT_EQ(state_of("a"), status::accepted);
}

TEST_F(LedgerRefundScheduleTest, OneOfBaidusOwnIsNeverSent) {
    ledger.audit(audit("9", 40));
    const auto found = resume("batch:9");
    EXPECT_FALSE(found->mine);
    EXPECT_EQ(found->what.state, status::requested);
}

TEST_F(LedgerRefundScheduleTest, WhatIsUnverifiedIsSentAgain) {
    ledger.rules.api = api_generation::v1;
    send_whole("a");
    ledger.news("a", refused_with(10001));
    ASSERT_EQ(state_of("a"), status::unverified);
    const auto again = resume("a");
    EXPECT_TRUE(again->mine);
    EXPECT_EQ(again->what.state, status::sent);
    EXPECT_EQ(again->what.sent_by, refund::generation::v1);
}

TEST_F(LedgerRefundScheduleTest, WithoutAPayerNothingIsSent) {
    ledger.db.execute("update payments set user_id = ''");
    const auto begun = ledger.begin(asks_for(40, "a"));
    EXPECT_FALSE(begun.mine);
    EXPECT_EQ(begun.what.state, status::reserved);
    EXPECT_NE(begun.what.answer_text.find("whose payment"), std::string::npos);
    EXPECT_FALSE(resume("a")->mine);
    ledger.in_transaction([&] { name_payer(ledger.db, ledger.rules.app, kPaidAs, kUser); });
    EXPECT_EQ(resume("a")->what.state, status::sent);
    EXPECT_EQ(ledger.refund_of("a").answer_text, "");
}

TEST_F(LedgerRefundScheduleTest, APayerWhoIsKnownStays) {
    ledger.in_transaction([&] { name_payer(ledger.db, ledger.rules.app, kPaidAs, "1"); });
    EXPECT_EQ(ledger.payment_of().user_id, kUser);
}

// ---- absent from the list

TEST_F(LedgerRefundScheduleTest, AbsentThreeTimesInHalfAnHourIsSentOnceMore) {
    lose_the_answer_of(60);
    stay_absent();
    const auto third = list_shows("a", {});
    EXPECT_TRUE(third.send);
    EXPECT_EQ(third.what.state, status::sent);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundScheduleTest, AbsentOftenInAShortTimeSaysNothing) {
    lose_the_answer_of(60);
    for (int times = 0; times < 100; ++times) {
        EXPECT_FALSE(list_shows("a", {}).send);
        ledger.now += 10'000;
    }
    EXPECT_EQ(state_of("a"), status::unknown);
}

TEST_F(LedgerRefundScheduleTest, OnceOnly) {
    lose_the_answer_of(60);
    stay_absent();
    ASSERT_TRUE(list_shows("a", {}).send);
    ledger.news("a", no_answer());
    for (int times = 0; times < 10; ++times) {
        const auto again = list_shows("a", {});
        EXPECT_FALSE(again.send);
        EXPECT_TRUE(again.left_to_operator);
        ledger.now += kQuarterMs;
    }
    EXPECT_EQ(state_of("a"), status::unknown);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundScheduleTest, ANoToTheSecondSendingSaysNothingOfTheFirst) {
    lose_the_answer_of(60);
    stay_absent();
    ASSERT_TRUE(list_shows("a", {}).send);
    EXPECT_EQ(ledger.news("a", refused_with(2002)).state, status::unknown);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(list_shows("a", {entry(listed::done)}).what.state, status::done);
}

TEST_F(LedgerRefundScheduleTest, ASecondSendingThatNeverLeftIsMadeAgain) {
    lose_the_answer_of(60);
    stay_absent();
    ASSERT_TRUE(list_shows("a", {}).send);
    EXPECT_EQ(ledger.news("a", nothing_sent()).state, status::unknown);
    ledger.now += kQuarterMs;
    EXPECT_TRUE(list_shows("a", {}).send);
}

TEST_F(LedgerRefundScheduleTest, WithoutAuditsItIsLeftToTheOperator) {
    lose_the_answer_of(60);
    stay_absent();
    const auto third = list_shows("a", {}, false);
    EXPECT_FALSE(third.send);
    EXPECT_TRUE(third.left_to_operator);
    EXPECT_EQ(third.what.state, status::unknown) << "absent is never failed";
}

TEST_F(LedgerRefundScheduleTest, WhereEveryAuditIsApprovedItIsLeftToTheOperator) {
    ledger.rules.settings.unasked_refund = ledger_settings::unasked::approve;
    lose_the_answer_of(60);
    stay_absent();
    EXPECT_FALSE(list_shows("a", {}).send) << "nobody would see a doubled one";
}

TEST_F(LedgerRefundScheduleTest, WhatBaiduMayHaveAskedAboutIsLeftToTheOperator) {
    lose_the_answer_of(60);
    ledger.audit(audit("9", 40));
    stay_absent();
    const auto third = list_shows("a", {});
    EXPECT_FALSE(third.send);
    EXPECT_TRUE(third.left_to_operator);
}

TEST_F(LedgerRefundScheduleTest, WhatWentOutByApiOneIsNeverSentByTwo) {
    ledger.rules.api = api_generation::v1;
    lose_the_answer_of(60);
    ASSERT_EQ(ledger.refund_of("a").sent_by, refund::generation::v1);
    ledger.rules.api = api_generation::v2;
    stay_absent();
    const auto third = list_shows("a", {});
    EXPECT_FALSE(third.send);
    EXPECT_TRUE(third.left_to_operator);
}

TEST_F(LedgerRefundScheduleTest, AWholeOneOfApiOneIsTheOneWithoutANumber) {
    ledger.rules.api = api_generation::v1;
    send_whole("a");
    ledger.news("a", no_answer());
    ledger.rules.api = api_generation::v2;
    EXPECT_EQ(list_shows("a", {entry(listed::done, "")}).what.state, status::done);
}

TEST_F(LedgerRefundScheduleTest, AfterAnotherRefundTheOneWithoutANumberMayBeThat) {
    ledger.rules.api = api_generation::v1;
    refund_part(40, "b", "8");
    ledger.refund_told(notified("8", kDone));
    ledger.db.execute("update payments set reserved = 0");
    send_whole("a");
    ledger.news("a", no_answer());
    ledger.rules.api = api_generation::v2;
    EXPECT_EQ(list_shows("a", {entry(listed::done, "")}).what.state, status::unknown);
}

// ---- accepted

TEST_F(LedgerRefundScheduleTest, TheListEndsWhatWasAccepted) {
    send_part(60, "a");
    ledger.news("a", accepted_as("7"));
    EXPECT_EQ(list_shows("a", {entry(listed::running)}).what.state, status::accepted);
    EXPECT_EQ(list_shows("a", {}).what.state, status::accepted);
    EXPECT_EQ(list_shows("a", {entry(listed::done)}).what.state, status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundScheduleTest, WhatTheListSaysFailedIsReleasedAndToldInItsOwnWords) {
    lose_the_answer_of(60);
    ledger.db.execute("update refunds set answer_text = 'no answer', answer_code = 5");
    const refund failed = list_shows("a", {entry(listed::failed)}).what;
    EXPECT_EQ(failed.state, status::failed);
    EXPECT_EQ(failed.answer_text, "");
    EXPECT_EQ(failed.answer_code, 0);
    EXPECT_EQ(reserved(), 0);
}

}  // namespace
}  // namespace swan
