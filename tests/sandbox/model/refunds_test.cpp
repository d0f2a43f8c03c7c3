#include "sandbox/model/refunds.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "merchant.h"

namespace swan::sandbox {
namespace {

class refunds : public ::testing::Test {
  protected:
    field_list whole(const order& of) const {
        return {{"orderId", concat(of.order_id)}, {"userId", concat(of.user_id)},
                {"tpOrderId", of.tp_order_id},    {"refundType", "1"},
                {"refundReason", "test"},         {"appKey", "MMMabc"}};
    }
    field_list part(const order& of, const char* money, const char* biz_batch_id) const {
        field_list fields = whole(of);
        fields.emplace_back("applyRefundMoney", money);
        fields.emplace_back("bizRefundBatchId", biz_batch_id);
        return fields;
    }
    static field_list with(field_list fields, std::string_view name, std::string_view value) {
        for (auto& one : fields)
            if (one.first == name) one.second = value;
        return fields;
    }
    // The errno of the refusal, 0 when there is none.
    int64_t refused(const field_list& fields) const {
        const auto decided = decide_refund(known, fields);
        const auto* const no = std::get_if<refusal>(&decided);
        return no == nullptr ? 0 : no->number;
    }
    auto own(std::optional<int64_t> money, api_generation api = api_generation::v2) const {
        return decide_own_refund(known, paid, money, api);
    }
    refund& make(const field_list& fields) {
        auto decided = decide_refund(known, fields);
        auto& terms = std::get<refund_terms>(decided);
        refund made;
        made.batch_id = known.new_batch_id();
        made.biz_batch_id = terms.biz_batch_id;
        made.asked = terms.asked;
        made.order_id = terms.order_id;
        made.money = terms.money;
        return known.add(std::move(made));
    }

    state known;
    order& paid = testing::pay(known);
};

TEST_F(refunds, a_part_of_a_consumed_order_is_taken) {
    const auto decided = decide_refund(known, part(paid, "30", "R1"));
    ASSERT_TRUE(std::holds_alternative<refund_terms>(decided));
    EXPECT_EQ(std::get<refund_terms>(decided).money, 30);
}

TEST_F(refunds, the_whole_of_a_consumed_order_is_refused_until_its_verification_is_cancelled) {
    const auto decided = decide_refund(known, whole(paid));
    ASSERT_TRUE(std::holds_alternative<refusal>(decided));
    EXPECT_EQ(std::get<refusal>(decided).number, 10002);
    EXPECT_EQ(std::get<refusal>(decided).text, "已消费订单不允许退款");
    paid.consumed = false;
    const auto later = decide_refund(known, whole(paid));
    ASSERT_TRUE(std::holds_alternative<refund_terms>(later));
    EXPECT_EQ(std::get<refund_terms>(later).money, 100);
}

TEST_F(refunds, a_part_of_an_unconsumed_order_is_refused) {
    paid.consumed = false;
    EXPECT_EQ(refused(part(paid, "30", "R1")), 10002);
}

TEST_F(refunds, parts_need_both_the_money_and_the_number) {
    field_list money = whole(paid);
    money.emplace_back("applyRefundMoney", "30");
    field_list number = whole(paid);
    number.emplace_back("bizRefundBatchId", "R1");
    EXPECT_EQ(refused(money), 10001);
    EXPECT_EQ(refused(number), 10001);
}

TEST_F(refunds, parts_never_exceed_what_is_left) {
    make(part(paid, "60", "R1"));
    EXPECT_EQ(refused(part(paid, "41", "R2")), 10001);
    EXPECT_EQ(refused(part(paid, "0", "R2")), 10001);
    EXPECT_EQ(refused(part(paid, "-1", "R2")), 10001);
    make(part(paid, "40", "R2"));
    EXPECT_EQ(refused(part(paid, "1", "R3")), 10002);
    EXPECT_EQ(known.left(paid), 0);
}

TEST_F(refunds, what_failed_is_left_again) {
    make(part(paid, "60", "R1")).stage = refund_stage::failed;
    EXPECT_EQ(known.left(paid), 100);
    EXPECT_EQ(refused(part(paid, "100", "R2")), 0);
}

TEST_F(refunds, the_same_number_with_the_same_parameters_is_the_same_refund) {
    const refund& first = make(part(paid, "100", "R1"));
    const auto again = decide_refund(known, part(paid, "100", "R1"));
    ASSERT_TRUE(std::holds_alternative<repeated>(again));
    EXPECT_EQ(std::get<repeated>(again).first, &first);
}

TEST_F(refunds, the_same_number_with_other_parameters_is_refused) {
    make(part(paid, "30", "R1"));
    EXPECT_EQ(refused(part(paid, "31", "R1")), 10001);
    EXPECT_EQ(refused(with(part(paid, "30", "R1"), "refundReason", "other")), 10001);
}

TEST_F(refunds, ids_must_belong_together) {
    const field_list good = part(paid, "30", "R1");
    EXPECT_EQ(refused(with(good, "orderId", concat(paid.order_id + 1))), 10002);
    EXPECT_EQ(refused(with(good, "userId", concat(paid.user_id + 1))), 10002);
    EXPECT_EQ(refused(with(good, "tpOrderId", "other")), 10002);
    EXPECT_EQ(refused(with(good, "orderId", "12x")), 10001);
}

TEST_F(refunds, type_and_reason_must_be_given) {
    const field_list good = part(paid, "30", "R1");
    for (const char* type : {"0", "4", "", "x"})
        EXPECT_EQ(refused(with(good, "refundType", type)), 10001) << type;
    EXPECT_EQ(refused(with(good, "refundReason", "")), 10001);
    EXPECT_EQ(refused(with(good, "refundType", "3")), 0);
}

TEST_F(refunds, an_order_whose_audit_was_rejected_is_never_refunded) {
    paid.refundable = false;
    EXPECT_EQ(refused(part(paid, "30", "R1")), 10002);
    EXPECT_TRUE(std::holds_alternative<refusal>(own(30)));
}

TEST_F(refunds, a_discounted_order_is_refunded_whole_and_gives_back_what_was_paid) {
    paid.pay_money = 70;
    EXPECT_EQ(refused(part(paid, "30", "R1")), 10002);
    paid.consumed = false;
    const auto decided = decide_refund(known, whole(paid));
    ASSERT_TRUE(std::holds_alternative<refund_terms>(decided));
    EXPECT_EQ(std::get<refund_terms>(decided).money, 100);
    EXPECT_EQ(std::get<refund_terms>(decided).pay_money, 70);
}

TEST_F(refunds, baidus_own_refunds_take_no_notice_of_the_verification) {
    const auto decided = own(std::nullopt);
    ASSERT_TRUE(std::holds_alternative<refund_terms>(decided));
    EXPECT_EQ(std::get<refund_terms>(decided).money, 100);
    EXPECT_TRUE(std::holds_alternative<refusal>(own(101)));
}

TEST_F(refunds, of_baidus_own_api_2_0_tells_a_failure_too) {
    EXPECT_TRUE(std::get<refund_terms>(own(30)).tells_failure);
    EXPECT_FALSE(std::get<refund_terms>(own(30, api_generation::v1)).tells_failure);
}

TEST_F(refunds, verification_is_cancelled_by_type_three_only) {
    field_list fields = {
        {"orderId", concat(paid.order_id)}, {"userId", concat(paid.user_id)}, {"type", "3"}};
    EXPECT_TRUE(std::holds_alternative<int64_t>(decide_cancel_verification(known, fields)));
    for (const char* type : {"", "1", "2", "03"}) {
        const auto decided = decide_cancel_verification(known, with(fields, "type", type));
        ASSERT_TRUE(std::holds_alternative<refusal>(decided)) << type;
        EXPECT_EQ(std::get<refusal>(decided).number, 10001);
    }
    const auto other = decide_cancel_verification(known, with(fields, "userId", "1"));
    ASSERT_TRUE(std::holds_alternative<refusal>(other));
    EXPECT_EQ(std::get<refusal>(other).number, 10002);
}

TEST_F(refunds, a_caller_signs_every_field_and_under_the_right_name) {
    const settings us = testing::merchant();
    field_list fields = part(paid, "30", "R1");
    const std::string signature = baidu::sign(fields, testing::private_key());
    field_list good = fields;
    good.emplace_back("rsaSign", signature);
    EXPECT_FALSE(check_caller(good, "rsaSign", us).has_value());
    EXPECT_EQ(check_caller(with(good, "applyRefundMoney", "31"), "rsaSign", us)->number, 10000);
    EXPECT_EQ(check_caller(with(good, "appKey", "MMMxyz"), "rsaSign", us)->number, 10002);
    field_list demo = fields;
    demo.emplace_back("sign", signature);
    EXPECT_EQ(check_caller(demo, "rsaSign", us)->number, 10000);
}

TEST_F(refunds, the_query_tells_running_before_done_before_failed) {
    EXPECT_EQ(status_of(known, paid).refund, -1);
    EXPECT_EQ(status_of(known, paid).verification, 1);
    make(part(paid, "10", "R1")).stage = refund_stage::failed;
    EXPECT_EQ(status_of(known, paid).refund, 9);
    make(part(paid, "10", "R2")).stage = refund_stage::notifying;
    EXPECT_EQ(status_of(known, paid).refund, 2);
    make(part(paid, "10", "R3"));
    EXPECT_EQ(status_of(known, paid).refund, 1);
}

}  // namespace
}  // namespace swan::sandbox
