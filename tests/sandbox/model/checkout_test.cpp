#include "sandbox/model/checkout.h"

#include <gtest/gtest.h>

#include "merchant.h"
#include "sandbox/model/refunds.h"

namespace swan::sandbox {
namespace {

class checkout : public ::testing::Test {
  protected:
    // The number of the order that he is shown; 0 when he is refused.
    int64_t open(const user& who, int64_t amount = 100) {
        payable what;
        what.tp_order_id = "3028903626";
        what.total_amount = amount;
        what.biz_info = "{}";
        const auto opened = open_cashier(known, who, what, 1'000);
        const auto* const id = std::get_if<int64_t>(&opened);
        return id == nullptr ? 0 : *id;
    }
    int64_t bought(const user& who) {
        const int64_t id = open(who);
        pay(known, *known.find_order(id), 100, 2'000);
        return id;
    }

    state known;
    user& anna = known.user_named("anna");
    user& otto = known.user_named("otto");
};

TEST_F(checkout, makes_an_order_that_is_unpaid_until_it_is_paid) {
    order& one = *known.find_order(open(anna));
    EXPECT_EQ(one.status, 1);
    EXPECT_FALSE(one.is_paid());
    EXPECT_EQ(one.open_id, "anna");
    EXPECT_EQ(one.create_time, 1'000);
    EXPECT_EQ(status_of(known, one).pay, -1);
    pay(known, one, 70, 2'000);
    EXPECT_EQ(one.status, 2);
    EXPECT_EQ(one.pay_time, 2'000);
    EXPECT_EQ(one.pay_money, 70);
    EXPECT_EQ(status_of(known, one).pay, 1);
}

TEST_F(checkout, shows_a_customer_again_the_order_that_he_left_unpaid) {
    const int64_t left = open(anna);
    EXPECT_EQ(open(anna), left);
    EXPECT_NE(open(otto), left) << "another customer";
    EXPECT_NE(open(anna, 101), left) << "another amount";
}

TEST_F(checkout, takes_the_money_twice_when_the_same_order_is_opened_twice) {
    const int64_t first = bought(anna);
    EXPECT_NE(bought(anna), first);
    EXPECT_EQ(known.orders_of("3028903626").size(), 2u);
}

TEST_F(checkout, does_not_open_for_an_order_that_the_merchant_closed) {
    order& closed = *known.find_order(open(anna));
    closed.status = -1;
    EXPECT_TRUE(closed.is_closed());
    EXPECT_EQ(open(anna), 0);
    EXPECT_EQ(open(otto), 0);
}

TEST_F(checkout, opens_for_an_order_whose_payment_went_back) {
    known.find_order(bought(anna))->status = -1;
    EXPECT_NE(open(anna), 0);
}

TEST_F(checkout, leaves_the_newest_payment_to_be_found_before_what_is_unpaid) {
    EXPECT_EQ(known.find_newest("3028903626"), nullptr);
    const int64_t left = open(otto);
    EXPECT_EQ(known.find_newest("3028903626")->order_id, left);
    EXPECT_EQ(known.find_paid("3028903626"), nullptr);
    const int64_t first = bought(anna);
    const int64_t second = bought(anna);
    EXPECT_LT(first, second);
    open(anna);
    EXPECT_EQ(known.find_paid("3028903626")->order_id, second);
    EXPECT_EQ(known.find_newest("3028903626")->order_id, second);
}

}  // namespace
}  // namespace swan::sandbox
