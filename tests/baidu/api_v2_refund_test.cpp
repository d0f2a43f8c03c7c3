// What of the answers to applyOrderRefund is a definite no, and what is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api_v2_samples.h"
#include "baidu/api_v2_answer.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using samples::answered;
using samples::kSent;
using samples::unanswered;
using verdict = enum money_outcome::verdict;
using outcome = http_result::outcome;

money_outcome came_of(std::string body, long status = 200) {
    return refund_v2_outcome(answered(std::move(body), status), kSent);
}
verdict verdict_of(std::string body, long status = 200) {
    return came_of(std::move(body), status).verdict;
}
bool refuses_token(std::string body, long status = 200) {
    try {
        came_of(std::move(body), status);
        return false;
    } catch (const token_refused&) {
        return true;
    }
}
std::string gateway(int64_t number) {
    return concat(R"({"error_code":)", number, R"(,"error_msg":"no"})");
}
std::string service(int64_t number) {
    return concat(R"({"errno":)", number, R"(,"msg":"no","data":null})");
}
constexpr const char* kAccepted =
    R"({"data":{"refundBatchId":"152713835","refundPayMoney":9800},"errno":0,"msg":"success"})";

// The contract, written out once more: the program has its own list.
const std::set<int64_t> kGatewayNo = {3, 5, 6, 7, 100, 101, 104, 105, 106, 107, 108};
const std::set<int64_t> kServiceNo = {2002,  6001,  40001, 40008, 41000, 44001, 44002,
                                      44003, 44004, 45000, 45001, 45002, 60000};

TEST(ApiV2Refund, IsAcceptedWithErrnoZeroAndABatch) {
    const money_outcome came = came_of(kAccepted);
    EXPECT_EQ(came.verdict, verdict::accepted);
    EXPECT_EQ(came.refund_batch_id, "152713835");
    EXPECT_EQ(came.refund_pay_money, 9800);
    EXPECT_EQ(came.client_text, "");
    const money_outcome as_texts = came_of(
        R"({"data":{"refundBatchId":152713835,"refundPayMoney":"9800"},"errno":"0","errmsg":"s"})");
    EXPECT_EQ(as_texts.verdict, verdict::accepted);
    EXPECT_EQ(as_texts.refund_batch_id, "152713835");
    EXPECT_EQ(as_texts.refund_pay_money, 9800);
    EXPECT_FALSE(came_of(R"({"data":{"refundBatchId":"1"},"errno":0})").refund_pay_money);
    for (const char* none : {"-1", "0", "\"0\""})
        EXPECT_FALSE(came_of(concat(R"({"data":{"refundBatchId":"1","refundPayMoney":)", none,
                                    R"(},"errno":0})"))
                         .refund_pay_money)
            << none;
}

TEST(ApiV2Refund, OfASuccessThatIsNotWholeIsUnknown) {
    for (const char* odd :
         {R"({"errno":0,"data":[]})", R"({"errno":0})", R"({"errno":0,"data":{}})",
          R"({"errno":0,"data":{"refundBatchId":""}})", R"({"errno":0,"data":{"refundBatchId":0}})",
          R"({"data":{"refundBatchId":"1"}})", R"({"errno":null,"data":{"refundBatchId":"1"}})",
          R"({"errno":0,"error":"x","data":{"refundBatchId":"1"}})", "", "{", "[]", "<html>"})
        EXPECT_EQ(verdict_of(odd), verdict::unknown) << odd;
}

TEST(ApiV2Refund, OfEveryPartOfAnAnswerIsUnknown) {
    for (const std::string& whole :
         {std::string(kAccepted), gateway(3), gateway(4), service(60000)})
        for (size_t length = 0; length < whole.size(); ++length)
            EXPECT_EQ(verdict_of(whole.substr(0, length)), verdict::unknown) << whole << length;
}

// Every number that is documented anywhere, their neighbours, and the whole range of the gateway's.
TEST(ApiV2Refund, IsClassifiedByBothListsAndNothingElse) {
    std::set<int64_t> numbers = {-1024, -1,      404,     405,       500,      501,   930,
                                 970,   1000,    5000,    6002,      10000,    10001, 10002,
                                 10003, 40000,   40007,   44000,     50029,    60001, 60021,
                                 70000, 4010004, 5010001, INT64_MIN, INT64_MAX};
    for (int64_t number = 1; number <= 200; ++number) numbers.insert(number);
    for (const int64_t number : kServiceNo) numbers.insert({number - 1, number, number + 1});
    for (const int64_t number : numbers) {
        if (number == 110 || number == 111) {
            EXPECT_TRUE(refuses_token(gateway(number))) << number;
        } else {
            const auto expected = kGatewayNo.contains(number)   ? verdict::refused
                                  : number == 4 || number == 17 ? verdict::later
                                                                : verdict::unknown;
            const money_outcome came = came_of(gateway(number));
            EXPECT_EQ(came.verdict, expected) << "error_code " << number;
            EXPECT_EQ(came.baidu_code, number);
            EXPECT_EQ(came.client_text, concat("Baidu error ", number, ": no"));
        }
        const auto expected = kServiceNo.contains(number) ? verdict::refused
                              : number == 50029           ? verdict::later
                                                          : verdict::unknown;
        EXPECT_EQ(verdict_of(service(number)), expected) << "errno " << number;
    }
}

TEST(ApiV2Refund, ThatContradictsItselfIsUnknown) {
    for (const char* odd :
         {R"({"errno":60000,"error_code":3})", R"({"errno":60000,"error_code":110})",
          R"({"errno":60000,"data":{"refundBatchId":"1"}})",
          R"({"error_code":110,"data":{"refundBatchId":"1"}})",
          R"({"error_code":4,"data":{"refundBatchId":1}})", R"({"errno":60000,"error_code":{}})",
          R"({"errno":"sixty","error_code":110})", R"({"errno":60000.5})",
          R"({"error":"invalid_token"})"})
        EXPECT_EQ(verdict_of(odd), verdict::unknown) << odd;
    EXPECT_EQ(verdict_of(R"({"errno":0,"error_code":100})"), verdict::refused);
    EXPECT_EQ(verdict_of(R"({"errno":60000,"data":{"refundBatchId":"","refundPayMoney":0}})"),
              verdict::refused);
    EXPECT_TRUE(refuses_token(R"({"errno":110,"error_code":110})"));
}

TEST(ApiV2Refund, IsJudgedByItsEnvelopeOnlyWhenTheCashierSpeaks) {
    for (const long status : {500L, 502L, 504L, 302L, 100L})
        for (const std::string& body : {gateway(3), gateway(110), gateway(4), service(60000),
                                        service(50029), std::string(kAccepted)})
            EXPECT_EQ(verdict_of(body, status), verdict::unknown) << status << body;
    for (const long status : {400L, 401L, 403L, 429L}) {
        EXPECT_EQ(verdict_of(gateway(3), status), verdict::refused);
        EXPECT_EQ(verdict_of(service(50029), status), verdict::later);
        EXPECT_TRUE(refuses_token(gateway(111), status));
        EXPECT_EQ(verdict_of(kAccepted, status), verdict::unknown);
    }
}

TEST(ApiV2Refund, WithoutAnAnswerIsRefusedOnlyWhenItNeverLeft) {
    const std::map<outcome, verdict> expected = {{outcome::not_sent, verdict::refused},
                                                 {outcome::timed_out, verdict::unknown},
                                                 {outcome::connect_timed_out, verdict::unknown},
                                                 {outcome::broken, verdict::unknown},
                                                 {outcome::too_large, verdict::unknown}};
    for (const auto& [what, judged] : expected) {
        const money_outcome came = refund_v2_outcome(unanswered(what), kSent);
        EXPECT_EQ(came.verdict, judged);
        EXPECT_EQ(came.baidu_code, 0);
        EXPECT_NE(came.client_text, "");
    }
}

// Three sources tell a refund's state with the same small numbers: none may be taken for another.
static_assert(!std::is_convertible_v<listed_refund, queried_refund>);
static_assert(!std::is_convertible_v<queried_refund, listed_refund>);
static_assert(!std::is_convertible_v<listed_refund, int>);
static_assert(!std::is_convertible_v<queried_refund, int>);

}  // namespace
}  // namespace swan::baidu
