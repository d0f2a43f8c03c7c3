#include "baidu/api_v2_answer.h"

#include <gtest/gtest.h>

#include <string>

#include "api_v2_samples.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using samples::answered;
using samples::fault_of;
using samples::kNotDocumented;
using samples::kSent;
using samples::kToken;
using samples::unanswered;

// ---- what holds for every call --------------------------------------------------------------

const auto kReaders = {
    +[](const http_result& r, const sent_fields& s) { read_session_key(r, s); },
    +[](const http_result& r, const sent_fields& s) { read_union_id(r, s); },
    +[](const http_result& r, const sent_fields& s) { read_found_order(r, s); },
    +[](const http_result& r, const sent_fields& s) { read_cancelled(r, s); },
    +[](const http_result& r, const sent_fields& s) { read_found_refunds(r, s); },
    +[](const http_result& r, const sent_fields& s) { read_bill(r, s); },
};

TEST(ApiV2Answer, ThatRefusesTheTokenIsToldApartInEveryCall) {
    for (const auto read : kReaders) {
        for (const int number : {110, 111})
            for (const long status : {200L, 400L, 401L}) {
                EXPECT_EQ(fault_of(read, answered(concat(R"({"error_code":)", number,
                                                         R"(,"error_msg":"Access token invalid"})"),
                                                  status)),
                          "token refused");
                EXPECT_EQ(fault_of(read, answered(concat(R"({"errno":")", number, R"("})"))),
                          "token refused");
            }
        EXPECT_EQ(fault_of(read, answered(R"({"error_code":102,"error_msg":"Session key"})")),
                  "Baidu error 102: Session key");
        EXPECT_EQ(fault_of(read, answered(R"({"error_code":112})")), "Baidu error 112");
    }
}

TEST(ApiV2Answer, IsNoSuccessWithEitherNumberOrWithoutErrno) {
    for (const auto read : kReaders) {
        EXPECT_EQ(fault_of(read, answered(R"({"errno":1000,"errmsg":"internal","data":true})")),
                  "Baidu error 1000: internal");
        EXPECT_EQ(fault_of(read, answered(R"({"errno":60008,"msg":"没有","data":[]})")),
                  "Baidu error 60008: 没有");
        EXPECT_EQ(fault_of(read, answered(R"({"errno":0,"error_code":17,"error_msg":"limit"})")),
                  "Baidu error 17: limit");
        EXPECT_EQ(fault_of(read, answered(R"({"data":true,"msg":"success"})")), kNotDocumented);
        EXPECT_EQ(fault_of(read, answered(R"({"errno":false,"data":true})")), kNotDocumented);
        EXPECT_EQ(fault_of(read, answered(R"({"errno":0})")), kNotDocumented);
        EXPECT_EQ(fault_of(read, answered("[]")), kNotDocumented);
        EXPECT_EQ(fault_of(read, answered("")), kNotDocumented);
        EXPECT_EQ(fault_of(read, answered(R"({"errno":0,"data":true})", 502)),
                  "Baidu answers HTTP 502");
    }
}

TEST(ApiV2Answer, ThatDidNotComeIsAFaultOfTheUpstream) {
    for (const auto read : kReaders) {
        EXPECT_EQ(fault_of(read, unanswered(http_result::outcome::timed_out)),
                  "Baidu did not answer in time");
        EXPECT_EQ(fault_of(read, unanswered(http_result::outcome::not_sent)),
                  "Baidu cannot be reached");
        EXPECT_EQ(fault_of(read, unanswered(http_result::outcome::broken)),
                  "the connection to Baidu broke");
    }
}

TEST(ApiV2Answer, GivesNoSecretAwayInAnErrorText) {
    for (const auto read : kReaders)
        for (const char* name : {"error_msg", "msg", "errmsg"}) {
            const std::string text = concat("token ", kToken, " is bad");
            EXPECT_EQ(
                fault_of(read, answered(concat(R"({"errno":7,")", name, R"(":")", text, R"("})"))),
                "Baidu error 7");
        }
    try {
        read_session_key(
            answered(concat(R"({"error_code":110,"error_msg":"bad )", kToken, R"("})")), kSent);
        FAIL();
    } catch (const token_refused& fault) {
        EXPECT_EQ(fault.log_text(), "session key v2: Baidu error 110");
        EXPECT_EQ(fault.client_text(), "Baidu refuses our access token");
        EXPECT_EQ(fault.number(), code::upstream_fail);
    }
    EXPECT_EQ(fault_of(&read_session_key,
                       answered(R"({"errno":7,"msg":"made 981ce8b1","data":{"session_key":)"
                                R"("981ce8b1"}})")),
              "Baidu error 7");
}

// ---- the token ------------------------------------------------------------------------------

TEST(ApiV2Grant, IsReadFromTheDocumentedAnswer) {
    const access_grant granted = read_grant(
        answered(concat(R"({"access_token":")", kToken,
                        R"(","expires_in":2592000,"refresh_token":"25.r","scope":)"
                        R"("smartapp_snsapi_base","session_key":"","session_secret":"s"})")),
        {});
    EXPECT_EQ(granted.token, kToken);
    EXPECT_EQ(granted.lifetime_s, 2592000);
    EXPECT_EQ(read_grant(answered(R"({"access_token":"t","expires_in":"86400"})"), {}).lifetime_s,
              86400);
}

TEST(ApiV2Grant, NeedsATokenThatFitsAUrlAndALife) {
    for (const char* bad :
         {"{}", R"({"access_token":"t"})", R"({"expires_in":5})",
          R"({"access_token":"","expires_in":5})", R"({"access_token":"t","expires_in":0})",
          R"({"access_token":"t","expires_in":-1})", R"({"access_token":"t","expires_in":1.5})",
          R"({"access_token":"t","expires_in":315360001})",
          R"({"access_token":"t","expires_in":9223372036854775807})",
          R"({"access_token":"a b","expires_in":5})", R"({"access_token":"a\nb","expires_in":5})",
          R"({"access_token":"令","expires_in":5})", R"({"access_token":{},"expires_in":5})"})
        EXPECT_EQ(fault_of(&read_grant, answered(bad)), kNotDocumented) << bad;
    EXPECT_EQ(fault_of(&read_grant, answered(concat(R"({"access_token":")", std::string(513, 'x'),
                                                    R"(","expires_in":5})"))),
              kNotDocumented);
}

TEST(ApiV2Grant, TellsWhyThereIsNoneWithoutTheSecret) {
    EXPECT_EQ(fault_of(&read_grant, answered(R"({"error":"invalid_client","error_description":)"
                                             R"("unknown client id"})",
                                             400)),
              "Baidu error: invalid_client: unknown client id");
    const sent_fields sent = token_request(samples::identity()).sent;
    try {
        read_grant(answered(R"({"error":"invalid_client","error_description":)"
                            R"("the-secret-key is wrong"})",
                            400),
                   sent);
        FAIL();
    } catch (const error& fault) {
        EXPECT_EQ(fault.log_text(), "access token: Baidu error: invalid_client");
    }
}

// ---- the user -------------------------------------------------------------------------------

TEST(ApiV2SessionKey, IsReadFromTheDocumentedAnswer) {
    const login_session session = read_session_key(
        answered(R"({"data":{"open_id":"l214","session_key":"981c"},"errno":0,"errmsg":"succ",)"
                 R"("request_id":"3951118341","timestamp":1640000000})"),
        kSent);
    EXPECT_EQ(session.open_id, "l214");
    EXPECT_EQ(session.session_key, "981c");
}

TEST(ApiV2SessionKey, TakesBothSpellingsButNeedsBothTexts) {
    EXPECT_EQ(
        read_session_key(answered(R"({"data":{"openid":77,"session_key":"k"},"errno":"0"})"), kSent)
            .open_id,
        "77");
    for (const char* data :
         {R"({"open_id":"o"})", R"({"session_key":"k"})", "null", "[]",
          R"({"open_id":"","session_key":"k"})", R"({"open_id":null,"session_key":"k"})"})
        EXPECT_EQ(fault_of(&read_session_key, answered(concat(R"({"errno":0,"data":)", data, "}"))),
                  kNotDocumented)
            << data;
}

TEST(ApiV2UnionId, IsReadInBothSpellings) {
    EXPECT_EQ(read_union_id(answered(R"({"data":{"unionid":"St6PVMkgMDeh92Uq2EWfx6H"},"errmsg":)"
                                     R"("succ","errno":0,"request_id":"2321772211","timestamp":)"
                                     R"(1563886782})"),
                            kSent),
              "St6PVMkgMDeh92Uq2EWfx6H");
    EXPECT_EQ(
        read_union_id(answered(R"({"errno":0,"msg":"success","data":{"union_id":"Srn8"}})"), kSent),
        "Srn8");
    EXPECT_EQ(fault_of(&read_union_id, answered(R"({"errno":0,"data":{"unionid":""}})")),
              kNotDocumented);
    EXPECT_EQ(fault_of(&read_union_id, answered(R"({"errno":1,"errmsg":"abnormal"})")),
              "Baidu error 1: abnormal");
}

}  // namespace
}  // namespace swan::baidu
