#include "sandbox/model/cashier.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "merchant.h"

namespace swan::sandbox {
namespace {

// The fields of a good orderInfo; its signature is over the four that are signed.
field_list good_fields(const std::string& return_data = R"({"bizKey1":"0.01"})") {
    field_list fields = {{"appKey", "MMMabc"},
                         {"dealId", "470193086"},
                         {"totalAmount", "11300"},
                         {"tpOrderId", "3028903626"}};
    fields.emplace_back("rsaSign", baidu::sign(fields, testing::private_key()));
    fields.emplace_back("dealTitle", "demo");
    fields.emplace_back("signFieldsRange", "1");
    fields.emplace_back("bizInfo", R"({"tpData":{"returnData":)" + return_data + "}}");
    return fields;
}

std::string json_of(const field_list& fields) {
    json::writer out;
    out.begin_object();
    for (const auto& [name, value] : fields) out.member(name, value);
    out.end_object();
    return out.take();
}

field_list with_fields(const std::string& name, const std::string& value) {
    field_list fields = good_fields();
    for (auto& one : fields)
        if (one.first == name) one.second = value;
    if (field(fields, name).empty() && !value.empty()) fields.emplace_back(name, value);
    return fields;
}

std::string with(const std::string& name, const std::string& value) {
    return json_of(with_fields(name, value));
}

bool is_payable(const std::string& order_info) {
    return std::holds_alternative<payable>(check_order_info(order_info, testing::merchant()));
}

TEST(cashier, charges_what_the_merchant_signed) {
    const auto checked = check_order_info(json_of(good_fields()), testing::merchant());
    ASSERT_TRUE(std::holds_alternative<payable>(checked)) << std::get<pay_refusal>(checked).why;
    const auto& good = std::get<payable>(checked);
    EXPECT_EQ(good.total_amount, 11300);
    EXPECT_EQ(good.tp_order_id, "3028903626");
    EXPECT_EQ(good.return_data, R"({"bizKey1":"0.01"})");
    EXPECT_EQ(good.notify_url, "");
}

TEST(cashier, accepts_the_signature_that_the_documentation_key_gives) {
    EXPECT_EQ(field(good_fields(), "rsaSign"),
              "WiHBuQy0CEE36YKiDVmZN3QcszoAjcDBCD3G5w7WMVakk6vXxin+fi+pwlgBAFMS7DVQzNljDAr0MJWV/"
              "ZeaMYs0B538bDgJIR87psCmWMxwy15LWesFZCxAqKDlCnr7b5Y4OuopN2jJwMtgG3ehMbM3jRxq6kNfVSmy"
              "PoZaUvs=");
}

TEST(cashier, refuses_an_order_info_without_any_of_the_required_fields) {
    for (const char* name : {"dealId", "appKey", "totalAmount", "tpOrderId", "dealTitle", "rsaSign",
                             "bizInfo", "signFieldsRange"})
        EXPECT_FALSE(is_payable(with(name, ""))) << name;
}

TEST(cashier, refuses_what_is_not_the_merchants_or_not_what_he_signed) {
    EXPECT_FALSE(is_payable(with("appKey", "MMMxyz")));
    EXPECT_FALSE(is_payable(with("dealId", "470193087")));
    EXPECT_FALSE(is_payable(with("totalAmount", "11301")));
    EXPECT_FALSE(is_payable(with("tpOrderId", "3028903627")));
    EXPECT_FALSE(is_payable(with("signFieldsRange", "0")));
    EXPECT_FALSE(is_payable(with("rsaSign", "bm8=")));
}

TEST(cashier, refuses_amounts_that_are_no_positive_integers) {
    for (const char* amount : {"0", "-1", "1.5", "011300", " 11300", "99999999999999999999"})
        EXPECT_FALSE(is_payable(with("totalAmount", amount))) << amount;
}

TEST(cashier, refuses_the_three_field_signature_of_the_go_demo) {
    const field_list three = {
        {"appKey", "MMMabc"}, {"dealId", "470193086"}, {"tpOrderId", "3028903626"}};
    EXPECT_FALSE(is_payable(with("rsaSign", baidu::sign(three, testing::private_key()))));
}

TEST(cashier, refuses_a_signature_over_encoded_or_over_more_values) {
    field_list fields = {{"appKey", "MMMabc"},
                         {"dealId", "470193086"},
                         {"totalAmount", "11300"},
                         {"tpOrderId", "a b"}};
    const std::string raw = baidu::sign(fields, testing::private_key());
    fields.back().second = "a%20b";
    const std::string encoded = baidu::sign(fields, testing::private_key());
    fields.back().second = "a b";
    fields.emplace_back("dealTitle", "demo");
    const std::string five = baidu::sign(fields, testing::private_key());
    const auto signed_by = [&](const std::string& signature) {
        field_list all = fields;
        all.emplace_back("rsaSign", signature);
        all.emplace_back("signFieldsRange", "1");
        all.emplace_back("bizInfo", "{}");
        return is_payable(json_of(all));
    };
    EXPECT_TRUE(signed_by(raw));
    EXPECT_FALSE(signed_by(encoded));
    EXPECT_FALSE(signed_by(five)) << "dealTitle is not signed";
}

TEST(cashier, refuses_a_field_that_comes_twice) {
    std::string twice = json_of(good_fields());
    twice.insert(1, R"("totalAmount":"1",)");
    EXPECT_FALSE(is_payable(twice));
}

TEST(cashier, refuses_values_that_are_no_strings) {
    for (const char* number : {"11300", "11300.0", "1.13e4"}) {
        std::string numbers = json_of(good_fields());
        numbers.replace(numbers.find("\"11300\""), 7, number);
        EXPECT_FALSE(is_payable(numbers)) << number;
    }
    std::string object = json_of(with_fields("bizInfo", "BIZ"));
    object.replace(object.find("\"BIZ\""), 5, R"({"tpData":{}})");
    EXPECT_FALSE(is_payable(object)) << "bizInfo is a text of JSON";
    EXPECT_FALSE(is_payable("[]"));
    EXPECT_FALSE(is_payable("null"));
    EXPECT_FALSE(is_payable(""));
}

TEST(cashier, refuses_a_biz_info_that_is_no_json_object) {
    EXPECT_FALSE(is_payable(with("bizInfo", "[]")));
    EXPECT_FALSE(is_payable(with("bizInfo", "{")));
    EXPECT_FALSE(is_payable(with("bizInfo", R"({"tpData":[]})")));
    EXPECT_FALSE(is_payable(with("bizInfo", R"({"tpData":{"returnData":"x"}})")));
}

TEST(cashier, has_no_return_data_when_biz_info_has_none) {
    for (const char* biz_info : {"{}", R"({"tpData":{}})", R"({"tpData":{"returnData":null}})"}) {
        const auto checked = check_order_info(with("bizInfo", biz_info), testing::merchant());
        ASSERT_TRUE(std::holds_alternative<payable>(checked)) << biz_info;
        EXPECT_EQ(std::get<payable>(checked).return_data, "") << biz_info;
    }
}

TEST(cashier, does_not_care_for_biz_info_being_changed_by_the_customer) {
    const auto checked =
        check_order_info(json_of(good_fields(R"({"a": "b&totalMoney=9" })")), testing::merchant());
    ASSERT_TRUE(std::holds_alternative<payable>(checked));
    EXPECT_EQ(std::get<payable>(checked).return_data, R"({"a":"b&totalMoney=9"})");
}

TEST(cashier, notifies_this_machine_only) {
    EXPECT_TRUE(is_payable(with("notifyUrl", "http://127.0.0.1:9/here")));
    EXPECT_FALSE(is_payable(with("notifyUrl", "http://example.com/")));
}

}  // namespace
}  // namespace swan::sandbox
