// Calls that move money: what goes over the wire, and what counts as a definite no.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "api_fixture.h"
#include "baidu/api.h"
#include "baidu/api_request.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using verdict = enum money_outcome::verdict;
using ApiRefund = api_test;
using ApiCancelVerification = api_test;

constexpr const char* kAccepted =
    R"({"errno":0,"msg":"success","data":{"refundBatchId":"152713835","refundPayMoney":"9800"}})";

// Checks the signature over all fields but rsaSign, and gives those fields in canonical form.
std::string verified(field_list fields) {
    const auto key = crypto::rsa_public_key::parse(published::kDocumentationPublicKey);
    const auto signature = crypto::base64_decode(field(fields, "rsaSign"));
    std::erase_if(fields, [](const auto& one) { return one.first == "rsaSign"; });
    std::sort(fields.begin(), fields.end());
    std::string text;
    for (const auto& [name, value] : fields)
        text += concat(text.empty() ? "" : "&", name, "=", value);
    return signature && key.verify_sha1(text, *signature) ? text : "bad signature over " + text;
}

TEST_F(ApiRefund, OfTheWholeCarriesNeitherMoneyNorNumber) {
    answer(kAccepted);
    const money_outcome came = refund(whole_refund());
    EXPECT_EQ(came.verdict, verdict::accepted);
    EXPECT_EQ(came.refund_batch_id, "152713835");
    EXPECT_EQ(came.refund_pay_money, 9800);
    EXPECT_EQ(came.client_text, "");
    EXPECT_EQ(seen().method, "POST");
    EXPECT_EQ(seen().target, "/cashier/applyOrderRefund");
    EXPECT_NE(seen().headers.find("X-Request-Id: rid-4\r\n"), std::string::npos);
    EXPECT_EQ(verified(fields_of(seen())),
              "appKey=MMMabc&orderId=81245245184095&refundReason=merchant_refund&refundType=2"
              "&tpOrderId=18607895241&userId=3269234686470");
}

TEST_F(ApiRefund, OfAPartCarriesBoth) {
    answer(kAccepted);
    refund_call call = whole_refund();
    call.amount = 100;
    call.refund_type = 1;
    call.reason = "broken-cup";
    refund(call);
    EXPECT_EQ(verified(fields_of(seen())),
              "appKey=MMMabc&applyRefundMoney=100&bizRefundBatchId=R-1&orderId=81245245184095"
              "&refundReason=broken-cup&refundType=1&tpOrderId=18607895241&userId=3269234686470");
}

TEST_F(ApiRefund, OnTheOldHostNamesItsMethodAndSignsIt) {
    answer(kAccepted);
    settings_.server.refund_url = refund_host::nop;
    EXPECT_EQ(refund(whole_refund()).verdict, verdict::accepted);
    EXPECT_EQ(seen().target, "/nop/server/rest");
    EXPECT_EQ(verified(fields_of(seen())),
              "appKey=MMMabc&method=nuomi.cashier.applyorderrefund&orderId=81245245184095"
              "&refundReason=merchant_refund&refundType=2&tpOrderId=18607895241"
              "&userId=3269234686470");
    answer(R"({"errno":0,"msg":"success","data":[]})");
    EXPECT_EQ(cancel().verdict, verdict::accepted);
    EXPECT_EQ(seen().target, "/nop/server/rest");
    EXPECT_EQ(verified(fields_of(seen())),
              "appKey=MMMabc&method=nuomi.cashier.syncorderstatus&orderId=81245245184095&type=3"
              "&userId=3269234686470");
}

TEST_F(ApiRefund, SendsOnlyAReasonThatReadsTheSameEncoded) {
    answer(kAccepted);
    const std::pair<const char*, const char*> reasons[] = {
        {"", "merchant_refund"},    {"退款", "merchant_refund"},
        {" & ", "merchant_refund"}, {"too late, sorry", "too_late_sorry"},
        {"退款demo", "_demo"},      {"a+b=c&d\n%20", "a_b_c_d_20"},
        {"Az09-._~", "Az09-._~"},
    };
    for (const auto& [given, sent] : reasons) {
        refund_call call = whole_refund();
        call.reason = given;
        EXPECT_EQ(refund(call).verdict, verdict::accepted);
        EXPECT_EQ(field(fields_of(seen()), "refundReason"), sent) << given;
        EXPECT_NE(seen().body.find(concat("refundReason=", sent, "&")), std::string::npos);
    }
}

TEST_F(ApiRefund, IsAcceptedOnlyWithErrnoZeroAndABatch) {
    for (const char* good : {R"({"errno":0,"data":{"refundBatchId":152713835}})",
                             R"({"errno":"0","data":{"refundBatchId":"152713835"}})"}) {
        answer(good);
        const money_outcome came = refund(whole_refund());
        EXPECT_EQ(came.verdict, verdict::accepted) << good;
        EXPECT_EQ(came.refund_batch_id, "152713835");
        EXPECT_FALSE(came.refund_pay_money);
    }
    for (const char* odd :
         {R"({"errno":0,"data":[]})", R"({"errno":0})", R"({"errno":0,"data":{}})",
          R"({"errno":0,"data":{"refundBatchId":""}})", R"({"errno":0,"data":{"refundBatchId":0}})",
          R"({"data":{"refundBatchId":"1"}})", R"({"errno":null,"data":{"refundBatchId":"1"}})",
          R"({"errno":false,"data":{"refundBatchId":"1"}})",
          R"({"errno":0,"error_code":17,"data":{"refundBatchId":"1"}})", "", "{", "<html>"}) {
        answer(odd);
        const money_outcome came = refund(whole_refund());
        EXPECT_EQ(came.verdict, verdict::unknown) << odd;
        EXPECT_FALSE(came.client_text.empty()) << odd;
    }
}

TEST_F(ApiRefund, IsRefusedByTheDocumentedNumbersAndByNoOther) {
    for (const int number : {930, 970, 10000, 10001, 10002, 4010004, 5010001})
        for (const char* name : {"errno", "error_code"}) {
            answer(concat(R"({")", name, R"(":)", number, R"(,"msg":"no","data":[]})"));
            const money_outcome came = refund(whole_refund());
            EXPECT_EQ(came.verdict, verdict::refused) << name << number;
            EXPECT_EQ(came.baidu_code, number);
            EXPECT_EQ(came.client_text, concat("Baidu error ", number, ": no"));
        }
    for (const int number : {-1, 1, 4, 17, 110, 500, 501, 5000, 10003, 10004, 40000, 4010001,
                             4010002, 4010003, 4010007, 5010002, 5010003, 5010004}) {
        answer(concat(R"({"errno":)", number, R"(,"msg":"hm"})"));
        const money_outcome came = refund(whole_refund());
        EXPECT_EQ(came.verdict, verdict::unknown) << number;
        EXPECT_EQ(came.baidu_code, number);
    }
}

TEST_F(ApiRefund, ARefusalThatContradictsItselfIsUnknown) {
    for (const char* odd :
         {R"({"errno":10002,"error_code":4})", R"({"errno":10002,"data":{"refundBatchId":"1"}})",
          R"({"errno":10002,"error_code":{}})", R"({"error":"10002"})"}) {
        answer(odd);
        EXPECT_EQ(refund(whole_refund()).verdict, verdict::unknown) << odd;
    }
    for (const char* status : {"500 Oops", "502 Bad", "504 Late", "302 Found"}) {
        answer(R"({"errno":10002})", status);
        EXPECT_EQ(refund(whole_refund()).verdict, verdict::unknown) << status;
        answer(kAccepted, status);
        EXPECT_EQ(refund(whole_refund()).verdict, verdict::unknown) << status;
    }
    answer(R"({"errno":10002})", "403 No");
    EXPECT_EQ(refund(whole_refund()).verdict, verdict::refused);
    answer(kAccepted, "403 No");
    EXPECT_EQ(refund(whole_refund()).verdict, verdict::unknown);
}

TEST_F(ApiRefund, WithoutAWholeAnswerIsUnknownAndArrivedOnce) {
    for (const char* half : {"", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"errno\":0",
                             "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n{"}) {
        answer_raw(half);
        const size_t before = server_.requests().size();
        const money_outcome came = refund(whole_refund());
        EXPECT_EQ(came.verdict, verdict::unknown) << half;
        EXPECT_EQ(server_.requests().size(), before + 1);
    }
    how_.total_timeout = milliseconds(100);
    hang();
    const money_outcome late = refund(whole_refund());
    EXPECT_EQ(late.verdict, verdict::unknown);
    EXPECT_EQ(late.client_text, "Baidu did not answer in time");
}

TEST_F(ApiRefund, ThatCertainlyNeverLeftIsRefused) {
    settings_.server.upstream_base = concat("http://127.0.0.1:", test::unused_port());
    const money_outcome came = refund(whole_refund());
    EXPECT_EQ(came.verdict, verdict::refused);
    EXPECT_EQ(came.baidu_code, 0);
    EXPECT_EQ(came.client_text, "could not be sent to Baidu");
}

TEST_F(ApiRefund, OfATextThatHoldsAnOrderNumberShowsTheNumberOnly) {
    answer(R"({"errno":10001,"msg":"orderId 81245245184095 illegal"})");
    EXPECT_EQ(refund(whole_refund()).client_text, "Baidu error 10001");
}

TEST_F(ApiCancelVerification, SendsTypeThreeAndTakesErrnoZero) {
    answer(R"({"errno":0,"msg":"success","data":[]})");
    const money_outcome came = cancel();
    EXPECT_EQ(came.verdict, verdict::accepted);
    EXPECT_EQ(seen().method, "POST");
    EXPECT_EQ(seen().target, "/cashier/syncOrderStatus");
    EXPECT_EQ(verified(fields_of(seen())),
              "appKey=MMMabc&orderId=81245245184095&type=3&userId=3269234686470");
}

TEST_F(ApiCancelVerification, IsRefusedAndUnknownAsARefundIs) {
    answer(R"({"errno":10002,"msg":"orderId错误"})");
    EXPECT_EQ(cancel().verdict, verdict::refused);
    answer(R"({"errno":10003,"msg":"余额不足"})");
    EXPECT_EQ(cancel().verdict, verdict::unknown);
    answer(R"({"msg":"success"})");
    EXPECT_EQ(cancel().verdict, verdict::unknown);
}

TEST(ApiRequest, GoesToBaidusOwnHostsUnlessABaseIsSet) {
    config settings = test_config("");
    const refund_call call;
    EXPECT_EQ(login_request(settings, "c").what.url,
              "https://spapi.baidu.com/oauth/jscode2sessionkey");
    EXPECT_TRUE(query_request(settings, {})
                    .what.url.starts_with("https://dianshang.baidu.com/platform/entity/openapi/"
                                          "queryorderdetail?appId=10026&"));
    EXPECT_EQ(refund_request(settings, call).what.url,
              "https://etrade-api.baidu.com/cashier/applyOrderRefund");
    EXPECT_EQ(cancel_request(settings, {}).what.url,
              "https://etrade-api.baidu.com/cashier/syncOrderStatus");
    settings.server.session_key_url = session_key_host::nalogin;
    settings.server.refund_url = refund_host::nop;
    EXPECT_EQ(login_request(settings, "c").what.url,
              "https://openapi.baidu.com/nalogin/getSessionKeyByCode");
    EXPECT_EQ(refund_request(settings, call).what.url, "https://nop.nuomi.com/nop/server/rest");
    EXPECT_EQ(cancel_request(settings, {}).what.url, "https://nop.nuomi.com/nop/server/rest");
    settings.server.upstream_base = "https://sandbox.test:8443/under/";
    EXPECT_EQ(refund_request(settings, call).what.url,
              "https://sandbox.test:8443/under/nop/server/rest");
}

TEST(ApiRequest, ThatMovesMoneyIsNeverRepeatedAndHasItsOwnConnection) {
    const config settings = test_config("");
    for (const api_request& one : {refund_request(settings, {}), cancel_request(settings, {})}) {
        EXPECT_FALSE(one.what.repeatable);
        EXPECT_TRUE(one.what.own_connection);
    }
    EXPECT_FALSE(login_request(settings, "c").what.repeatable);
    EXPECT_TRUE(query_request(settings, {}).what.repeatable);
}

}  // namespace
}  // namespace swan::baidu
