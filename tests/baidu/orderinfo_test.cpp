#include "baidu/orderinfo.h"

#include <gtest/gtest.h>

#include "baidu/sign.h"
#include "base/json.h"
#include "published.h"

namespace swan::baidu {
namespace {

using rows = std::vector<std::pair<std::string, std::string>>;

const crypto::rsa_private_key& key() {
    static const auto kKey = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs8);
    return kKey;
}

// The order of the first published string.
order_terms documented_terms() {
    return {.app_key = "MMMabc",
            .deal_id = "470193086",
            .tp_order_id = "3028903626",
            .total_amount = 11300,
            .title = "demo",
            .count = 2,
            .rows = {},
            .service_address = ""};
}

// The text at the end of a path of member names.
std::string text_at(json::value from, std::initializer_list<const char*> path) {
    for (const char* name : path) from = from.find(name).value();
    return std::string(from.string().value());
}

json::document biz_info_of(const std::string& order_info) {
    const auto info = json::document::parse_object(order_info);
    return json::document::parse_object(text_at(info.root(), {"bizInfo"}));
}

// The rows of a block of bizInfo.tpData.displayData.cashierTopBlock.
rows block(const json::document& biz_info, size_t index) {
    const auto tp_data = biz_info.root().find("tpData").value();
    const auto blocks = tp_data.find("displayData")->find("cashierTopBlock")->elements();
    EXPECT_EQ(blocks.size(), 2U);
    rows found;
    for (const auto& row : blocks.at(index).elements())
        found.emplace_back(text_at(row, {"leftCol"}), text_at(row, {"rightCol"}));
    return found;
}

TEST(Yuan, ShowsFenWithTwoDecimals) {
    EXPECT_EQ(yuan(1), "0.01元");
    EXPECT_EQ(yuan(10), "0.10元");
    EXPECT_EQ(yuan(100), "1.00元");
    EXPECT_EQ(yuan(11305), "113.05元");
    EXPECT_EQ(yuan(100'000'000), "1000000.00元");
    EXPECT_EQ(yuan(0), "0.00元");
}

TEST(OrderInfo, CarriesThePublishedSignature) {
    const auto info = json::document::parse_object(order_info(documented_terms(), key()));
    EXPECT_EQ(text_at(info.root(), {"rsaSign"}), published::kSignedStrings[0].signature);
    EXPECT_EQ(text_at(info.root(), {"signFieldsRange"}), "1");
}

TEST(OrderInfo, HasTheDocumentedMembersInOrderAndAllAreTexts) {
    const auto info = json::document::parse_object(order_info(documented_terms(), key()));
    std::vector<std::string> names;
    for (const auto& [name, content] : info.root().members()) {
        names.emplace_back(name);
        EXPECT_TRUE(content.is_string()) << name;
    }
    const std::vector<std::string> expected = {"dealId",    "appKey",    "totalAmount",
                                               "tpOrderId", "dealTitle", "signFieldsRange",
                                               "rsaSign",   "bizInfo"};
    EXPECT_EQ(names, expected);
    EXPECT_EQ(text_at(info.root(), {"dealId"}), "470193086");
    EXPECT_EQ(text_at(info.root(), {"appKey"}), "MMMabc");
    EXPECT_EQ(text_at(info.root(), {"totalAmount"}), "11300");
    EXPECT_EQ(text_at(info.root(), {"tpOrderId"}), "3028903626");
    EXPECT_EQ(text_at(info.root(), {"dealTitle"}), "demo");
}

TEST(OrderInfo, SignsFourFieldsOnly) {
    order_terms terms = documented_terms();
    terms.title = "another";
    terms.count = 7;
    terms.rows = {{"a", "b"}};
    terms.service_address = "c";
    const auto same = json::document::parse_object(order_info(terms, key()));
    EXPECT_EQ(text_at(same.root(), {"rsaSign"}), published::kSignedStrings[0].signature);
    terms.total_amount = 11301;
    const auto other = json::document::parse_object(order_info(terms, key()));
    EXPECT_NE(text_at(other.root(), {"rsaSign"}), published::kSignedStrings[0].signature);
}

TEST(BizInfo, RepeatsTheOrderUnderTheDocumentedNames) {
    const auto biz_info = biz_info_of(order_info(documented_terms(), key()));
    EXPECT_EQ(biz_info.root().members().size(), 1U);
    const auto tp_data = biz_info.root().find("tpData").value();
    std::vector<std::string> names;
    for (const auto& [name, content] : tp_data.members()) names.emplace_back(name);
    const std::vector<std::string> expected = {"appKey",      "dealId",     "tpOrderId",  "rsaSign",
                                               "totalAmount", "returnData", "displayData"};
    EXPECT_EQ(names, expected);
    EXPECT_EQ(text_at(tp_data, {"appKey"}), "MMMabc");
    EXPECT_EQ(text_at(tp_data, {"dealId"}), "470193086");
    EXPECT_EQ(text_at(tp_data, {"tpOrderId"}), "3028903626");
    EXPECT_EQ(text_at(tp_data, {"totalAmount"}), "11300");
    EXPECT_EQ(text_at(tp_data, {"rsaSign"}), published::kSignedStrings[0].signature);
    EXPECT_EQ(tp_data.find("returnData")->dump(), kReturnData);
}

TEST(BizInfo, ShowsTheOrderAtTheCashier) {
    const auto biz_info = biz_info_of(order_info(documented_terms(), key()));
    const rows order = {{"订单名称", "demo 3028903626"}, {"数量", "2"}, {"订单金额", "113.00元"}};
    EXPECT_EQ(block(biz_info, 0), order);
    EXPECT_EQ(block(biz_info, 1), (rows{{"服务地址", ""}}));
}

TEST(BizInfo, ShowsFurtherRowsOfAnyText) {
    order_terms terms = documented_terms();
    terms.title = "\"引号\" \\ / \n 😀 </script>";
    terms.rows = {{"颜色", "红 & \"深\""}, {"", ""}, {"{}", "[\"\\u0000\"]"}};
    terms.service_address = "北京市海淀区上地十街10号\t\x01";
    const std::string text = order_info(terms, key());
    const auto biz_info = biz_info_of(text);
    rows order = {
        {"订单名称", terms.title + " 3028903626"}, {"数量", "2"}, {"订单金额", "113.00元"}};
    order.insert(order.end(), terms.rows.begin(), terms.rows.end());
    EXPECT_EQ(block(biz_info, 0), order);
    EXPECT_EQ(block(biz_info, 1), (rows{{"服务地址", terms.service_address}}));
    EXPECT_EQ(text_at(json::document::parse_object(text).root(), {"dealTitle"}), terms.title);
}

}  // namespace
}  // namespace swan::baidu
