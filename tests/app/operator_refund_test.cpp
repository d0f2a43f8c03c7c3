// What an operator decides about refunds, on a real database.
#include "app/operator_refund.h"

#include <gtest/gtest.h>

#include "app/recovery.h"
#include "ledger_refund_harness.h"
#include "service/store/events.h"

namespace swan {
namespace {

using namespace test;
using decision = audit_decision;

class OperatorRefundTest : public LedgerRefundTest {
  protected:
    OperatorRefundTest() { ledger.rules.api = api_generation::v2; }

    refund decide(const std::string& batch, decision how) {
        return ledger.in_transaction(
            [&] { return decide_audit(ledger.db, ledger.rules, batch, how, "ann", ledger.now); });
    }
    refund settle(const std::string& id, settlement how) {
        return ledger.in_transaction(
            [&] { return settle_refund(ledger.db, ledger.rules, id, how, "ann", ledger.now); });
    }
    refund tell(const std::string& batch, int64_t fen) {
        return ledger.in_transaction(
            [&] { return tell_amount(ledger.db, ledger.rules, batch, fen, "ann", ledger.now); });
    }
    template <class F>
    static code code_of(F what) {
        try {
            what();
        } catch (const error& e) {
            EXPECT_FALSE(e.client_text().empty());
            return e.number();
        }
        return code::succ;
    }
    void lose_the_answer_of(int64_t amount) {
        send_part(amount, "a");
        ledger.news("a", no_answer());
    }
};

// ---- approve and reject

TEST_F(OperatorRefundTest, WhatIsApprovedIsReservedAndTheNextAuditIsAnsweredSo) {
    ASSERT_EQ(ledger.audit(audit("7", 40)).audit_status, 3);
    EXPECT_EQ(decide("7", decision::approve).state, status::accepted);
    EXPECT_EQ(reserved(), 40);
    const auto next = ledger.audit(audit("7", 40));
    EXPECT_EQ(next.audit_status, 1);
    EXPECT_EQ(next.money, 40);
    EXPECT_EQ(reserved(), 40) << "once";
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(state_of("batch:7"), status::done);
    EXPECT_EQ(reserved(), 40);
}

TEST_F(OperatorRefundTest, WithoutAnAmountAllThatIsLeftIsApproved) {
    refund_part(30, "a", "6");
    ledger.audit(audit("7"));
    EXPECT_EQ(decide("7", decision::approve).amount, 70);
    EXPECT_EQ(ledger.audit(audit("7")).money, 70);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(OperatorRefundTest, OfADiscountedPaymentTheWholeIsApprovedForItsCash) {
    for (const auto named : {std::optional<int64_t>(), std::optional<int64_t>(80)}) {
        ledger.db.execute("update payments set pay_money = 80, reserved = 0");
        ledger.db.execute("delete from refunds");
        ledger.audit(audit("7", named));
        EXPECT_EQ(decide("7", decision::approve).amount, 100);
        EXPECT_EQ(ledger.audit(audit("7", named)).money, 80);
        EXPECT_EQ(reserved(), 100);
    }
}

// Something held a part of it when Baidu asked first.
TEST_F(OperatorRefundTest, TheCashOfWhatIsApprovedIsOfWhatIsLeftThen) {
    send_part(30, "a");
    ledger.news("a", accepted_as("6"));
    ledger.audit(audit("7"));
    ledger.refund_told(notified("6", kFailed));
    EXPECT_EQ(decide("7", decision::approve).amount, 100);
    EXPECT_EQ(ledger.audit(audit("7")).money, 100);
}

TEST_F(OperatorRefundTest, WhatIsRejectedIsAnsweredSo) {
    ledger.audit(audit("7", 40));
    EXPECT_EQ(decide("7", decision::reject).state, status::failed);
    EXPECT_EQ(ledger.audit(audit("7", 40)).audit_status, 2);
    EXPECT_EQ(reserved(), 0);
}

TEST_F(OperatorRefundTest, OnlyWhatIsUndecidedIsDecided) {
    const auto approve = [&] { decide("7", decision::approve); };
    EXPECT_EQ(code_of(approve), code::order_not_existed);
    ledger.audit(audit("7", 40));
    approve();
    EXPECT_EQ(code_of(approve), code::refund_conflict);
    EXPECT_EQ(code_of([&] { decide("7", decision::reject); }), code::refund_conflict);
    EXPECT_EQ(reserved(), 40);
}

// What has gone back since the backup is not known yet.
TEST_F(OperatorRefundTest, NothingIsApprovedWhileARestoredLedgerRecovers) {
    ledger.audit(audit("7", 40));
    ledger.in_transaction([&] { begin_recovery(ledger.db, ledger.rules.app); });
    EXPECT_EQ(code_of([&] { decide("7", decision::approve); }), code::busy);
    EXPECT_EQ(ledger.audit(audit("7", 40)).audit_status, audit_answer::undecided);
    EXPECT_EQ(reserved(), 0);
}

TEST_F(OperatorRefundTest, MoreThanIsLeftCannotBeApproved) {
    ledger.audit(audit("7", 40));
    refund_part(61, "a", "6");
    EXPECT_EQ(code_of([&] { decide("7", decision::approve); }), code::refund_exceeds_payment);
    EXPECT_EQ(state_of("batch:7"), status::requested);
    EXPECT_EQ(reserved(), 61);
}

TEST_F(OperatorRefundTest, WhoDecidedIsKept) {
    ledger.audit(audit("7", 40));
    decide("7", decision::approve);
    const auto kept = ledger.db.query_one("select body from messages where kind = 'operator'", "t");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->text(0), R"({"refund_id":"batch:7","word":"approve","amount":40,"by":"ann"})");
}

// ---- settle

TEST_F(OperatorRefundTest, AnUnknownOneThatIsDoneKeepsItsAmount) {
    lose_the_answer_of(60);
    EXPECT_EQ(settle("a", settlement::done).state, status::done);
    EXPECT_EQ(reserved(), 60);
}

TEST_F(OperatorRefundTest, AnUnknownOneThatFailedReleasesIt) {
    lose_the_answer_of(60);
    EXPECT_EQ(settle("a", settlement::failed).state, status::failed);
    EXPECT_EQ(reserved(), 0);
    EXPECT_EQ(begin_fails(asks_for(100, "b")), code::succ);
}

TEST_F(OperatorRefundTest, SuccessAfterTheOperatorSaidFailedStands) {
    lose_the_answer_of(60);
    settle("a", settlement::failed);
    refund_part(100, "b", "8");
    EXPECT_EQ(ledger.refund_told(notified("7", kDone)).alert, "over_refunded");
    EXPECT_EQ(state_of("a"), status::done);
    EXPECT_EQ(reserved(), 160);
}

TEST_F(OperatorRefundTest, WhatTheOperatorSaidIsDoneIsNoForeignRefundWhenBaiduTellsIt) {
    ledger.rules.tells_merchant = true;
    lose_the_answer_of(60);
    settle("a", settlement::done);
    EXPECT_EQ(ledger.refund_told(notified("7", kDone)).alert, "");
    EXPECT_EQ(ledger.refund_of("a").batch_id, "7");
    EXPECT_EQ(reserved(), 60);
    const auto told = events_of(ledger.db, ledger.rules.app, kSold);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind, event::what::refund_done);
    EXPECT_EQ(begin_fails(asks_for(40, "b")), code::succ);
}

TEST_F(OperatorRefundTest, AcceptedUnverifiedAndReservedOnesCanBeSettled) {
    for (const auto state : {status::accepted, status::unverified, status::reserved}) {
        lose_the_answer_of(60);
        ledger.db.execute("update refunds set state = :state", {stored(state)});
        EXPECT_EQ(settle("a", settlement::failed).state, status::failed);
        EXPECT_EQ(reserved(), 0);
        ledger.db.execute("delete from refunds");
    }
}

TEST_F(OperatorRefundTest, WhatIsBeingSentIsNotSettledUntilItsSenderIsDead) {
    send_part(60, "a");
    const auto fail = [&] { settle("a", settlement::failed); };
    EXPECT_EQ(code_of(fail), code::refund_conflict);
    let_the_sender_die();
    EXPECT_EQ(code_of(fail), code::succ);
    EXPECT_EQ(reserved(), 0);
}

TEST_F(OperatorRefundTest, WhatHasEndedOrWaitsForAnAnswerIsNotSettled) {
    const auto settles = [&](const char* id) {
        return code_of([&] { settle(id, settlement::failed); });
    };
    EXPECT_EQ(settles("a"), code::order_not_existed);
    refund_part(40, "a", "7");
    EXPECT_EQ(settles("a"), code::refund_conflict);
    ledger.audit(audit("8", 10));
    EXPECT_EQ(settles("batch:8"), code::refund_conflict);
    EXPECT_EQ(reserved(), 40);
}

// ---- the amount of a foreign refund

TEST_F(OperatorRefundTest, AForeignRefundOfAnUnknownAmountBlocksUntilItIsTold) {
    ledger.refund_told(notified("7", kDone));
    ASSERT_EQ(ledger.refund_of("batch:7").amount, -1);
    EXPECT_EQ(begin_fails(asks_for(1, "a")), code::refund_exceeds_payment);
    EXPECT_EQ(ledger.audit(audit("8", 1)).audit_status, 3);
    EXPECT_EQ(code_of([&] { decide("8", decision::approve); }), code::refund_exceeds_payment);
    tell("7", 40);
    EXPECT_EQ(reserved(), 40);
    EXPECT_EQ(begin_fails(asks_for(61, "a")), code::refund_exceeds_payment);
    EXPECT_EQ(begin_fails(asks_for(60, "a")), code::succ);
}

TEST_F(OperatorRefundTest, TheCashOfADiscountedPaymentIsTheWhole) {
    ledger.db.execute("update payments set pay_money = 80");
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(tell("7", 80).amount, 100);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(OperatorRefundTest, AnAmountIsToldOnceAndWithinThePayment) {
    const auto tells = [&](int64_t fen) { return code_of([&] { tell("7", fen); }); };
    EXPECT_EQ(tells(1), code::order_not_existed);
    ledger.refund_told(notified("7", kDone));
    EXPECT_EQ(tells(0), code::param_illegal);
    EXPECT_EQ(tells(101), code::param_illegal);
    EXPECT_EQ(tells(100), code::succ);
    EXPECT_EQ(tells(100), code::refund_conflict);
    EXPECT_EQ(reserved(), 100);
}

TEST_F(OperatorRefundTest, AnAmountThatDoesNotFitIsBookedAllTheSame) {
    refund_part(70, "a", "6");
    ledger.refund_told(notified("7", kDone));
    tell("7", 40);
    EXPECT_EQ(reserved(), 110) << "Baidu has done it";
}

}  // namespace
}  // namespace swan
