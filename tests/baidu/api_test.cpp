#include "baidu/api.h"

#include <gtest/gtest.h>

#include <string>

#include "api_fixture.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

constexpr const char* kCode = "e4a13af4e6d8c491b701a86682a5bc76NW";
constexpr const char* kSession =
    R"({"openid":"l214zFqNrEuIEnp6m7Y01sw8yj","session_key":"981ce8b151c0599acf7ad1a673c6ff5e"})";
constexpr const char* kStatus = R"({"errno":0,"errmsg":"成功","msg":"成功","data":{"data":{)"
                                R"("payStatus":{"statusNum":1,"statusDesc":"支付成功"},)"
                                R"("refundStatus":{"statusNum":-1,"statusDesc":"未退费"},)"
                                R"("verification":{"statusNum":-1,"statusDesc":"无核销数据"}}},)"
                                R"("timestamp":1482735200,"cached":0,"serverlogid":"3200820823"})";

using ApiLogin = api_test;
using ApiQuery = api_test;

TEST_F(ApiLogin, SendsTheDocumentedFormAndReadsTheSession) {
    answer(kSession);
    const auto came = login(kCode);
    ASSERT_TRUE(came.session) << came.fault->log_text();
    EXPECT_EQ(came.session->open_id, "l214zFqNrEuIEnp6m7Y01sw8yj");
    EXPECT_EQ(came.session->session_key, "981ce8b151c0599acf7ad1a673c6ff5e");
    EXPECT_EQ(seen().method, "POST");
    EXPECT_EQ(seen().target, "/oauth/jscode2sessionkey");
    EXPECT_EQ(seen().body,
              "code=e4a13af4e6d8c491b701a86682a5bc76NW"
              "&client_id=4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c&sk=the-secret-key");
    EXPECT_NE(seen().headers.find("X-Request-Id: rid-1\r\n"), std::string::npos);
    EXPECT_NE(seen().headers.find("Content-Type: application/x-www-form-urlencoded\r\n"),
              std::string::npos);
}

TEST_F(ApiLogin, GoesToTheOldHostWhenConfiguredUnlessTheCodeHasAnAt) {
    answer(kSession);
    settings_.server.session_key_url = session_key_host::nalogin;
    EXPECT_TRUE(login(kCode).session);
    EXPECT_EQ(seen().target, "/nalogin/getSessionKeyByCode");
    EXPECT_TRUE(login("abc@host").session);
    EXPECT_EQ(seen().target, "/oauth/jscode2sessionkey");
    EXPECT_TRUE(seen().body.starts_with("code=abc%40host&")) << seen().body;
}

TEST_F(ApiLogin, IsASuccessOnlyWithBothTextsAndNoErrorAnywhere) {
    for (const char* good :
         {R"({"openid":"o","session_key":"k","errno":0,"error":"","error_code":0})",
          R"({"openid":"o","session_key":"k","errno":null,"error":null})",
          R"({"openid":"o","session_key":"k","errno":"0"})",
          R"({"openid":77,"session_key":"k"})"}) {
        answer(good);
        EXPECT_TRUE(login(kCode).session) << good;
    }
    for (const char* bad :
         {R"({"openid":"o","session_key":""})", R"({"openid":"","session_key":"k"})",
          R"({"openid":"o"})", R"({"session_key":"k"})", R"({"openid":"o","session_key":7})",
          R"({"openid":"o","session_key":"k","errno":5})",
          R"({"openid":"o","session_key":"k","errno":"5"})",
          R"({"openid":"o","session_key":"k","errno":true})",
          R"({"openid":"o","session_key":"k","error":"invalid_grant"})",
          R"({"openid":"o","session_key":"k","error":{}})",
          R"({"openid":"o","session_key":"k","error_code":110})", "{}", "[]", "null", "",
          "<html>nginx</html>", R"({"openid":"o","session_key":"k"} x)"}) {
        answer(bad);
        const auto came = login(kCode);
        ASSERT_TRUE(came.fault) << bad;
        EXPECT_EQ(came.fault->number(), code::upstream_fail) << bad;
    }
}

TEST_F(ApiLogin, TellsBaidusNumberAndTextWhateverTheStatus) {
    answer(R"({"error":"invalid_grant","error_description":"The code is revoked"})",
           "400 Bad Request");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu error: invalid_grant: The code is revoked");
    answer(R"({"errno":10010100,"error":"parameter is invalid","error_description":"ClientID"})");
    EXPECT_EQ(login(kCode).fault->client_text(),
              "Baidu error 10010100: parameter is invalid: ClientID");
    answer(R"({"error_code":4,"error_msg":"Open api request limit reached","errno":0})");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu error 4: Open api request limit reached");
    answer(R"({"errno":"1000","errmsg":"internal error","msg":"internal error"})");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu error 1000: internal error");
    answer(R"({"openid":"o","session_key":"k"})", "500 Oops");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu answers HTTP 500");
    answer("<html>", "302 Found");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu answers HTTP 302");
}

TEST_F(ApiLogin, CutsTheTextAndMakesItPrintable) {
    answer(R"({"errno":7,"msg":"line\nbreak )" + std::string(1000, 'x') + R"("})");
    const std::string text = login(kCode).fault->client_text();
    EXPECT_TRUE(text.starts_with("Baidu error 7: line\\x0abreak xxx")) << text;
    EXPECT_LE(text.size(), 200u);
    EXPECT_GT(text.size(), 190u);
}

TEST_F(ApiLogin, DropsATextThatGivesAwayASecretOrWhatWasSent) {
    for (const std::string& leak :
         {std::string("Invalid authorization code: ") + kCode, std::string("sk the-secret-key!"),
          std::string("client 4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c unknown")}) {
        answer(R"({"error":"invalid_grant","error_description":")" + leak + R"("})");
        const auto came = login(kCode);
        EXPECT_EQ(came.fault->client_text(), "Baidu error: invalid_grant") << leak;
        EXPECT_EQ(came.fault->log_text(), "session key: Baidu error: invalid_grant") << leak;
        answer(R"({"errno":77,"msg":")" + leak + R"("})");
        EXPECT_EQ(login(kCode).fault->client_text(), "Baidu error 77") << leak;
    }
    answer(R"({"errno":77,"msg":"code abc%40x is used"})");
    EXPECT_EQ(login("abc@x").fault->client_text(), "Baidu error 77");
    answer(R"({"errno":77,"msg":"key 981ce8b1 made","openid":"o","session_key":"981ce8b1"})");
    EXPECT_EQ(login(kCode).fault->client_text(), "Baidu error 77");
}

TEST_F(ApiLogin, TellsEachFaultOfTheConnection) {
    answer_raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    EXPECT_EQ(login(kCode).fault->number(), code::upstream_fail);
    answer(std::string(2 << 20, ' '));
    EXPECT_EQ(login(kCode).fault->number(), code::upstream_fail);
    answer_raw("garbage");
    EXPECT_EQ(login(kCode).fault->number(), code::upstream_fail);
    how_.total_timeout = milliseconds(100);
    hang();
    EXPECT_EQ(login(kCode).fault->number(), code::upstream_timeout);
    settings_.server.upstream_base = concat("http://127.0.0.1:", test::unused_port());
    const auto refused = login(kCode);
    EXPECT_EQ(refused.fault->number(), code::upstream_fail);
    EXPECT_EQ(refused.fault->client_text(), "Baidu cannot be reached");
}

TEST_F(ApiLogin, IsBusyAtOnceAboveTheLimit) {
    most_waiting_ = 0;
    EXPECT_EQ(login(kCode).fault->number(), code::busy);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(ApiQuery, SendsASignedGetAndReadsTheStatus) {
    answer(kStatus);
    const auto came = query();
    ASSERT_TRUE(came.status) << came.fault->log_text();
    EXPECT_EQ(came.status->pay, queried_pay::paid);
    EXPECT_EQ(came.status->refund, queried_refund::none);
    EXPECT_EQ(came.status->verification, queried_verification::unverified);
    EXPECT_EQ(seen().method, "GET");
    EXPECT_EQ(seen().body, "");
    const std::string start =
        "/platform/entity/openapi/queryorderdetail?appId=10026&appKey=MMMabc"
        "&orderId=81245245184095&siteId=3269234686470&sign=";
    EXPECT_TRUE(seen().target.starts_with(start)) << seen().target;
    const auto key = crypto::rsa_public_key::parse(published::kDocumentationPublicKey);
    const auto sign = crypto::base64_decode(field(fields_of(seen()), "sign"));
    ASSERT_TRUE(sign);
    EXPECT_TRUE(key.verify_sha1(
        "appId=10026&appKey=MMMabc&orderId=81245245184095&siteId=3269234686470", *sign));
    EXPECT_EQ(fields_of(seen()).size(), 5u);
}

TEST_F(ApiQuery, TakesNumbersAsTexts) {
    answer(R"({"errno":"0","data":{"data":{"payStatus":{"statusNum":"1"},)"
           R"("refundStatus":{"statusNum":"9"},"verification":{"statusNum":1}}}})");
    const auto came = query();
    ASSERT_TRUE(came.status) << came.fault->log_text();
    EXPECT_EQ(came.status->refund, queried_refund::failed);
}

TEST_F(ApiQuery, IsAFaultWhenTheAnswerIsNotTheDocumentedOne) {
    for (const char* bad :
         {R"({"errno":0,"data":{"payStatus":{"statusNum":1}}})", R"({"errno":0,"data":[]})",
          R"({"errno":0})", "{}", R"({"errno":0,"data":{"data":{"payStatus":{"statusNum":1}}}})",
          R"({"data":{"data":{"payStatus":{"statusNum":1},"refundStatus":{"statusNum":1},)"
          R"("verification":{"statusNum":1}}}})",
          R"({"errno":0,"data":{"data":{"payStatus":{"statusNum":1.5},"refundStatus":)"
          R"({"statusNum":1},"verification":{"statusNum":1}}}})",
          R"({"errno":0,"data":{"data":{"payStatus":{"statusNum":1},"refundStatus":)"
          R"({"statusNum":3},"verification":{"statusNum":1}}}})",
          R"({"errno":0,"data":{"data":{"payStatus":{"statusNum":99999999999},"refundStatus":)"
          R"({"statusNum":1},"verification":{"statusNum":1}}}})"}) {
        answer(bad);
        const auto came = query();
        ASSERT_TRUE(came.fault) << bad;
        EXPECT_EQ(came.fault->client_text(), "Baidu's answer is not what its documents say") << bad;
    }
    answer(R"({"errno":10002,"msg":"订单不存在","errmsg":"订单不存在","data":[]})");
    EXPECT_EQ(query().fault->client_text(), "Baidu error 10002: 订单不存在");
    hang();
    how_.total_timeout = milliseconds(100);
    EXPECT_EQ(query().fault->number(), code::upstream_timeout);
}

}  // namespace
}  // namespace swan::baidu
