#include "baidu/message.h"

#include <gtest/gtest.h>

namespace swan::baidu {
namespace {

field_list with(field_list fields, std::string_view name, std::string value) {
    for (auto& [key, old] : fields) {
        if (key != name) continue;
        old = std::move(value);
        return fields;
    }
    fields.emplace_back(name, std::move(value));
    return fields;
}

field_list without(field_list fields, std::string_view name) {
    std::erase_if(fields, [&](const auto& pair) { return pair.first == name; });
    return fields;
}

// The sample of develop/function/tune_up_notice.
field_list notify() {
    return {{"userId", "149235070"},      {"orderId", "800020199"},
            {"unitPrice", "800"},         {"count", "2"},
            {"totalMoney", "1600"},       {"payMoney", "1200"},
            {"promoMoney", "100"},        {"hbMoney", "100"},
            {"hbBalanceMoney", "100"},    {"giftCardMoney", "100"},
            {"dealId", "7423328"},        {"payTime", "1463037529"},
            {"promoDetail", ""},          {"payType", "9101"},
            {"partnerId", "1000000003"},  {"status", "2"},
            {"tpOrderId", "33330020199"}, {"returnData", "{\"bizKey2\":\"a+b=c&d\"}"},
            {"rsaSign", "c2lnbmF0dXJl"}};
}

field_list audit() {
    return {{"orderId", "800020199"}, {"refundBatchId", "152713835"}, {"rsaSign", "c2ln"}};
}

field_list refund_told() {
    return {{"userId", "149235070"},        {"orderId", "800020199"}, {"tpOrderId", "33330020199"},
            {"refundBatchId", "152713835"}, {"refundStatus", "1"},    {"rsaSign", "c2ln"}};
}

TEST(PaymentNotifyTest, ReadsTheDocumentedSample) {
    const auto told = read_payment_notify(notify());
    ASSERT_TRUE(told);
    EXPECT_EQ(told->order_id, "800020199");
    EXPECT_EQ(told->tp_order_id, "33330020199");
    EXPECT_EQ(told->user_id, "149235070");
    EXPECT_EQ(told->deal_id, "7423328");
    EXPECT_EQ(told->total_money, 1600);
    EXPECT_EQ(told->pay_money, 1200);
    EXPECT_EQ(told->pay_time, 1463037529);
    EXPECT_EQ(told->status, 2);
    EXPECT_EQ(told->return_data, "{\"bizKey2\":\"a+b=c&d\"}");
    EXPECT_FALSE(told->odd);
}

TEST(PaymentNotifyTest, IsNotReadWithoutAFieldThatDecides) {
    for (const char* name : {"orderId", "tpOrderId", "dealId", "totalMoney", "status"}) {
        EXPECT_FALSE(read_payment_notify(without(notify(), name))) << name;
        for (const char* bad : {"", "x", "12a", "+1", "1.0", " 1", "1 ", "0x1", "1e3", "--1"})
            EXPECT_FALSE(read_payment_notify(with(notify(), name, bad))) << name << "=" << bad;
    }
}

TEST(PaymentNotifyTest, OnlyItsStatusMayBeMinusOne) {
    for (const char* name : {"orderId", "tpOrderId", "dealId", "totalMoney"})
        EXPECT_FALSE(read_payment_notify(with(notify(), name, "-1"))) << name;
    EXPECT_FALSE(read_payment_notify(with(notify(), "status", "-2")));
    const auto cancelled = read_payment_notify(with(notify(), "status", "-1"));
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->status, -1);
}

TEST(PaymentNotifyTest, IsNotReadWhenItsAmountDoesNotFitInto64Bits) {
    EXPECT_TRUE(read_payment_notify(with(notify(), "totalMoney", "9223372036854775807")));
    EXPECT_FALSE(read_payment_notify(with(notify(), "totalMoney", "9223372036854775808")));
}

TEST(PaymentNotifyTest, KeepsIdsOf32AndMoreDigitsAsTheyCame) {
    const std::string ours = "01234567890123456789012345678901";
    EXPECT_EQ(read_payment_notify(with(notify(), "tpOrderId", ours))->tp_order_id, ours);
    EXPECT_TRUE(read_payment_notify(with(notify(), "orderId", std::string(64, '9'))));
    EXPECT_FALSE(read_payment_notify(with(notify(), "orderId", std::string(65, '9'))));
}

TEST(PaymentNotifyTest, IsReadButOddWhenAFieldThatDoesNotDecideIsNoNumber) {
    for (const char* name : {"payMoney", "payTime", "userId", "promoMoney", "giftCardMoney"}) {
        const auto told = read_payment_notify(with(notify(), name, "12.5"));
        ASSERT_TRUE(told) << name;
        EXPECT_TRUE(told->odd) << name;
    }
    EXPECT_EQ(read_payment_notify(with(notify(), "userId", "x"))->user_id, "");
}

TEST(PaymentNotifyTest, AnAbsentPayMoneyIsTheWholeAmount) {
    field_list fields = without(notify(), "payMoney");
    for (const char* part : {"promoMoney", "hbMoney", "hbBalanceMoney", "giftCardMoney"})
        fields = without(std::move(fields), part);
    const auto told = read_payment_notify(fields);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->pay_money, 1600);
    EXPECT_FALSE(told->odd);
    EXPECT_TRUE(read_payment_notify(with(fields, "promoMoney", "100"))->odd);
}

TEST(PaymentNotifyTest, IsOddWhenAnUndocumentedFieldCame) {
    EXPECT_TRUE(read_payment_notify(with(notify(), "newField", ""))->odd);
    EXPECT_TRUE(read_payment_notify(with(notify(), "paymoney", "1200"))->odd);
}

TEST(PaymentNotifyTest, IsOddWhenItsPartsDoNotAddUp) {
    EXPECT_TRUE(read_payment_notify(with(notify(), "payMoney", "1201"))->odd);
    EXPECT_TRUE(read_payment_notify(with(notify(), "giftCardMoney", "99"))->odd);
    EXPECT_TRUE(read_payment_notify(without(notify(), "hbMoney"))->odd);
    EXPECT_FALSE(
        read_payment_notify(with(with(notify(), "payMoney", "1300"), "hbBalanceMoney", "0"))->odd);
}

TEST(PaymentNotifyTest, IsOddWhenAnUnreadablePartWouldMakeTheSumRight) {
    field_list fields = with(with(notify(), "payMoney", "1601"), "promoMoney", "-1");
    for (const char* part : {"hbMoney", "hbBalanceMoney", "giftCardMoney"})
        fields = with(std::move(fields), part, "0");
    EXPECT_TRUE(read_payment_notify(fields)->odd);
}

TEST(PaymentNotifyTest, IsOddWhenTheSumOfItsPartsOverflowsToTheRightAmount) {
    field_list fields = with(notify(), "totalMoney", "0");
    fields = with(std::move(fields), "payMoney", "9223372036854775807");
    fields = with(std::move(fields), "promoMoney", "9223372036854775807");
    fields = with(std::move(fields), "hbMoney", "2");
    for (const char* part : {"hbBalanceMoney", "giftCardMoney"})
        fields = with(std::move(fields), part, "0");
    EXPECT_TRUE(read_payment_notify(fields)->odd);
}

TEST(RefundAuditTest, NeedsOnlyTheOrderAndTheBatch) {
    const auto asked = read_refund_audit(audit());
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->order_id, "800020199");
    EXPECT_EQ(asked->refund_batch_id, "152713835");
    EXPECT_EQ(asked->tp_order_id, "");
    EXPECT_EQ(asked->apply_refund_money, std::nullopt);
    EXPECT_FALSE(read_refund_audit(without(audit(), "orderId")));
    EXPECT_FALSE(read_refund_audit(without(audit(), "refundBatchId")));
    EXPECT_FALSE(read_refund_audit(with(audit(), "orderId", "x")));
    EXPECT_FALSE(read_refund_audit(with(audit(), "refundBatchId", "")));
}

TEST(RefundAuditTest, TakesABatchThatIsAText) {
    EXPECT_EQ(read_refund_audit(with(audit(), "refundBatchId", "2020-AB_7"))->refund_batch_id,
              "2020-AB_7");
    EXPECT_FALSE(read_refund_audit(with(audit(), "refundBatchId", "a b")));
    EXPECT_FALSE(read_refund_audit(with(audit(), "refundBatchId", std::string(65, '1'))));
}

TEST(RefundAuditTest, ReadsItsAmountOrRefusesTheMessage) {
    EXPECT_EQ(read_refund_audit(with(audit(), "applyRefundMoney", "60"))->apply_refund_money, 60);
    EXPECT_EQ(read_refund_audit(with(audit(), "applyRefundMoney", ""))->apply_refund_money,
              std::nullopt);
    for (const char* bad : {"-60", "6.0", "x", "9223372036854775808"})
        EXPECT_FALSE(read_refund_audit(with(audit(), "applyRefundMoney", bad))) << bad;
}

TEST(RefundAuditTest, AnOrderNumberThatCannotBeOursCountsAsAbsent) {
    EXPECT_EQ(read_refund_audit(with(audit(), "tpOrderId", "123"))->tp_order_id, "123");
    EXPECT_EQ(read_refund_audit(with(audit(), "tpOrderId", "shop-7"))->tp_order_id, "");
}

TEST(RefundNotifyTest, ReadsTheDocumentedFields) {
    const auto told = read_refund_notify(refund_told());
    ASSERT_TRUE(told);
    EXPECT_EQ(told->order_id, "800020199");
    EXPECT_EQ(told->tp_order_id, "33330020199");
    EXPECT_EQ(told->refund_batch_id, "152713835");
    EXPECT_EQ(told->status, notified_refund::done);
    EXPECT_EQ(read_refund_notify(with(refund_told(), "refundStatus", "2"))->status,
              notified_refund::failed);
}

TEST(RefundNotifyTest, UserAndOrderNumberMayBeAbsent) {
    const auto told = read_refund_notify(without(without(refund_told(), "userId"), "tpOrderId"));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->tp_order_id, "");
}

TEST(RefundNotifyTest, IsNotReadWhenItsStatusIsNeither1Nor2) {
    for (const char* bad : {"", "0", "3", "9", "-1", "x", "1.0"})
        EXPECT_FALSE(read_refund_notify(with(refund_told(), "refundStatus", bad))) << bad;
    EXPECT_FALSE(read_refund_notify(without(refund_told(), "refundStatus")));
}

TEST(RefundNotifyTest, IsNotReadWithoutOrderOrBatch) {
    EXPECT_FALSE(read_refund_notify(without(refund_told(), "orderId")));
    EXPECT_FALSE(read_refund_notify(without(refund_told(), "refundBatchId")));
}

}  // namespace
}  // namespace swan::baidu
