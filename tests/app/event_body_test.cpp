#include "app/event_body.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace swan {
namespace {

event told(event::what kind) {
    return {.id = "0af1",
            .tp_order_id = test::kSold,
            .sequence = 2,
            .kind = kind,
            .order_id = test::kPaidAs,
            .created_ms = test::kNow};
}

TEST(EventBodyTest, TellsWhatWasSoldAndWhatWasPaid) {
    order sold = test::sold();
    sold.state = order::status::paid;
    sold.goods_id = "tea";
    sold.count = 3;
    sold.merchant_order_id = "A-1";
    sold.open_id = "user";
    payment paid = test::paid();
    paid.pay_money = 90;
    EXPECT_EQ(event_body("shop", {told(event::what::paid), sold, paid, {}}),
              R"({"id":"0af1","sequence":2,"event":"paid","app":"shop",)"
              R"("tp_order_id":"17000000000001234567890112345678","order_id":"81245245184095",)"
              R"("goods_id":"tea","count":3,"merchant_order_id":"A-1","open_id":"user",)"
              R"("total_amount":100,"order_state":"paid","total_money":100,"pay_money":90,)"
              R"("verdict":"good","settled":true,"created_at":1700000000000})");
}

TEST(EventBodyTest, APaymentThatNoNotifyHasToldOfIsNotSettled) {
    payment paid = test::paid();
    paid.unsettled = true;
    const std::string body = event_body("", {told(event::what::paid), {}, paid, {}});
    EXPECT_NE(body.find(R"("settled":false)"), std::string::npos) << body;
}

TEST(EventBodyTest, TellsTheRefundAndNoAmountThatIsNotKnown) {
    refund one = test::refunded(refund::status::done, 40);
    event what = told(event::what::refund_done);
    std::string body = event_body("", {what, {}, {}, one});
    EXPECT_NE(body.find(R"("refund":{"refund_id":"r1","amount":40,"state":"done"})"),
              std::string::npos)
        << body;
    one.amount = -1;
    one.batch_id = "77";
    one.refund_pay_money = 35;
    body = event_body("", {what, {}, {}, one});
    EXPECT_NE(body.find(R"("refund":{"refund_id":"r1","refund_batch_id":"77",)"
                        R"("refund_pay_money":35,"state":"done"})"),
              std::string::npos)
        << body;
}

TEST(EventBodyTest, OfAnOrderThatIsNotThereTellsItsIdsAlone) {
    event what = told(event::what::closed);
    what.order_id.clear();
    EXPECT_EQ(event_body("", {what, {}, {}, {}}),
              R"({"id":"0af1","sequence":2,"event":"closed","app":"",)"
              R"("tp_order_id":"17000000000001234567890112345678","created_at":1700000000000})");
}

TEST(EventBodyTest, PaidIsOutdatedWhileItsMoneyIsOnItsWayBackOrGone) {
    using enum refund::status;
    const event paid = told(event::what::paid);
    for (const auto state : {reserved, unverifying, unverified, sent, unknown, accepted, done})
        EXPECT_NE(outdated_by(paid, test::paid(), {test::refunded(state)}), "");
    for (const auto state : {requested, failed})
        EXPECT_EQ(outdated_by(paid, test::paid(), {test::refunded(state)}), "");
    EXPECT_EQ(outdated_by(paid, test::paid(), {}), "");
    EXPECT_EQ(outdated_by(told(event::what::refund_done), test::paid(), {test::refunded(done)}),
              "");
}

TEST(EventBodyTest, PaidIsOutdatedWhenItsPaymentIsNotGood) {
    payment judged_anew = test::paid();
    judged_anew.verdict = payment::judgement::mismatch;
    EXPECT_EQ(outdated_by(told(event::what::paid), judged_anew, {}),
              "its payment is judged mismatch");
    EXPECT_EQ(outdated_by(told(event::what::mismatch), judged_anew, {}), "");
}

}  // namespace
}  // namespace swan
