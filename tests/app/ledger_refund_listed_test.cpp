// Refunds in the ledger with API 2.0: no verification to cancel, and a list that tells of each.
#include <gtest/gtest.h>

#include "heard_alerts.h"
#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;
using listed = baidu::listed_refund;

class LedgerRefundV2Test : public LedgerRefundTest {
  protected:
    LedgerRefundV2Test() { ledger.rules.api = api_generation::v2; }

    static baidu::found_refund entry(std::optional<listed> state, const std::string& batch) {
        return {.state = state, .refund_id = "a", .batch_id = batch};
    }
    void lose_the_answer_of(int64_t amount) {
        send_part(amount, "a");
        ledger.news("a", no_answer());
    }
};

TEST_F(LedgerRefundV2Test, AWholeRefundOfAConsumedPaymentIsSentAtOnce) {
    const auto begun = ledger.begin(asks_for(kAll, "a"));
    EXPECT_EQ(begun.what.state, status::sent);
    EXPECT_EQ(begun.what.amount, 100) << "named even for the whole";
}

TEST_F(LedgerRefundV2Test, WhatApiOneLeftUnverifyingIsSent) {
    ledger.rules.api = api_generation::v1;
    ledger.begin(asks_for(kAll, "a"));
    ASSERT_EQ(state_of("a"), status::unverifying);
    ledger.rules.api = api_generation::v2;
    let_the_sender_die();
    const auto again = ledger.begin(asks_for(kAll, "a"));
    EXPECT_TRUE(again.mine);
    EXPECT_EQ(again.what.state, status::sent);
}

TEST_F(LedgerRefundV2Test, TheListSettlesALostAnswer) {
    lose_the_answer_of(60);
    EXPECT_EQ(ledger.list_says("a", entry(listed::running, "7")).state, status::accepted);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundV2Test, DoneInTheListIsDoneAndKeepsTheAmount) {
    lose_the_answer_of(60);
    EXPECT_EQ(ledger.list_says("a", entry(listed::done, "7")).state, status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundV2Test, FailedInTheListReleasesOnce) {
    lose_the_answer_of(60);
    EXPECT_EQ(ledger.list_says("a", entry(listed::failed, "7")).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    ledger.list_says("a", entry(listed::failed, "7"));
    EXPECT_EQ(reserved(), 0);
}

TEST_F(LedgerRefundV2Test, AnUndocumentedStateSaysNothing) {
    lose_the_answer_of(60);
    EXPECT_EQ(ledger.list_says("a", entry(std::nullopt, "7")).state, status::unknown);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundV2Test, TheListNeverUndoesWhatANotifySaid) {
    lose_the_answer_of(60);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(ledger.list_says("a", entry(listed::failed, "7")).state, status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundV2Test, AnEarlierTryThatFailedDoesNotEndTheOneThatIsAudited) {
    lose_the_answer_of(60);
    ASSERT_EQ(ledger.audit(audit("7", 60)).audit_status, 1);
    EXPECT_EQ(ledger.list_says("a", entry(listed::failed, "8")).state, status::accepted);
    EXPECT_EQ(reserved(), 60);
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
}

// The audit said only that it begins.
TEST_F(LedgerRefundV2Test, TheListEndsWhatWasAuditedWhenItIsTheSameBatch) {
    lose_the_answer_of(60);
    ledger.audit(audit("7", 60));
    EXPECT_EQ(ledger.list_says("a", entry(listed::failed, "7")).state, status::failed);
    EXPECT_EQ(reserved(), 0);
}

TEST_F(LedgerRefundV2Test, SuccessUnderOurNumberIsSuccessWhateverItsBatchAndAnAlert) {
    lose_the_answer_of(60);
    ledger.audit(audit("7", 60));
    const heard_alerts alerts;
    EXPECT_EQ(ledger.list_says("a", entry(listed::done, "8")).state, status::done);
    EXPECT_EQ(alerts.all(), std::vector<std::string>{"refund_batch"});
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(reserved(), 60);
}

TEST_F(LedgerRefundV2Test, SuccessAfterTheListSaidFailureStands) {
    lose_the_answer_of(60);
    ledger.list_says("a", entry(listed::failed, "7"));
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 60);
}

}  // namespace
}  // namespace swan
