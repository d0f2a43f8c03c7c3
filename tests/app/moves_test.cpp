#include "app/moves.h"

#include <gtest/gtest.h>

#include <array>

namespace swan {
namespace {

using order_status = order::status;
using refund_status = refund::status;

constexpr std::array kOrders{order_status::created, order_status::paid, order_status::closing,
                             order_status::closed};
constexpr std::array kRefunds{
    refund_status::requested,  refund_status::reserved, refund_status::unverifying,
    refund_status::unverified, refund_status::sent,     refund_status::unknown,
    refund_status::accepted,   refund_status::done,     refund_status::failed};

TEST(Moves, ADoneRefundStaysDone) {
    for (const auto to : kRefunds) EXPECT_FALSE(may_move(refund_status::done, to));
}

TEST(Moves, SuccessBeatsFailureAndNothingElseDoes) {
    for (const auto to : kRefunds)
        EXPECT_EQ(may_move(refund_status::failed, to), to == refund_status::done);
}

TEST(Moves, EveryRefundThatHasNotEndedCanSucceedOrFail) {
    for (const auto from : kRefunds) {
        if (has_ended(from)) continue;
        EXPECT_TRUE(may_move(from, refund_status::done));
        EXPECT_TRUE(may_move(from, refund_status::failed));
    }
}

TEST(Moves, OnlyWhatWasSentCanBeUnknown) {
    for (const auto from : kRefunds)
        EXPECT_EQ(may_move(from, refund_status::unknown), from == refund_status::sent);
}

TEST(Moves, AnOrderIsClosedOnlyAfterItWasToBeClosed) {
    for (const auto from : kOrders)
        EXPECT_EQ(may_move(from, order_status::closed), from == order_status::closing);
}

TEST(Moves, APaymentWinsAgainstAnyOtherState) {
    for (const auto from : kOrders)
        EXPECT_EQ(may_move(from, order_status::paid), from != order_status::paid);
}

TEST(Moves, APaidOrderIsNeverClosed) {
    EXPECT_FALSE(may_move(order_status::paid, order_status::closing));
    EXPECT_FALSE(may_move(order_status::paid, order_status::closed));
}

TEST(Moves, ToTheSameStateIsNone) {
    for (const auto each : kOrders) EXPECT_FALSE(may_move(each, each));
    for (const auto each : kRefunds) EXPECT_FALSE(may_move(each, each));
}

TEST(Moves, EveryRefundThatHoldsMoneyAndHasNotEndedIsLookedAtAgain) {
    for (const auto each : kRefunds) EXPECT_EQ(look_after_ms(each, 1, 1000) > 0, !has_ended(each));
    EXPECT_TRUE(holds_money(refund_status::done));
    EXPECT_FALSE(holds_money(refund_status::failed));
    EXPECT_FALSE(holds_money(refund_status::requested));
}

TEST(Moves, ARefundThatIsToBeSentWaitsTheLongerTheOftenerItWasTried) {
    const struct {
        int64_t attempts;
        int64_t reserved_s;
        int64_t unverified_s;
    } cases[] = {{0, 2, 60},    {1, 2, 60},    {2, 4, 120},     {10, 20, 600},
                 {29, 58, 600}, {30, 60, 600}, {1'000, 60, 600}};
    for (const auto& each : cases) {
        EXPECT_EQ(look_after_ms(refund_status::reserved, each.attempts, 1000),
                  each.reserved_s * 1000);
        EXPECT_EQ(look_after_ms(refund_status::unverified, each.attempts, 1000),
                  each.unverified_s * 1000);
        EXPECT_EQ(look_after_ms(refund_status::sent, each.attempts, 1000), 1000);
    }
}

}  // namespace
}  // namespace swan
