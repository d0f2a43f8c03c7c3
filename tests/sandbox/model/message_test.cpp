#include "sandbox/model/message.h"

#include <gtest/gtest.h>

#include <array>

#include "base/text.h"
#include "merchant.h"

namespace swan::sandbox {
namespace {

const std::array kPlatform = {crypto::rsa_public_key::parse(testing::kPublicKey)};

// The payment of the documentation key's derived vector: returnData with every awkward character.
order awkward() {
    order paid;
    paid.order_id = 81245245184095;
    paid.user_id = 1443238249;
    paid.tp_order_id = "201909220958408776";
    paid.return_data = R"({"bizKey1":"第三方的字段1取值","bizKey2":"a+b=c&d"})";
    paid.total_money = paid.pay_money = 1;
    paid.pay_time = 1569117532;
    return paid;
}

TEST(message, the_notify_has_the_fields_of_real_captures_in_their_order) {
    std::string names;
    for (const auto& one : notify_fields(awkward(), "470193086")) names += one.first + " ";
    EXPECT_EQ(names,
              "unitPrice orderId payTime dealId tpOrderId count totalMoney hbBalanceMoney userId "
              "promoMoney promoDetail hbMoney giftCardMoney payMoney payType returnData partnerId "
              "rsaSign status ");
}

TEST(message, the_notify_of_the_known_vector_has_its_wire_body) {
    field_list fields = notify_fields(awkward(), "470193086");
    set_field(fields, "payType", "1087");
    sign_fields(fields, testing::private_key());
    EXPECT_EQ(
        encode_form(fields),
        "unitPrice=1&orderId=81245245184095&payTime=1569117532&dealId=470193086&tpOrderId="
        "201909220958408776&count=1&totalMoney=1&hbBalanceMoney=0&userId=1443238249&promoMoney=0&"
        "promoDetail=&hbMoney=0&giftCardMoney=0&payMoney=1&payType=1087&returnData=%7B%22bizKey1%22"
        "%3A%22%E7%AC%AC%E4%B8%89%E6%96%B9%E7%9A%84%E5%AD%97%E6%AE%B51%E5%8F%96%E5%80%BC%22%2C%22"
        "bizKey2%22%3A%22a%2Bb%3Dc%26d%22%7D&partnerId=6000001&rsaSign=XgBBuUI3DXhTjWO%"
        "2BTte5e5XDjep"
        "tamHapdJV8AwGcRbMXJ3w7e35MYKqGgJ4EijRO3Iwu95glPpdTm1HLB0pYSe5YhsVO3gEpgP6TCgKD%"
        "2FaXo28r7Her"
        "IwFB5FRtyYhxHZG4pngATwra4Gx78VBNTXNmANTaM9LEs56zVbeyC8c%3D&status=2");
}

TEST(message, a_discount_shows_in_the_parts_and_not_in_the_total) {
    order paid = awkward();
    paid.total_money = 100;
    paid.pay_money = 70;
    const field_list fields = notify_fields(paid, "1");
    EXPECT_EQ(field(fields, "totalMoney"), "100");
    EXPECT_EQ(field(fields, "payMoney"), "70");
    EXPECT_EQ(field(fields, "promoMoney"), "30");
}

TEST(message, every_callback_verifies_with_the_platform_key) {
    refund asked;
    asked.batch_id = "152713835";
    asked.money = 100;
    for (field_list fields : {notify_fields(awkward(), "1"), audit_fields(asked, awkward()),
                              refund_notify_fields(asked, awkward())}) {
        sign_fields(fields, testing::private_key());
        EXPECT_EQ(baidu::verified_by(fields, kPlatform), 0);
        fields.front().second += "0";
        EXPECT_EQ(baidu::verified_by(fields, kPlatform), -1);
    }
}

TEST(message, the_audit_of_the_old_documents_tells_no_amount) {
    refund asked;
    asked.money = 100;
    EXPECT_EQ(field(audit_fields(asked, awkward()), "applyRefundMoney"), "100");
    asked.audit_tells_money = false;
    for (const auto& one : audit_fields(asked, awkward())) EXPECT_NE(one.first, "applyRefundMoney");
}

}  // namespace
}  // namespace swan::sandbox
