#include "app/status.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace swan {
namespace {

using status = refund::status;
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

baidu::order_status told(int pay, int refund, int verification) {
    return {.pay = pay,
            .refund = static_cast<baidu::queried_refund>(refund),
            .verification = verification};
}

int refund_status(std::vector<refund> refunds) {
    return merge(paid_order(std::move(refunds)), {}).refund;
}

TEST(StatusTest, AnUnpaidOrderIsUnpaidByTheLedger) {
    const auto merged = merge({.sold = sold(), .paid = {}, .refunds = {}}, {});
    EXPECT_EQ(merged.pay, -1);
    EXPECT_EQ(merged.refund, -1);
    EXPECT_EQ(merged.verification, -1);
    EXPECT_FALSE(merged.from_baidu);
    EXPECT_EQ(merged.contradiction, "");
}

TEST(StatusTest, APaidOrderStaysPaidAfterRefunds) {
    EXPECT_EQ(merge(paid_order(), {}).pay, 1);
    EXPECT_EQ(merge(paid_order({whole(status::done)}), {}).pay, 1);
}

TEST(StatusTest, AnOrphanIsPaid) {
    payment orphan = paid();
    orphan.verdict = payment::judgement::orphan;
    EXPECT_EQ(merge({.sold = {}, .paid = orphan, .refunds = {}}, {}).pay, 1);
}

TEST(StatusTest, ARunningOrUnknownRefundIsRunning) {
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::sent, status::unknown, status::accepted})
        EXPECT_EQ(refund_status({refunded(state)}), 1) << static_cast<int64_t>(state);
    EXPECT_EQ(refund_status({refunded(status::unknown, 10), refunded(status::failed, 10)}), 1);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::accepted, 10)}), 1);
}

TEST(StatusTest, ElseTheLastOnesFailureElseTheSuccessOfAny) {
    EXPECT_EQ(refund_status({}), -1);
    EXPECT_EQ(refund_status({refunded(status::done)}), 2);
    EXPECT_EQ(refund_status({refunded(status::failed)}), 9);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::failed, 10)}), 9);
    EXPECT_EQ(refund_status({refunded(status::failed, 10), refunded(status::done, 10)}), 2);
}

TEST(StatusTest, ARefundThatNobodyApprovedIsNoRefund) {
    EXPECT_EQ(refund_status({refunded(status::requested)}), -1);
    EXPECT_EQ(refund_status({refunded(status::failed, 10), refunded(status::requested, 10)}), 9);
    EXPECT_EQ(refund_status({refunded(status::done, 10), refunded(status::requested, 10)}), 2);
}

TEST(StatusTest, IsVerifiedFromTheAnswerConsumedUntilThatIsCancelled) {
    EXPECT_EQ(merge(paid_order(), {}).verification, 1);
    EXPECT_EQ(merge(paid_order({refunded(status::done, 10)}), {}).verification, 1);
    EXPECT_EQ(merge(paid_order({whole(status::unverifying)}), {}).verification, 1);
    for (const auto state :
         {status::unverified, status::sent, status::unknown, status::accepted, status::done})
        EXPECT_EQ(merge(paid_order({whole(state)}), {}).verification, -1);
    order_view not_consumed = paid_order();
    not_consumed.paid->is_consumed = 1;
    EXPECT_EQ(merge(not_consumed, {}).verification, -1);
}

TEST(StatusTest, BaidusAnswerIsTakenWhereItAgrees) {
    const auto merged = merge(paid_order(), told(1, -1, -1));
    EXPECT_TRUE(merged.from_baidu);
    EXPECT_EQ(merged.pay, 1);
    EXPECT_EQ(merged.verification, -1);
    EXPECT_EQ(merged.contradiction, "");
}

TEST(StatusTest, TheLedgerWinsWhereBaiduSaysUnpaid) {
    const auto merged = merge(paid_order(), told(-1, -1, -1));
    EXPECT_EQ(merged.pay, 1);
    EXPECT_FALSE(merged.from_baidu);
    EXPECT_NE(merged.contradiction, "");
}

TEST(StatusTest, BaiduWinsForTheRefundAndTheDifferenceIsTold) {
    const auto merged = merge(paid_order({refunded(status::accepted)}), told(1, 2, -1));
    EXPECT_EQ(merged.refund, 2);
    EXPECT_TRUE(merged.from_baidu);
    EXPECT_EQ(merged.contradiction, "ledger_refund=1 baidu_refund=2");
}

// A bug that a review found: a subStatus, which may be older and names no refund, beat the ledger.
TEST(StatusTest, AnInferredRefundDoesNotBeatOneThatTheLedgerHasUnderWay) {
    for (const int number : {1, 2, 9}) {
        baidu::order_status inferred = told(1, number, 1);
        inferred.infers_refund = true;
        for (const auto state : {status::sent, status::unknown, status::accepted}) {
            const auto merged = merge(paid_order({refunded(state)}), inferred);
            EXPECT_EQ(merged.refund, 1) << number;
            EXPECT_EQ(merged.contradiction, "") << number;
        }
        EXPECT_EQ(merge(paid_order(), inferred).refund, number) << "one that we know nothing of";
    }
}

TEST(StatusTest, BothDifferencesAreTold) {
    const auto merged = merge(paid_order(), told(-1, 9, 1));
    EXPECT_EQ(merged.contradiction, "ledger_pay=1 baidu_pay=-1 ledger_refund=-1 baidu_refund=9");
}

TEST(StatusTest, TheDataHasTheDocumentedNumbersAndTexts) {
    EXPECT_EQ(
        status_data(
            {.pay = 1, .refund = -1, .verification = 1, .from_baidu = true, .contradiction = {}}),
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
    const auto text_of = [](int number) {
        merged_status merged;
        merged.refund = number;
        return status_data(merged);
    };
    EXPECT_NE(text_of(1).find("{\"statusNum\":1,\"statusDesc\":\"退费中\"}"), std::string::npos);
    EXPECT_NE(text_of(2).find("{\"statusNum\":2,\"statusDesc\":\"退费成功\"}"), std::string::npos);
    EXPECT_NE(text_of(9).find("{\"statusNum\":9,\"statusDesc\":\"退费失败\"}"), std::string::npos);
}

}  // namespace
}  // namespace swan
