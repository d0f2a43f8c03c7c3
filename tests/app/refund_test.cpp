#include "app/refund.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "samples.h"

namespace swan {
namespace {

using status = refund::status;
using test::kNow;
using test::kSold;
using test::paid;
using test::refunded;

refund_request all_of_it(std::string refund_id = "") {
    return {.tp_order_id = kSold,
            .refund_id = std::move(refund_id),
            .amount = std::nullopt,
            .asked = "all",
            .reason = "",
            .asked_by = "shop"};
}

refund_request part_of_it(int64_t amount, std::string refund_id = "") {
    refund_request asked = all_of_it(std::move(refund_id));
    asked.amount = amount;
    asked.asked = std::to_string(amount);
    return asked;
}

payment with_reserved(int64_t reserved, payment of = paid()) {
    of.reserved = reserved;
    return of;
}

refund named(std::string id, std::string asked, status state, int64_t amount = 50) {
    refund one = refunded(state, amount);
    one.refund_id = std::move(id);
    one.asked = std::move(asked);
    return one;
}

refund whole(status state) {
    refund one = refunded(state);
    one.asked = "all";
    one.whole = true;
    return one;
}

refund foreign(status state, int64_t amount) {
    refund one = refunded(state, amount);
    one.refund_id = "batch:99";
    one.origin = refund::source::foreign;
    one.batch_id = "99";
    return one;
}

code planning_fails(const refund_request& asked, const payment& of,
                    const std::vector<refund>& earlier = {}) {
    try {
        plan_refund(asked, of, earlier, "r2", kNow);
    } catch (const error& e) {
        return e.number();
    }
    return code::succ;
}

// ---- what the merchant may ask for

TEST(PlanRefundTest, WithoutAnAmountAllThatIsLeftIsRefunded) {
    const refund first = plan_refund(all_of_it(), paid(), {}, "r", kNow);
    EXPECT_EQ(first.amount, 100);
    EXPECT_TRUE(first.whole);
    EXPECT_EQ(first.state, status::reserved);
    EXPECT_EQ(first.order_id, test::kPaidAs);
    EXPECT_EQ(first.asked_by, "shop");
    const refund rest = plan_refund(all_of_it(), with_reserved(30), {}, "r", kNow);
    EXPECT_EQ(rest.amount, 70);
    EXPECT_FALSE(rest.whole);
}

TEST(PlanRefundTest, TheWholeAmountIsTheWholeHoweverItIsAskedFor) {
    EXPECT_TRUE(plan_refund(part_of_it(100), paid(), {}, "r", kNow).whole);
    EXPECT_FALSE(plan_refund(part_of_it(99), paid(), {}, "r", kNow).whole);
}

TEST(PlanRefundTest, NothingBeyondThePaymentIsRefunded) {
    EXPECT_EQ(planning_fails(part_of_it(101), paid()), code::refund_exceeds_payment);
    EXPECT_EQ(planning_fails(part_of_it(71), with_reserved(30)), code::refund_exceeds_payment);
    EXPECT_EQ(planning_fails(part_of_it(70), with_reserved(30)), code::succ);
    EXPECT_EQ(planning_fails(all_of_it(), with_reserved(100)), code::refund_exceeds_payment);
    EXPECT_EQ(planning_fails(part_of_it(1), with_reserved(130)), code::refund_exceeds_payment);
}

TEST(PlanRefundTest, NothingIsRefundedWhileAForeignRefundHasAnUnknownAmount) {
    EXPECT_EQ(planning_fails(part_of_it(1), paid(), {foreign(status::done, -1)}),
              code::refund_exceeds_payment);
    EXPECT_EQ(planning_fails(part_of_it(1), paid(), {foreign(status::failed, -1)}), code::succ);
    EXPECT_EQ(planning_fails(part_of_it(1), paid(), {foreign(status::requested, -1)}), code::succ);
}

TEST(PlanRefundTest, ADiscountedPaymentIsRefundedWholeOrNotAtAll) {
    payment discounted = paid();
    discounted.pay_money = 80;
    EXPECT_EQ(planning_fails(part_of_it(50), discounted), code::full_refund_only);
    EXPECT_EQ(planning_fails(part_of_it(80), discounted), code::full_refund_only);
    EXPECT_EQ(planning_fails(all_of_it(), with_reserved(20, discounted)), code::full_refund_only);
    const refund back = plan_refund(all_of_it(), discounted, {}, "r", kNow);
    EXPECT_EQ(back.amount, 100);
    EXPECT_TRUE(back.whole);
}

TEST(PlanRefundTest, PartsAreRefusedUntilAWholeRefundIsAccepted) {
    for (const auto state :
         {status::unverifying, status::unverified, status::sent, status::unknown})
        EXPECT_EQ(planning_fails(part_of_it(10), with_reserved(100), {whole(state)}),
                  code::full_refund_only)
            << static_cast<int64_t>(state);
    for (const auto state : {status::accepted, status::done})
        EXPECT_EQ(planning_fails(part_of_it(10), with_reserved(100), {whole(state)}),
                  code::refund_exceeds_payment);
    EXPECT_EQ(planning_fails(part_of_it(10), paid(), {whole(status::failed)}), code::succ);
}

TEST(PlanRefundTest, ASecondWholeRefundExceedsThePayment) {
    EXPECT_EQ(planning_fails(all_of_it(), with_reserved(100), {whole(status::unverified)}),
              code::refund_exceeds_payment);
}

// ---- is it the same request

TEST(SameRequestTest, ComparesWhatWasSent) {
    refund known = refunded(status::sent, 50);
    EXPECT_TRUE(same_request(part_of_it(50), known));
    EXPECT_FALSE(same_request(part_of_it(51), known));
    EXPECT_FALSE(same_request(all_of_it(), known));
    refund_request asked = part_of_it(50);
    asked.reason = "broken";
    EXPECT_FALSE(same_request(asked, known));
    known.reason = "broken";
    EXPECT_TRUE(same_request(asked, known));
    asked.tp_order_id = "1";
    EXPECT_FALSE(same_request(asked, known));
}

TEST(SameRequestTest, AnAmountOfAllThatIsLeftIsNotAnAbsentAmount) {
    EXPECT_FALSE(same_request(part_of_it(100), whole(status::sent)));
}

TEST(SameRequestTest, TheKeyThatAskedIsNoParameter) {
    refund known = refunded(status::sent, 50);
    known.asked_by = "another";
    EXPECT_TRUE(same_request(part_of_it(50), known));
}

// ---- its number when it came without one

const std::string kAll = std::string(kSold) + "-all-";
const std::string kFifty = std::string(kSold) + "-50-";

TEST(DerivedRefundIdTest, NamesOrderAndAmount) {
    EXPECT_EQ(derived_refund_id(all_of_it(), paid(), {}), kAll + "1");
    EXPECT_EQ(derived_refund_id(part_of_it(50), paid(), {}), kFifty + "1");
}

TEST(DerivedRefundIdTest, ARetryGetsTheSameNumberWhateverBecameOfTheFirst) {
    for (const auto state : {status::reserved, status::unverifying, status::unverified,
                             status::sent, status::unknown, status::accepted, status::done})
        EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50),
                                    {named(kFifty + "1", "50", state)}),
                  kFifty + "1");
}

TEST(DerivedRefundIdTest, AFailedOneGivesWayToTheNext) {
    std::vector<refund> earlier{named(kFifty + "1", "50", status::failed)};
    EXPECT_EQ(derived_refund_id(part_of_it(50), paid(), earlier), kFifty + "2");
    earlier.push_back(named(kFifty + "2", "50", status::sent));
    EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), earlier), kFifty + "2");
    earlier[1].state = status::failed;
    EXPECT_EQ(derived_refund_id(part_of_it(50), paid(), earlier), kFifty + "3");
}

TEST(DerivedRefundIdTest, AllIsAskedForAnewWhenSomethingIsLeftAgain) {
    const std::vector<refund> earlier{named(kAll + "1", "all", status::done, 60)};
    EXPECT_EQ(derived_refund_id(all_of_it(), with_reserved(100), earlier), kAll + "1");
    EXPECT_EQ(derived_refund_id(all_of_it(), with_reserved(60), earlier), kAll + "2");
}

TEST(DerivedRefundIdTest, AnAmountThatIsDoneIsNeverANewRefund) {
    EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50),
                                {named(kFifty + "1", "50", status::done)}),
              kFifty + "1");
}

// A retry of the first while "r1" of the same amount has failed would have been a second refund.
TEST(DerivedRefundIdTest, RefundsUnderTheMerchantsOwnNumbersDoNotCount) {
    const std::vector<refund> earlier{named(kFifty + "1", "50", status::unknown),
                                      named("r1", "50", status::failed)};
    EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), earlier), kFifty + "1");
}

// Its first number was lost in a restore: taken anew, a retry would have been a second refund.
TEST(DerivedRefundIdTest, OneThatWasFoundAfterARestoreIsAnEarlierTry) {
    refund found = named(kFifty + "2", "", status::done);
    found.origin = refund::source::foreign;
    EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), {found}), kFifty + "2");
    found.state = status::failed;
    EXPECT_EQ(derived_refund_id(part_of_it(50), paid(), {found}), kFifty + "3");
    EXPECT_EQ(derived_refund_id(part_of_it(5), paid(), {found}), kSold + std::string("-5-1"));
}

TEST(DerivedRefundIdTest, WhatOnlyLooksLikeADerivedNumberDoesNotCount) {
    for (const char* end : {"x", "1x", "-1", "", "9223372036854775807"}) {
        const std::vector<refund> chosen{named(kFifty + end, "50", status::done)};
        EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), chosen), kFifty + "1")
            << end;
    }
}

// The order was paid twice: the refund of one payment was answered as that of the other.
TEST(DerivedRefundIdTest, ARefundOfAnotherPaymentHasItsNumberButIsNoEarlierTry) {
    for (const auto state : {status::unknown, status::accepted, status::done, status::failed}) {
        std::vector<refund> of_order{named(kFifty + "1", "50", state)};
        of_order[0].order_id = "another payment";
        EXPECT_EQ(derived_refund_id(part_of_it(50), paid(), of_order), kFifty + "2");
        of_order.push_back(named(kFifty + "2", "50", status::sent));
        EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), of_order), kFifty + "2");
    }
}

TEST(DerivedRefundIdTest, LateSuccessOfAFailedOneAnswersTheRetry) {
    const std::vector<refund> earlier{named(kFifty + "1", "50", status::done),
                                      named(kFifty + "2", "50", status::failed)};
    EXPECT_EQ(derived_refund_id(part_of_it(50), with_reserved(50), earlier), kFifty + "1");
}

// ---- its next step

constexpr auto kV1 = api_generation::v1;
constexpr auto kV2 = api_generation::v2;

TEST(NextStepTest, AWholeRefundOfAConsumedPaymentCancelsItsVerificationFirst) {
    EXPECT_EQ(next_step(whole(status::reserved), paid(), {}, kV1), status::unverifying);
    EXPECT_EQ(next_step(whole(status::unverified), paid(), {}, kV1), status::sent);
    payment not_consumed = paid();
    not_consumed.is_consumed = 1;
    EXPECT_EQ(next_step(whole(status::reserved), not_consumed, {}, kV1), status::sent);
}

TEST(NextStepTest, ApiTwoKnowsNoVerification) {
    EXPECT_EQ(next_step(whole(status::reserved), paid(), {}, kV2), status::sent);
    EXPECT_EQ(next_step(refunded(status::reserved, 50), paid(), {}, kV2), status::sent);
}

TEST(NextStepTest, APartIsSentWithoutCancellingAnything) {
    EXPECT_EQ(next_step(refunded(status::reserved, 50), paid(), {}, kV1), status::sent);
}

TEST(NextStepTest, OneRefundOfAPaymentIsUnderWayUnboundAtATime) {
    const refund mine = named("r2", "50", status::reserved);
    const auto beside = [&](refund other) { return next_step(mine, paid(), {mine, other}, kV1); };
    for (const auto state :
         {status::unverifying, status::unverified, status::sent, status::unknown, status::accepted})
        EXPECT_EQ(beside(refunded(state, 50)), status::reserved) << static_cast<int64_t>(state);
    for (const auto state : {status::reserved, status::done, status::failed})
        EXPECT_EQ(beside(refunded(state, 50)), status::sent) << static_cast<int64_t>(state);
    refund bound = refunded(status::accepted, 50);
    bound.batch_id = "7";
    EXPECT_EQ(beside(bound), status::sent);
}

TEST(NextStepTest, NothingIsSentWhileAForeignRefundHasAnUnknownAmount) {
    const std::vector<refund> all{foreign(status::done, -1)};
    EXPECT_EQ(next_step(refunded(status::reserved, 50), paid(), all, kV1), status::reserved);
    EXPECT_EQ(next_step(whole(status::unverified), paid(), all, kV1), status::unverified);
}

}  // namespace
}  // namespace swan
