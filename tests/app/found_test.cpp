#include "app/found.h"

#include <gtest/gtest.h>

#include <functional>

#include "found_samples.h"
#include "samples.h"

namespace swan {
namespace {

using kind = finding::kind;
using test::found_paid;
using test::found_state;
using test::kNow;
using test::paid;
using test::sold;

constexpr int64_t kLater = kNow + 3'600'000;

using change = std::function<void(baidu::found_order&)>;

baidu::found_order changed(const change& how) {
    baidu::found_order one = found_paid();
    how(one);
    return one;
}

TEST(FoundTest, EveryAnswerHasOneMeaning) {
    const auto with_sub = [](std::optional<int64_t> sub) {
        return [sub](baidu::found_order& one) { one.sub_status = sub; };
    };
    const struct {
        const char* name;
        change how;
        kind expected;
        std::string_view why;
    } cases[] = {
        {"no subStatus", with_sub({}), kind::paid, ""},
        {"paid", with_sub(2), kind::paid, ""},
        {"consumed", with_sub(3), kind::paid, ""},
        {"refunding", with_sub(4), kind::refunded, ""},
        {"refunded", with_sub(5), kind::refunded, ""},
        {"refund failed", with_sub(6), kind::refunded, ""},
        {"unpaid by its subStatus", with_sub(1), kind::unclear, "subStatus"},
        {"cancelled by its subStatus", with_sub(7), kind::unclear, "subStatus"},
        {"no number that is documented", with_sub(0), kind::unclear, "subStatus"},
        {"dearer", [](auto& one) { one.total_money = 101; }, kind::other, "totalMoney"},
        {"without amount", [](auto& one) { one.total_money.reset(); }, kind::unclear, "totalMoney"},
        {"of another deal", [](auto& one) { one.deal_id = "1"; }, kind::other, "dealId"},
        {"without deal", [](auto& one) { one.deal_id = ""; }, kind::unclear, "dealId"},
        {"of another order", [](auto& one) { one.tp_order_id = "1"; }, kind::unclear, "tpOrderId"},
        {"without tpOrderId", [](auto& one) { one.tp_order_id = ""; }, kind::unclear, "tpOrderId"},
        {"without orderId", [](auto& one) { one.order_id = ""; }, kind::unclear, "orderId"},
        {"without userId", [](auto& one) { one.user_id = ""; }, kind::unclear, "userId"},
    };
    for (const auto& each : cases) {
        const finding seen = meaning_of(changed(each.how), sold());
        EXPECT_EQ(seen.what, each.expected) << each.name;
        EXPECT_EQ(seen.why, each.why) << each.name;
    }
    EXPECT_EQ(meaning_of(std::nullopt, sold()).what, kind::absent);
    EXPECT_EQ(meaning_of(found_state(baidu::found_order::status::unpaid), sold()).what,
              kind::unpaid);
    EXPECT_EQ(meaning_of(found_state(baidu::found_order::status::cancelled), sold()).what,
              kind::cancelled);
    auto cancelled = found_state(baidu::found_order::status::unpaid);
    cancelled.sub_status = 7;
    EXPECT_EQ(meaning_of(cancelled, sold()).what, kind::cancelled);
}

TEST(FoundTest, ItsPaymentIsGoodAndUnsettled) {
    baidu::found_order one = found_paid();
    one.pay_money = 90;
    const payment taken = payment_found(one, kNow);
    EXPECT_EQ(taken.order_id, test::kPaidAs);
    EXPECT_EQ(taken.tp_order_id, test::kSold);
    EXPECT_EQ(taken.user_id, test::kUser);
    EXPECT_EQ(taken.total_money, 100);
    EXPECT_EQ(taken.pay_money, 90);
    EXPECT_EQ(taken.verdict, payment::judgement::good);
    EXPECT_EQ(taken.is_consumed, 2);
    EXPECT_TRUE(taken.unsettled);
    one.pay_money.reset();
    EXPECT_EQ(payment_found(one, kNow).pay_money, 100);
}

// ---- a booked payment

confirmed judged(const std::optional<baidu::found_order>& found, int64_t now_ms = kLater,
                 const std::vector<payment>& booked = {paid()}) {
    return judge_payment(found, sold(), paid(), booked, now_ms);
}

TEST(FoundTest, APaymentIsConfirmedByTheSameOneAlone) {
    EXPECT_EQ(judged(found_paid()), confirmed::yes);
    EXPECT_EQ(judged(found_paid(), kNow), confirmed::yes) << "at once too";
    EXPECT_EQ(judged(std::nullopt), confirmed::unclear);
    EXPECT_EQ(judged(changed([](auto& one) { one.total_money = 1; })), confirmed::no);
    EXPECT_EQ(judged(changed([](auto& one) { one.deal_id = "1"; })), confirmed::no);
    EXPECT_EQ(judged(changed([](auto& one) { one.order_id = "1"; })), confirmed::no);
    EXPECT_EQ(judged(changed([](auto& one) { one.total_money.reset(); })), confirmed::unclear);
    EXPECT_EQ(judged(changed([](auto& one) { one.sub_status = 5; })), confirmed::refunding);
}

TEST(FoundTest, CancelledAndUnpaidContradictButUnpaidNotAtOnce) {
    using status = baidu::found_order::status;
    EXPECT_EQ(judged(found_state(status::cancelled), kNow), confirmed::no);
    EXPECT_EQ(judged(found_state(status::unpaid), kNow + 59'999), confirmed::unclear);
    EXPECT_EQ(judged(found_state(status::unpaid), kNow + 60'000), confirmed::no);
}

// Two phones can pay one order; the answer may be about the one that went back.
TEST(FoundTest, AnAnswerAboutAnotherBookedPaymentSaysNothing) {
    payment second = paid();
    second.order_id = "4711";
    for (const auto state :
         {baidu::found_order::status::paid, baidu::found_order::status::cancelled}) {
        const auto about_it = changed([&](auto& one) {
            one.order_id = "4711";
            one.state = state;
        });
        EXPECT_EQ(judged(about_it, kLater, {paid(), second}), confirmed::unclear);
        EXPECT_EQ(judged(about_it, kLater, {paid()}), confirmed::no);
    }
}

}  // namespace
}  // namespace swan
