// What API 2.0 answers about orders, refunds and bills.
#include <gtest/gtest.h>

#include <string>

#include "api_v2_samples.h"
#include "baidu/api_v2_answer.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using samples::answered;
using samples::fault_of;
using samples::kNotDocumented;
using samples::kSent;

std::string wrapped(std::string_view data) {
    return concat(R"({"data":)", data, R"(,"errno":0,"msg":"success"})");
}
std::optional<found_order> order_of(std::string_view data) {
    return read_found_order(answered(wrapped(data)), kSent);
}
std::string order_fault(std::string_view data) {
    return fault_of(&read_found_order, answered(wrapped(data)));
}

// ---- findByTpOrderId ------------------------------------------------------------------------

void expect_paid(const std::optional<found_order>& found) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, found_order::status::paid);
    EXPECT_EQ(found->sub_status, 3);
    EXPECT_EQ(found->tp_order_id, "18607895241");
    EXPECT_EQ(found->order_id, "81245245184095");
    EXPECT_EQ(found->user_id, "3269234686470");
    EXPECT_EQ(found->deal_id, "470193086");
    EXPECT_EQ(found->total_money, 9900);
    EXPECT_EQ(found->pay_money, 9800);
}

TEST(ApiV2FoundOrder, IsReadWithNumbersAsDocumented) {
    expect_paid(order_of(
        R"({"appId":10026,"appKey":0,"bizInfo":"{}","count":1,"createTime":1600000000,)"
        R"("dealId":470193086,"openId":0,"orderId":81245245184095,"oriPrice":9900,)"
        R"("parentOrderId":0,"parentType":0,"payMoney":9800,"settlePrice":9800,"status":2,)"
        R"("subStatus":3,"totalMoney":9900,"tpId":5,"tpOrderId":"18607895241",)"
        R"("tradeNo":"T1","type":3,"userId":3269234686470})"));
}

TEST(ApiV2FoundOrder, IsReadWithTextsForNumbersAndANumberForAText) {
    expect_paid(order_of(
        R"({"appKey":"4fec","dealId":"470193086","openId":"l214","orderId":"81245245184095",)"
        R"("payMoney":"9800","status":"2","subStatus":"3","totalMoney":"9900",)"
        R"("tpOrderId":18607895241,"userId":"3269234686470"})"));
}

TEST(ApiV2FoundOrder, MayLackAllButItsStatus) {
    for (const char* data :
         {R"({"status":1})",
          R"({"status":1,"subStatus":null,"orderId":0,"userId":"","dealId":"0","payMoney":""})"}) {
        const auto found = order_of(data);
        ASSERT_TRUE(found) << data;
        EXPECT_EQ(found->state, found_order::status::unpaid);
        EXPECT_FALSE(found->sub_status);
        EXPECT_EQ(found->order_id + found->user_id + found->deal_id + found->tp_order_id, "");
        EXPECT_FALSE(found->total_money);
        EXPECT_FALSE(found->pay_money);
    }
}

TEST(ApiV2FoundOrder, HasADocumentedStatus) {
    EXPECT_EQ(order_of(R"({"status":-1})")->state, found_order::status::cancelled);
    EXPECT_EQ(order_of(R"({"status":"-1"})")->state, found_order::status::cancelled);
    for (const char* status :
         {"0", "3", "-2", "7", "1.0", "true", R"("paid")", "null", R"("")", "4294967298", "{}"})
        EXPECT_EQ(order_fault(concat(R"({"status":)", status, "}")), kNotDocumented) << status;
    EXPECT_EQ(order_fault(R"({"orderId":1})"), kNotDocumented);
}

// What cannot be read must not look as if it were absent.
TEST(ApiV2FoundOrder, WithAMemberThatCannotBeReadIsNotRead) {
    for (const char* member :
         {R"("subStatus":{})", R"("subStatus":2.5)", R"("subStatus":"done")", R"("orderId":-5)",
          R"("orderId":"12a")", R"("userId":[])", R"("dealId":1e30)", R"("totalMoney":-1)",
          R"("totalMoney":99.0)", R"("payMoney":"1,00")", R"("tpOrderId":{})",
          R"("tpOrderId":true)", R"("orderId":18446744073709551615)"})
        EXPECT_EQ(order_fault(concat(R"({"status":2,)", member, "}")), kNotDocumented) << member;
}

TEST(ApiV2FoundOrder, IsNoneOnlyWhenBaiduSaysSo) {
    for (const char* nothing : {"null", "{}", "[]"}) EXPECT_FALSE(order_of(nothing)) << nothing;
    const auto no_data = answered(R"({"errno":60021,"msg":"未获取到有效数据","data":null})");
    EXPECT_FALSE(read_found_order(no_data, {}));
    for (const char* other : {"true", "0", R"("")", "[{}]", R"([{"status":2}])"})
        EXPECT_EQ(order_fault(other), kNotDocumented) << other;
}

// ---- cancelOrder ----------------------------------------------------------------------------

TEST(ApiV2Cancelled, IsWhatBaiduSaysInOneWord) {
    EXPECT_TRUE(read_cancelled(answered(wrapped("true")), kSent));
    EXPECT_FALSE(read_cancelled(answered(wrapped("false")), kSent));
    for (const char* other : {"null", "1", R"("true")", "{}", "[]"})
        EXPECT_EQ(fault_of(&read_cancelled, answered(wrapped(other))), kNotDocumented) << other;
}

// ---- findOrderRefund ------------------------------------------------------------------------

TEST(ApiV2FoundRefunds, AreNoneWhenBaiduSaysThatThereIsNothing) {
    const auto says = [](std::string_view body) {
        return read_found_refunds(answered(std::string(body)), kSent);
    };
    EXPECT_TRUE(says(R"({"errno":60021,"msg":"未获取到有效数据","data":null})").empty());
    EXPECT_TRUE(says(R"({"errno":"60021","msg":"未获取到有效数据"})").empty());
    for (const char* other : {R"({"errno":60020,"data":null})", R"({"errno":500,"data":[]})",
                              R"({"errno":60021,"error_code":4})"})
        EXPECT_ANY_THROW(says(other)) << other;
}

std::vector<found_refund> refunds_of(std::string_view data) {
    return read_found_refunds(answered(wrapped(data)), kSent);
}

TEST(ApiV2FoundRefunds, ABatchThatIsNoNumberOfARefundIsNone) {
    for (const char* none : {"0", "\"0\"", "\"\"", "null", "\"x1\"", "\"-1\"", "-1"}) {
        const auto all = refunds_of(
            concat(R"([{"bizRefundBatchId":"a","refundStatus":2,"refundBatchId":)", none, "}]"));
        ASSERT_EQ(all.size(), 1u) << none;
        EXPECT_EQ(all[0].batch_id, "") << none;
        EXPECT_EQ(all[0].refund_id, "a") << "the rest of the entry counts";
    }
    EXPECT_EQ(refunds_of(R"([{"refundBatchId":152713835}])").at(0).batch_id, "152713835");
}

TEST(ApiV2FoundRefunds, AreReadWithNumbersOrTexts) {
    const auto found = refunds_of(
        R"([{"bizRefundBatchId":"R-1","orderId":81245245184095,"refundBatchId":152713835,)"
        R"("refundStatus":1,"userId":3269234686470},)"
        R"({"bizRefundBatchId":17,"orderId":"81245245184095","refundBatchId":"152713836",)"
        R"("refundStatus":"2","userId":"3269234686470"},{"refundStatus":3}])");
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].state, listed_refund::running);
    EXPECT_EQ(found[0].refund_id, "R-1");
    EXPECT_EQ(found[0].batch_id, "152713835");
    EXPECT_EQ(found[0].order_id, "81245245184095");
    EXPECT_EQ(found[0].user_id, "3269234686470");
    EXPECT_EQ(found[1].state, listed_refund::done);
    EXPECT_EQ(found[1].refund_id, "17");
    EXPECT_EQ(found[1].batch_id, "152713836");
    EXPECT_EQ(found[2].state, listed_refund::failed);
    EXPECT_EQ(found[2].refund_id, "");
}

TEST(ApiV2FoundRefunds, WithAStatusThatIsNotDocumentedAreListedWithoutOne) {
    for (const char* status : {"0", "4", "9", "-1", R"("7")", "null"}) {
        const auto found = refunds_of(concat(R"([{"refundStatus":)", status, "}]"));
        ASSERT_EQ(found.size(), 1u) << status;
        EXPECT_FALSE(found[0].state) << status;
    }
    EXPECT_FALSE(refunds_of(R"([{"bizRefundBatchId":"R"}])")[0].state);
}

TEST(ApiV2FoundRefunds, AreNoneOnlyWhenBaiduSaysSo) {
    for (const char* nothing : {"null", "[]", "{}"}) EXPECT_TRUE(refunds_of(nothing).empty());
    for (const char* other : {"true", R"("")", "[1]", "[null]", R"({"data":[]})",
                              R"([{"bizRefundBatchId":{},"refundStatus":2}])"})
        EXPECT_EQ(fault_of(&read_found_refunds, answered(wrapped(other))), kNotDocumented) << other;
}

// ---- bills ----------------------------------------------------------------------------------

std::vector<bill_file> bill_of(std::string_view data) {
    return read_bill(answered(wrapped(data)), kSent);
}

TEST(ApiV2Bill, IsReadAsAListOfFiles) {
    const auto files = bill_of(
        R"({"data":[{"createTime":"2020-09-06 02:00:00","downloadName":"a.csv","exportStatus":1,)"
        R"("url":"https://b/a"},{"exportStatus":2.0,"createTime":1600000000}],"totalCount":2})");
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].created, "2020-09-06 02:00:00");
    EXPECT_EQ(files[0].name, "a.csv");
    EXPECT_EQ(files[0].export_status, 1);
    EXPECT_EQ(files[0].url, "https://b/a");
    EXPECT_EQ(files[1].created, "1600000000");
    EXPECT_FALSE(files[1].export_status);
    EXPECT_EQ(files[1].url, "");
}

TEST(ApiV2Bill, MayHaveNoFile) {
    for (const char* none : {R"({"data":[],"totalCount":0})", R"({"data":null,"totalCount":0})",
                             R"({"totalCount":0})"})
        EXPECT_TRUE(bill_of(none).empty()) << none;
    for (const char* other : {"null", "[]", "true", R"({"data":{}})", R"({"data":[1]})"})
        EXPECT_EQ(fault_of(&read_bill, answered(wrapped(other))), kNotDocumented) << other;
}

}  // namespace
}  // namespace swan::baidu
