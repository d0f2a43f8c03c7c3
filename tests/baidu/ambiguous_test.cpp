// The signed string joins raw values, so one signature may fit two messages. These tests hold the
// pair that would let a customer pay one fen for a dear order, and that both halves are refused.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "baidu/sign.h"
#include "base/text.h"
#include "published.h"

namespace swan::baidu {
namespace {

// What Baidu would sign for an order of one fen whose returnData its customer wrote.
const field_list kCheapOrder = {
    {"count", "1"},
    {"dealId", "470193086"},
    {"orderId", "81245245184095"},
    {"payMoney", "1"},
    {"returnData",
     "{}&status=2&totalMoney=99900&tpOrderId=DEAR&unitPrice=99900&userId=1443238249&zz="},
    {"status", "2"},
    {"totalMoney", "1"},
    {"tpOrderId", "CHEAP"},
    {"unitPrice", "1"},
    {"userId", "1443238249"},
};

// The same string cut differently: the dear order seems paid. `tail` takes up what is left.
field_list dear_order(const std::string& tail_name) {
    const std::string rest = "&status=2&totalMoney=1&tpOrderId=CHEAP&unitPrice=1&userId=1443238249";
    field_list fields = {
        {"count", "1"},          {"dealId", "470193086"}, {"orderId", "81245245184095"},
        {"payMoney", "1"},       {"returnData", "{}"},    {"status", "2"},
        {"totalMoney", "99900"}, {"tpOrderId", "DEAR"},   {"unitPrice", "99900"},
    };
    if (tail_name == "userId") {
        fields.emplace_back("userId", concat("1443238249&zz=", rest));
    } else {
        fields.emplace_back("userId", "1443238249");
        fields.emplace_back(tail_name, rest);
    }
    return fields;
}

TEST(ForgedPair, HasOneCanonicalStringAndOneSignature) {
    const auto key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1);
    const std::array keys = {crypto::rsa_public_key::parse(published::kDocumentationPublicKey)};
    const std::string signature = sign(kCheapOrder, key);
    for (const char* tail : {"zz", "userId"}) {
        field_list forged = dear_order(tail);
        EXPECT_EQ(canonical_string(forged, "rsaSign"), canonical_string(kCheapOrder, "rsaSign"));
        forged.emplace_back("rsaSign", signature);
        EXPECT_EQ(verified_by(forged, keys), 0);
        EXPECT_EQ(field(forged, "totalMoney"), "99900");
    }
}

TEST(ForgedPair, IsAmbiguousInEveryVariant) {
    EXPECT_TRUE(ambiguous(kCheapOrder));
    EXPECT_TRUE(ambiguous(dear_order("zz")));
    EXPECT_TRUE(ambiguous(dear_order("userId")));
    // Hidden in a name instead of a value.
    EXPECT_TRUE(ambiguous({{"userId", "1"}, {"zz=&status", "2"}}));
    EXPECT_TRUE(ambiguous({{"zz=&status=2&totalMoney", "1"}}));
    // As a twin, of which one reader takes the first and another the last.
    EXPECT_TRUE(ambiguous({{"totalMoney", "1"}, {"count", "1"}, {"totalMoney", "99900"}}));
    EXPECT_TRUE(ambiguous({{"a", ""}, {"a", ""}}));
}

// Every way to cut the signed string at some of its '&'.
TEST(ForgedPair, IsAmbiguousHoweverItsStringIsCut) {
    const std::string text = canonical_string(kCheapOrder, "");
    std::vector<size_t> cuts;
    for (size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1))
        cuts.push_back(at);
    ASSERT_LE(cuts.size(), 16U);
    for (unsigned chosen = 0; chosen < 1U << cuts.size(); ++chosen) {
        field_list fields;
        size_t start = 0;
        const auto take = [&](size_t end) {
            const std::string part = text.substr(start, end - start);
            const size_t equals = part.find('=');
            if (equals == std::string::npos) {
                fields.emplace_back(part, "");
            } else {
                fields.emplace_back(part.substr(0, equals), part.substr(equals + 1));
            }
            start = end + 1;
        };
        for (size_t i = 0; i < cuts.size(); ++i)
            if (chosen >> i & 1) take(cuts[i]);
        take(text.size());
        ASSERT_TRUE(ambiguous(fields)) << encode_form(fields);
    }
}

TEST(Ambiguous, RefusesEveryDocumentedFieldNameInsideAValue) {
    for (const char* name :
         {"userId",           "orderId",     "unitPrice",   "count",          "totalMoney",
          "payMoney",         "promoMoney",  "hbMoney",     "hbBalanceMoney", "giftCardMoney",
          "dealId",           "payTime",     "promoDetail", "payType",        "partnerId",
          "status",           "tpOrderId",   "returnData",  "rsaSign",        "refundBatchId",
          "applyRefundMoney", "refundStatus"}) {
        EXPECT_TRUE(ambiguous({{"returnData", concat("x&", name, "=1")}})) << name;
        EXPECT_TRUE(ambiguous({{"zz", concat('&', name, '=')}})) << name;
        EXPECT_TRUE(ambiguous({{"zz", concat("&&a&b=c&", name, "==")}})) << name;
        EXPECT_FALSE(ambiguous({{"returnData", concat(name, "=1")}})) << name;
        EXPECT_FALSE(ambiguous({{"returnData", concat("x&", name, "1=1&", name)}})) << name;
    }
}

TEST(Ambiguous, RefusesNamesThatAreNotPlain) {
    for (const char* name : {"", "1a", "_a", "a-b", "a b", "a=", "a&b", "a.b", "a[]", "百", "a\n"})
        EXPECT_TRUE(ambiguous({{name, "1"}})) << name;
    for (const char* name : {"a", "Z", "rsaSign", "a_1", "newField2"})
        EXPECT_FALSE(ambiguous({{name, "1"}})) << name;
}

TEST(Ambiguous, LetsHarmlessAmpersandsAndEqualsPass) {
    EXPECT_FALSE(ambiguous({}));
    EXPECT_FALSE(ambiguous({{"returnData", R"({"bizKey2":"a+b=c&d"})"}, {"promoDetail", ""}}));
    EXPECT_FALSE(ambiguous({{"returnData", "a=1&b=2&&=&"}}));
    EXPECT_FALSE(ambiguous({{"returnData", "& orderId=1&Orderid=1"}}));
}

}  // namespace
}  // namespace swan::baidu
