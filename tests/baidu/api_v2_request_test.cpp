#include "baidu/api_v2_request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "api_v2_samples.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using samples::identity;
using samples::kToken;
using samples::part;
using namespace std::chrono_literals;

constexpr const char* kService = "https://openapi.baidu.com/rest/2.0/smartapp/pay/paymentservice/";

TEST(ApiV2Request, OfATokenIsTheDocumentedFormAndNeedsNoToken) {
    const api_request made = token_request(identity());
    EXPECT_EQ(made.what.url, "https://openapi.baidu.com/oauth/2.0/token");
    EXPECT_TRUE(made.what.post);
    EXPECT_EQ(made.what.form,
              "grant_type=client_credentials&client_id=4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c"
              "&client_secret=the-secret-key&scope=smartapp_snsapi_base");
    EXPECT_FALSE(made.what.own_connection);
}

TEST(ApiV2Request, OfASessionKeyHasItsCodeInTheBodyAndIsNotRepeated) {
    const api_request made = session_key_request(identity(), kToken, "a+b&c");
    EXPECT_EQ(made.what.url, concat("https://openapi.baidu.com/rest/2.0/smartapp/getsessionkey"
                                    "?access_token=",
                                    kToken));
    EXPECT_TRUE(made.what.post);
    EXPECT_EQ(made.what.form, "code=a%2Bb%26c");
    EXPECT_FALSE(made.what.repeatable);
}

TEST(ApiV2Request, OfAUnionIdIsTheDocumentedForm) {
    const api_request made = union_id_request(identity(), kToken, "l214zFqNrEuIEnp6m7Y01sw8yj");
    EXPECT_EQ(
        made.what.url,
        concat("https://openapi.baidu.com/rest/2.0/smartapp/getunionid?access_token=", kToken));
    EXPECT_TRUE(made.what.post);
    EXPECT_EQ(made.what.form, "openid=l214zFqNrEuIEnp6m7Y01sw8yj");
}

TEST(ApiV2Request, ThatOnlyAsksIsARepeatableGet) {
    const std::pair<api_request, std::string> all[] = {
        {find_order_request(identity(), kToken, "18607895241"),
         concat("findByTpOrderId?access_token=", kToken, "&tpOrderId=18607895241&pmAppKey=MMMabc")},
        {find_refund_request(identity(), kToken, "18607895241", "3269234686470"),
         concat("findOrderRefund?access_token=", kToken,
                "&tpOrderId=18607895241&userId=3269234686470&pmAppKey=MMMabc")},
        {order_bill_request(identity(), kToken, 2020y / 9 / 5),
         concat("orderBill?access_token=", kToken, "&billTime=2020-09-05&pmAppKey=MMMabc")},
        {capita_bill_request(identity(), kToken, 2023y / 12 / 31),
         concat("capitaBill?access_token=", kToken, "&billTime=2023-12-31&pmAppKey=MMMabc")},
    };
    for (const auto& [made, expected] : all) {
        EXPECT_EQ(made.what.url, kService + expected);
        EXPECT_FALSE(made.what.post);
        EXPECT_EQ(made.what.form, "");
        EXPECT_TRUE(made.what.repeatable);
        EXPECT_FALSE(made.what.own_connection);
    }
}

TEST(ApiV2Request, ThatClosesAnOrderIsAGetOnItsOwnConnection) {
    const api_request made = cancel_order_request(identity(), kToken, "81245245184095");
    EXPECT_EQ(made.what.url, concat(kService, "cancelOrder?access_token=", kToken,
                                    "&orderId=81245245184095&pmAppKey=MMMabc"));
    EXPECT_FALSE(made.what.post);
    EXPECT_FALSE(made.what.repeatable);
    EXPECT_TRUE(made.what.own_connection);
}

TEST(ApiV2Request, OfARefundCarriesItsAmountAndOurNumberAndAsksForTheAudit) {
    const api_request made = apply_refund_request(identity(), kToken, part());
    EXPECT_EQ(made.what.url, concat(kService, "applyOrderRefund?access_token=", kToken));
    EXPECT_TRUE(made.what.post);
    EXPECT_EQ(made.what.form,
              "applyRefundMoney=100&bizRefundBatchId=R-1&isSkipAudit=0&orderId=81245245184095"
              "&refundReason=broken%20cup&refundType=2&tpOrderId=18607895241"
              "&userId=3269234686470&pmAppKey=MMMabc");
    EXPECT_FALSE(made.what.repeatable);
    EXPECT_TRUE(made.what.own_connection);
}

TEST(ApiV2Request, OfARefundSkipsTheAuditOnlyWhenToldAndAlwaysHasAReason) {
    refund_application what = part();
    what.skip_audit = true;
    what.reason = "";
    const field_list fields = parse_form(apply_refund_request(identity(), kToken, what).what.form);
    EXPECT_EQ(field(fields, "isSkipAudit"), "1");
    EXPECT_EQ(field(fields, "refundReason"), "merchant_refund");
    EXPECT_EQ(field(fields, "refundNotifyUrl"), "");
}

TEST(ApiV2Request, OfARefundOfNothingIsNotMade) {
    for (const int64_t amount : {int64_t{0}, int64_t{-1}, INT64_MIN}) {
        refund_application what = part();
        what.amount = amount;
        EXPECT_THROW(apply_refund_request(identity(), kToken, what), error) << amount;
    }
}

TEST(ApiV2Request, OfARefundNeverLosesAnAmountNorAReasonOnTheWay) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 500; ++i) {
        refund_application what = part();
        what.amount = std::uniform_int_distribution<int64_t>(1, INT64_MAX)(random);
        what.reason.clear();
        for (auto left = random() % 40; left > 0; --left)
            what.reason += static_cast<char>(1 + random() % 127);
        if (random() % 4 == 0) what.reason += "退款";
        const api_request made = apply_refund_request(identity(), kToken, what);
        const field_list fields = parse_form(made.what.form);
        ASSERT_EQ(field(fields, "applyRefundMoney"), concat(what.amount));
        ASSERT_EQ(field(fields, "refundReason"),
                  what.reason.empty() ? "merchant_refund" : what.reason);
        ASSERT_EQ(fields.size(), 9u) << made.what.form;
    }
}

TEST(ApiV2Request, GoesToTheServerThatStandsForBaidu) {
    EXPECT_EQ(token_request(identity("http://127.0.0.1:1/under/")).what.url,
              "http://127.0.0.1:1/under/oauth/2.0/token");
    EXPECT_EQ(session_key_request(identity("http://127.0.0.1:1"), "t", "c").what.url,
              "http://127.0.0.1:1/rest/2.0/smartapp/getsessionkey?access_token=t");
}

TEST(ApiV2Request, NamesItsSecretsSoThatNoTextGivesThemAway) {
    const auto names = [](const api_request& made, std::string_view name) {
        return std::ranges::any_of(made.sent,
                                   [name](const auto& one) { return one.first == name; });
    };
    EXPECT_TRUE(names(token_request(identity()), "client_secret"));
    EXPECT_TRUE(names(session_key_request(identity(), "t", "c"), "code"));
    for (const api_request& made :
         {session_key_request(identity(), "t", "c"), union_id_request(identity(), "t", "o"),
          find_order_request(identity(), "t", "1"), cancel_order_request(identity(), "t", "1"),
          apply_refund_request(identity(), "t", part()),
          find_refund_request(identity(), "t", "1", "2"),
          order_bill_request(identity(), "t", 2020y / 1 / 1),
          capita_bill_request(identity(), "t", 2020y / 1 / 1)})
        EXPECT_TRUE(names(made, "access_token")) << made.what.url;
}

}  // namespace
}  // namespace swan::baidu
