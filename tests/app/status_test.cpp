#include "app/status.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace swan {
namespace {

using status = refund::status;
using baidu::queried_pay;
using baidu::queried_refund;
using enum baidu::queried_verification;
using test::paid;
using test::refunded;
using test::sold;

order_view paid_order(std::vector<refund> refunds = {}) {
    order made = sold();
    made.state = order::status::paid;
    return {.sold = made, .paid = paid(), .refunds = std::move(refunds)};
}

refund whole(status state) {
    refund one = refunded(state);
    one.whole = true;
    return one;
}

baidu::order_status told(queried_pay pay, queried_refund refund,
                         baidu::queried_verification verification) {
    return {.pay = pay, .refund = refund, .verification = verification};
}

queried_refund refund_status(std::vector<refund> refunds) {
    return merge(paid_order(std::move(refunds)), {}).refund;
}

TEST(StatusTest, AnUnpaidOrderIsUnpaidByTheLedger) {
    const auto merged = merge({.sold = sold(), .paid = {}, .refunds = {}}, {});
    EXPECT_EQ(merged.pay, queried_pay::unpaid);
    EXPECT_EQ(merged.refund, queried_refund::none);
    EXPECT_EQ(merged.verification, unverified);
    EXPECT_FALSE(merged.from_baidu);
    EXPECT_EQ(merged.contradiction, "");
}

TEST(StatusTest, APaidOrderStaysPaidAfterRefunds) {
    EXPECT_EQ(merge(paid_order(), {}).pay, queried_pay::paid);
    EXPECT_EQ(merge(paid_order({whole(status::done)}), {}).pay, queried_pay::paid);
}

TEST(StatusTest, AnOrphanIsPaid) {
    payment orphan = paid();
    orphan.verdict = payment::judgement::orphan;
    EXPECT_EQ(merge({.sold = {}, .paid = orphan, .refunds = {}}, {}).pay, queried_pay::paid);
}

TEST(StatusTest, ARunningOrUnknownRefundIsRunning) {
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::sent, status::unknown, status::accepted})
        EXPECT_EQ(refund_status({refunded(state)}), queried_refund::running)
            << static_cast<int64_t>(state);
    EXPECT_EQ(refund_status({refunded(status::unknown, 10), refunded(status::failed, 10)}),
              queried_refund::running);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::accepted, 10)}),
              queried_refund::running);
}

TEST(StatusTest, ElseTheLastOnesFailureElseTheSuccessOfAny) {
    EXPECT_EQ(refund_status({}), queried_refund::none);
    EXPECT_EQ(refund_status({refunded(status::done)}), queried_refund::done);
    EXPECT_EQ(refund_status({refunded(status::failed)}), queried_refund::failed);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::failed, 10)}),
              queried_refund::failed);
    EXPECT_EQ(refund_status({refunded(status::failed, 10), refunded(status::done, 10)}),
              queried_refund::done);
}

TEST(StatusTest, ARefundThatNobodyApprovedIsNoRefund) {
    EXPECT_EQ(refund_status({refunded(status::requested)}), queried_refund::none);
    EXPECT_EQ(refund_status({refunded(status::failed, 10), refunded(status::requested, 10)}),
              queried_refund::failed);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::requested, 10)}),
              queried_refund::done);
}

TEST(StatusTest, IsVerifiedFromTheAnswerConsumedUntilThatIsCancelled) {
    EXPECT_EQ(merge(paid_order(), {}).verification, verified);
    EXPECT_EQ(merge(paid_order({refunded(status::done, 10)}), {}).verification, verified);
    EXPECT_EQ(merge(paid_order({whole(status::unverifying)}), {}).verification, verified);
    for (const auto state :
         {status::unverified, status::sent, status::unknown, status::accepted, status::done})
        EXPECT_EQ(merge(paid_order({whole(state)}), {}).verification, unverified);
    order_view not_consumed = paid_order();
    not_consumed.paid->is_consumed = 1;
    EXPECT_EQ(merge(not_consumed, {}).verification, unverified);
    order_view found_by_query = paid_order();
    found_by_query.paid->unsettled = true;
    EXPECT_EQ(merge(found_by_query, {}).verification, unverified);
}

TEST(StatusTest, BaidusAnswerIsTakenWhereItAgrees) {
    const auto merged =
        merge(paid_order(), told(queried_pay::paid, queried_refund::none, unverified));
    EXPECT_TRUE(merged.from_baidu);
    EXPECT_EQ(merged.pay, queried_pay::paid);
    EXPECT_EQ(merged.verification, unverified);
    EXPECT_EQ(merged.contradiction, "");
}

TEST(StatusTest, TheLedgerWinsWhereBaiduSaysUnpaid) {
    const auto merged =
        merge(paid_order(), told(queried_pay::unpaid, queried_refund::none, unverified));
    EXPECT_EQ(merged.pay, queried_pay::paid);
    EXPECT_FALSE(merged.from_baidu);
    EXPECT_NE(merged.contradiction, "");
}

// Baidu's word for it is that of an order that was refunded as abnormal too.
TEST(StatusTest, ACancelledOrderDoesNotContradictAPaymentThatGoesBack) {
    baidu::order_status cancelled{.infers_refund = true};
    for (const auto state : {status::sent, status::accepted, status::done}) {
        const auto merged = merge(paid_order({refunded(state)}), cancelled);
        EXPECT_EQ(merged.pay, queried_pay::paid);
        EXPECT_EQ(merged.contradiction, "");
        EXPECT_TRUE(merged.from_baidu);
    }
    EXPECT_NE(merge(paid_order({refunded(status::failed)}), cancelled).contradiction, "");
    EXPECT_NE(merge(paid_order(), cancelled).contradiction, "");
    cancelled.infers_refund = false;
    EXPECT_NE(merge(paid_order({refunded(status::done)}), cancelled).contradiction, "") << "1.0";
}

TEST(StatusTest, BaiduWinsForTheRefundAndTheDifferenceIsTold) {
    const auto merged = merge(paid_order({refunded(status::accepted)}),
                              told(queried_pay::paid, queried_refund::done, unverified));
    EXPECT_EQ(merged.refund, queried_refund::done);
    EXPECT_TRUE(merged.from_baidu);
    EXPECT_EQ(merged.contradiction, "ledger_refund=1 baidu_refund=2");
}

// A bug that a review found: a subStatus, which may be older and names no refund, beat the ledger.
TEST(StatusTest, AnInferredRefundDoesNotBeatOneThatTheLedgerHasUnderWay) {
    for (const auto there :
         {queried_refund::running, queried_refund::done, queried_refund::failed}) {
        baidu::order_status inferred = told(queried_pay::paid, there, verified);
        inferred.infers_refund = true;
        for (const auto state : {status::sent, status::unknown, status::accepted}) {
            const auto merged = merge(paid_order({refunded(state)}), inferred);
            EXPECT_EQ(merged.refund, queried_refund::running) << static_cast<int>(there);
            EXPECT_EQ(merged.contradiction, "") << static_cast<int>(there);
        }
        EXPECT_EQ(merge(paid_order(), inferred).refund, there) << "one that we know nothing of";
    }
}

TEST(StatusTest, BothDifferencesAreTold) {
    const auto merged =
        merge(paid_order(), told(queried_pay::unpaid, queried_refund::failed, verified));
    EXPECT_EQ(merged.contradiction, "ledger_pay=1 baidu_pay=-1 ledger_refund=-1 baidu_refund=9");
}

TEST(StatusTest, TheDataHasTheDocumentedNumbersAndTexts) {
    EXPECT_EQ(status_data({.pay = queried_pay::paid,
                           .refund = queried_refund::none,
                           .verification = verified,
                           .from_baidu = true,
                           .contradiction = {}}),
              "{\"payStatus\":{\"statusNum\":1,\"statusDesc\":\"支付成功\"},"
              "\"refundStatus\":{\"statusNum\":-1,\"statusDesc\":\"未退费\"},"
              "\"verification\":{\"statusNum\":1,\"statusDesc\":\"已核销\"},"
              "\"source\":\"baidu\"}");
    EXPECT_EQ(status_data(merged_status{}),
              "{\"payStatus\":{\"statusNum\":-1,\"statusDesc\":\"未支付\"},"
              "\"refundStatus\":{\"statusNum\":-1,\"statusDesc\":\"未退费\"},"
              "\"verification\":{\"statusNum\":-1,\"statusDesc\":\"未核销\"},"
              "\"source\":\"ledger\"}");
}

TEST(StatusTest, EveryRefundNumberHasItsText) {
    const auto text_of = [](queried_refund state) {
        merged_status merged;
        merged.refund = state;
        return status_data(merged);
    };
    EXPECT_NE(text_of(queried_refund::running).find("{\"statusNum\":1,\"statusDesc\":\"退费中\"}"),
              std::string::npos);
    EXPECT_NE(text_of(queried_refund::done).find("{\"statusNum\":2,\"statusDesc\":\"退费成功\"}"),
              std::string::npos);
    EXPECT_NE(text_of(queried_refund::failed).find("{\"statusNum\":9,\"statusDesc\":\"退费失败\"}"),
              std::string::npos);
}

}  // namespace
}  // namespace swan
