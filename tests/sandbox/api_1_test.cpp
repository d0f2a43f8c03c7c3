// The calls of API 1.0 as a merchant's server sends them, signed; every rule that a real call could
// break is broken here, and refused as Baidu's documents say.
#include "base/text.h"
#include "router_of_baidu.h"

namespace swan::sandbox {
namespace {

using testing::at;

constexpr const char* kRefund = "/cashier/applyOrderRefund";
constexpr const char* kSync = "/cashier/syncOrderStatus";
constexpr const char* kLegacy = "/nop/server/rest";

class api_1 : public testing::router_of_baidu {
  protected:
    // The form with the merchant's signature in the field `name`.
    static std::string signed_form(field_list fields, const char* name = "rsaSign") {
        fields.emplace_back(name, baidu::sign(fields, testing::private_key()));
        return encode_form(fields);
    }
    // The errno of the answer.
    std::string sent(const char* path, const field_list& fields, const char* name = "rsaSign") {
        return at(post(path, signed_form(fields, name)), "errno");
    }
    response query(const field_list& fields, const char* name = "sign") {
        return get("/platform/entity/openapi/queryorderdetail?" + signed_form(fields, name));
    }

    field_list part(const char* money = "30", const char* number = "R1") const {
        return {{"orderId", concat(paid.order_id)}, {"userId", concat(paid.user_id)},
                {"tpOrderId", paid.tp_order_id},    {"refundType", "1"},
                {"refundReason", "test"},           {"appKey", us.pay_app_key},
                {"applyRefundMoney", money},        {"bizRefundBatchId", number}};
    }
    field_list sync() const {
        return {{"orderId", concat(paid.order_id)},
                {"userId", concat(paid.user_id)},
                {"type", "3"},
                {"appKey", us.pay_app_key}};
    }
    field_list question() const {
        return {{"appId", us.pay_app_id},
                {"appKey", us.pay_app_key},
                {"orderId", concat(paid.order_id)},
                {"siteId", concat(paid.user_id)}};
    }
    static field_list with(field_list fields, std::string_view name, std::string_view value) {
        for (auto& one : fields)
            if (one.first == name) one.second = value;
        return fields;
    }
    static field_list without(field_list fields, std::string_view name) {
        std::erase_if(fields, [&](const auto& one) { return one.first == name; });
        return fields;
    }
    static field_list legacy(field_list fields, const char* method) {
        fields.emplace_back("method", method);
        return fields;
    }

    order& paid = testing::pay(known);
};

TEST_F(api_1, refunds_a_part_and_tells_it_in_texts) {
    const response yes = post(kRefund, signed_form(part()));
    EXPECT_EQ(yes.body, concat(R"({"errno":0,"msg":"success","data":{"refundBatchId":")",
                               known.refunds().begin()->first, R"(","refundPayMoney":"30"}})"));
}

TEST_F(api_1, takes_the_same_calls_on_the_old_path_by_their_method) {
    EXPECT_EQ(sent(kLegacy, legacy(part(), "nuomi.cashier.applyorderrefund")), "0");
    // As the Go demo asks: GET, all in the query.
    const field_list second = legacy(part("1", "R2"), "nuomi.cashier.applyorderrefund");
    EXPECT_EQ(at(get(concat(kLegacy, "?", signed_form(second))), "errno"), "0");
    EXPECT_EQ(sent(kLegacy, legacy(sync(), "nuomi.cashier.syncorderstatus")), "0");
    EXPECT_EQ(sent(kLegacy, legacy(part(), "nuomi.cashier.other")), "10001");
    EXPECT_EQ(sent(kLegacy, part()), "10001");
}

TEST_F(api_1, wants_the_method_of_the_old_path_signed_too) {
    std::string form = signed_form(part());
    EXPECT_EQ(at(post(kLegacy, form + "&method=nuomi.cashier.applyorderrefund"), "errno"), "10000");
}

TEST_F(api_1, wants_rsaSign_of_a_refund_and_sign_of_an_order_query) {
    EXPECT_EQ(sent(kRefund, part(), "sign"), "10000");
    EXPECT_EQ(sent(kSync, sync(), "sign"), "10000");
    EXPECT_EQ(at(query(question(), "rsaSign"), "errno"), "10000");
    EXPECT_EQ(at(query(question()), "errno"), "0");
}

TEST_F(api_1, wants_the_values_signed_as_they_are_and_not_encoded) {
    const field_list raw = with(part(), "refundReason", "退款 demo");
    field_list encoded = with(raw, "refundReason", "%E9%80%80%E6%AC%BE+demo");
    field_list wrong = raw;
    wrong.emplace_back("rsaSign", baidu::sign(encoded, testing::private_key()));
    EXPECT_EQ(at(post(kRefund, encode_form(wrong)), "errno"), "10000");
    EXPECT_EQ(sent(kRefund, raw), "0");
}

TEST_F(api_1, wants_every_field_signed_and_none_changed) {
    EXPECT_EQ(at(post(kRefund, encode_form(part())), "errno"), "10000") << "no signature";
    EXPECT_EQ(at(post(kRefund, signed_form(part()) + "&extra=1"), "errno"), "10000");
    field_list changed = part();
    changed.emplace_back("rsaSign", baidu::sign(part("1"), testing::private_key()));
    EXPECT_EQ(at(post(kRefund, encode_form(changed)), "errno"), "10000");
    changed.back().second = "not base64";
    EXPECT_EQ(at(post(kRefund, encode_form(changed)), "errno"), "10000");
}

TEST_F(api_1, keeps_empty_values_in_the_signature) {
    field_list fields = part();
    fields.emplace_back("remark", "");
    EXPECT_EQ(sent(kRefund, fields), "0");
    fields.emplace_back("rsaSign", baidu::sign(part("30", "R2"), testing::private_key()));
    EXPECT_EQ(at(post(kRefund, encode_form(fields)), "errno"), "10000");
}

TEST_F(api_1, does_not_restore_a_plus_that_became_a_space) {
    // One signature in two hundred has no plus.
    field_list fields;
    std::string signature;
    for (int i = 0; signature.find('+') == std::string::npos; ++i) {
        fields = part("30", concat("R", i).c_str());
        signature = baidu::sign(fields, testing::private_key());
    }
    std::replace(signature.begin(), signature.end(), '+', ' ');
    fields.emplace_back("rsaSign", signature);
    EXPECT_EQ(at(post(kRefund, encode_form(fields)), "errno"), "10000");
}

TEST_F(api_1, wants_every_required_field) {
    for (const char* name : {"orderId", "userId", "tpOrderId", "refundType", "refundReason",
                             "applyRefundMoney", "bizRefundBatchId"})
        EXPECT_EQ(sent(kRefund, without(part(), name)), "10001") << name;
    EXPECT_EQ(sent(kRefund, without(part(), "appKey")), "10002");
    for (const char* name : {"orderId", "userId", "type"})
        EXPECT_EQ(sent(kSync, without(sync(), name)), "10001") << name;
    for (const char* name : {"appId", "appKey", "orderId", "siteId"})
        EXPECT_EQ(at(query(without(question(), name)), "errno"), "10001") << name;
}

TEST_F(api_1, wants_integers_within_their_range) {
    for (const char* money : {"0", "-1", "1.00", "1e1", "x", "101", "99999999999999999999"})
        EXPECT_EQ(sent(kRefund, part(money)), "10001") << money;
    for (const char* type : {"0", "4", "x"})
        EXPECT_EQ(sent(kRefund, with(part(), "refundType", type)), "10001") << type;
    EXPECT_EQ(sent(kSync, with(sync(), "type", "1")), "10001");
    EXPECT_EQ(at(query(with(question(), "orderId", "x")), "errno"), "10001");
}

TEST_F(api_1, knows_one_merchant_and_his_orders) {
    EXPECT_EQ(sent(kRefund, with(part(), "appKey", us.app_key)), "10002") << "the mini-program's";
    EXPECT_EQ(sent(kRefund, with(part(), "orderId", "1")), "10002");
    EXPECT_EQ(sent(kRefund, with(part(), "userId", "1")), "10002");
    EXPECT_EQ(sent(kRefund, with(part(), "tpOrderId", "1")), "10002");
    EXPECT_EQ(sent(kSync, with(sync(), "userId", "1")), "10002");
    EXPECT_EQ(at(query(with(question(), "appId", us.deal_id)), "errno"), "10002");
    EXPECT_EQ(at(query(with(question(), "siteId", "1")), "errno"), "10002");
}

TEST_F(api_1, refunds_the_whole_only_after_its_verification_was_cancelled) {
    const field_list whole = without(without(part(), "applyRefundMoney"), "bizRefundBatchId");
    EXPECT_EQ(post(kRefund, signed_form(whole)).body,
              R"({"errno":10002,"msg":"已消费订单不允许退款","data":[]})");
    EXPECT_EQ(post(kSync, signed_form(sync())).body, R"({"errno":0,"msg":"success","data":[]})");
    EXPECT_EQ(sent(kRefund, part()), "10002") << "and now no part any more";
    EXPECT_EQ(sent(kRefund, whole), "0");
    EXPECT_EQ(sent(kRefund, whole), "10002") << "there is nothing left";
}

TEST_F(api_1, takes_a_number_once_and_answers_its_repetition_as_before) {
    const response first = post(kRefund, signed_form(part()));
    EXPECT_EQ(post(kRefund, signed_form(part())).body, first.body);
    EXPECT_EQ(sent(kRefund, part("31")), "10001") << "the same number for another amount";
    EXPECT_EQ(known.refunds().size(), 1u);
}

TEST_F(api_1, is_asked_about_orders_by_get) {
    const response no =
        post("/platform/entity/openapi/queryorderdetail", signed_form(question(), "sign"));
    EXPECT_EQ(at(no, "errno"), "501");
    EXPECT_EQ(no.allow, "GET");
}

TEST_F(api_1, reads_no_json_and_no_name_twice) {
    EXPECT_EQ(at(post(kRefund, R"({"appKey":"MMMabc"})"), "errno"), "10002");
    EXPECT_EQ(at(post(kRefund, signed_form(part()) + "&orderId=1"), "errno"), "10001");
}

TEST_F(api_1, asks_for_no_token) {
    EXPECT_EQ(at(post(concat(kRefund, "?access_token=x"), signed_form(part())), "errno"), "10000")
        << "it would have to be signed";
}

}  // namespace
}  // namespace swan::sandbox
