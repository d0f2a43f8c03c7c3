// Baidu's payment notify through real nginx: what is believed, what is booked, what is answered.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "baidu/sign.h"
#include "base/crypto.h"
#include "base/form.h"
#include "local_system.h"
#include "notify.h"

namespace swan::e2e {
namespace {

class payment_callback : public testing::Test {
  protected:
    static void SetUpTestSuite() { system_ = std::make_unique<local_system>(); }
    static void TearDownTestSuite() { system_.reset(); }

    static reply notify(const field_list& fields) {
        return system_->post("/pay/callback/succ", encode_form(fields));
    }

    static std::string paid_status(const json::document& order) {
        const std::string id = at(order.root().dump(), "data.tpOrderId");
        return at(system_->get("/pay/status?tp_order_id=" + id), "data.payStatus.statusNum");
    }

    // Not used twice in this suite.
    static std::string fresh_order_id() {
        static int last = 0;
        return "812452451840" + std::to_string(1000 + ++last);
    }

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> payment_callback::system_;

constexpr const char* kConsumed = R"({"errno":0,"msg":"success","data":{"isConsumed":2}})";
constexpr const char* kGiveBack =
    R"({"errno":0,"msg":"success","data":{"isConsumed":2,"isErrorOrder":1}})";

TEST_F(payment_callback, a_signed_notify_pays_the_order_and_its_repetition_changes_nothing) {
    const json::document order = system_->new_order();
    const field_list fields = signed_by_baidu(*system_, notify_of(order, fresh_order_id()));
    for (int i = 0; i < 3; ++i) {
        const reply got = notify(fields);
        EXPECT_EQ(got.status, 200);
        EXPECT_EQ(got.body, kConsumed);
    }
    EXPECT_EQ(paid_status(order), "1");
}

TEST_F(payment_callback, fifty_at_once_get_the_same_answer) {
    const json::document order = system_->new_order();
    const field_list fields = signed_by_baidu(*system_, notify_of(order, fresh_order_id()));
    std::vector<std::string> answers(50);
    std::vector<std::thread> senders;
    for (std::string& answer : answers)
        senders.emplace_back([&answer, &fields] { answer = notify(fields).body; });
    for (std::thread& each : senders) each.join();
    for (const std::string& answer : answers) EXPECT_EQ(answer, kConsumed);
    EXPECT_EQ(paid_status(order), "1");
}

TEST_F(payment_callback, a_signature_that_is_bad_missing_or_of_another_key_is_refused) {
    const json::document order = system_->new_order();
    field_list altered = signed_by_baidu(*system_, notify_of(order, fresh_order_id()));
    set(altered, "userId", "3391629991");
    const field_list unsigned_one = notify_of(order, fresh_order_id());
    field_list foreign = notify_of(order, fresh_order_id());
    std::ifstream in(system_->folder() / "conf/self_rsa_private_key.pem");
    const std::string pem((std::istreambuf_iterator<char>(in)), {});
    foreign.emplace_back("rsaSign", baidu::sign(foreign, crypto::rsa_private_key::parse(pem)));
    for (const field_list& each : {altered, unsigned_one, foreign}) {
        const reply got = notify(each);
        EXPECT_EQ(got.status, 200);
        EXPECT_EQ(at(got, "errno"), "10000") << got.body;
        EXPECT_EQ(at(got, "data"), "{}");
    }
    EXPECT_EQ(paid_status(order), "-1");
}

// The customer chooses returnData, and the signed text joins raw values with '&' and '=': hidden in
// the values of a cheap order, the fields of a dear one would verify under the same signature.
TEST_F(payment_callback, a_forged_pair_of_readings_is_refused_in_either_form) {
    const json::document cheap = system_->new_order();
    const json::document dear = system_->new_order("?goods_id=tea");
    const std::string dear_id = at(dear.root().dump(), "data.tpOrderId");
    field_list hidden = notify_of(cheap, fresh_order_id());
    set(hidden, "returnData",
        "x&status=2&totalMoney=1290&tpOrderId=" + dear_id + "&unitPrice=1290&userId=3391629990");
    const field_list honest = signed_by_baidu(*system_, hidden);

    // The same signed text, cut into the fields of the dear order.
    field_list forged;
    for (const auto& [name, value] : honest)
        if (name < "returnData" || name == "rsaSign") forged.emplace_back(name, value);
    forged.insert(forged.end(), {{"returnData", "x"},
                                 {"status", "2"},
                                 {"totalMoney", "1290"},
                                 {"tpOrderId", dear_id},
                                 {"unitPrice", "1290"}});
    const std::string rest = baidu::canonical_string(honest, "rsaSign");
    forged.emplace_back("userId", rest.substr(rest.find("&userId=3391629990") + 8));
    ASSERT_EQ(baidu::canonical_string(forged, "rsaSign"), rest);

    EXPECT_EQ(at(notify(forged), "errno"), "10000");
    EXPECT_EQ(at(notify(honest), "errno"), "10000");
    EXPECT_EQ(paid_status(dear), "-1");
    EXPECT_TRUE(local_system::eventually(
        [] { return system_->logs().find("ambiguous") != std::string::npos; }));
}

TEST_F(payment_callback, return_data_with_the_separators_alone_still_passes) {
    const json::document order = system_->new_order();
    field_list fields = notify_of(order, fresh_order_id());
    set(fields, "returnData", R"({"bizKey1":"第三方的字段1取值","bizKey2":"a+b=c&d"})");
    EXPECT_EQ(notify(signed_by_baidu(*system_, fields)).body, kConsumed);
}

TEST_F(payment_callback, a_wrong_amount_is_given_back_and_the_order_stays_payable) {
    const json::document order = system_->new_order("?goods_id=tea");
    field_list cheap = notify_of(order, fresh_order_id());
    set(cheap, "totalMoney", "1");
    set(cheap, "payMoney", "1");
    EXPECT_EQ(notify(signed_by_baidu(*system_, cheap)).body, kGiveBack);
    EXPECT_EQ(paid_status(order), "-1");
    EXPECT_EQ(notify(signed_by_baidu(*system_, notify_of(order, fresh_order_id()))).body,
              kConsumed);
    EXPECT_EQ(paid_status(order), "1");
}

TEST_F(payment_callback, a_notify_that_is_not_a_payment_pays_nothing) {
    for (const char* status : {"1", "-1"}) {
        const json::document order = system_->new_order();
        field_list fields = notify_of(order, fresh_order_id());
        set(fields, "status", status);
        EXPECT_EQ(notify(signed_by_baidu(*system_, fields)).body,
                  R"({"errno":0,"msg":"success","data":{"isConsumed":1}})");
        EXPECT_EQ(paid_status(order), "-1");
    }
}

TEST_F(payment_callback, a_field_that_decides_must_be_there_and_be_a_number) {
    for (const char* name : {"orderId", "tpOrderId", "dealId", "totalMoney", "status"})
        for (const char* value : {"", "x", "1.0", " 1", "0x1"}) {
            const json::document order = system_->new_order();
            field_list fields = notify_of(order, fresh_order_id());
            set(fields, name, value);
            EXPECT_EQ(at(notify(signed_by_baidu(*system_, fields)), "errno"), "10000")
                << name << value;
            EXPECT_EQ(paid_status(order), "-1");
        }
}

TEST_F(payment_callback, a_payment_without_its_order_is_kept_as_an_orphan_of_our_deal_only) {
    field_list fields = notify_of(system_->new_order(), fresh_order_id());
    set(fields, "tpOrderId", "201909220958408776");
    EXPECT_EQ(notify(signed_by_baidu(*system_, fields)).body, kConsumed);
    EXPECT_EQ(
        at(system_->get("/pay/status?tp_order_id=201909220958408776"), "data.payStatus.statusNum"),
        "1");
    set(fields, "orderId", fresh_order_id());
    set(fields, "dealId", "352745305");
    EXPECT_EQ(at(notify(signed_by_baidu(*system_, fields)), "errno"), "10000");
    for (const char* alert : {"alert orphan ", "alert foreign_deal "})
        EXPECT_TRUE(local_system::eventually([&] {
            return system_->logs().find(alert) != std::string::npos;
        })) << alert;
}

// Whoever can give his order a notifyUrl of his own holds a message that Baidu signed.
TEST_F(payment_callback, what_is_sent_again_and_again_is_an_alert_once_a_minute) {
    const json::document order = system_->new_order();
    EXPECT_EQ(at(notify(signed_by_baidu(*system_, notify_of(order, fresh_order_id()))), "errno"),
              "0");
    const field_list second = signed_by_baidu(*system_, notify_of(order, fresh_order_id()));
    const auto alert = "alert duplicate tp_order_id=" + at(order.root().dump(), "data.tpOrderId");
    for (int i = 0; i < 50; ++i) EXPECT_EQ(at(notify(second), "data.isErrorOrder"), "1");
    EXPECT_TRUE(
        local_system::eventually([&] { return system_->logs().find(alert) != std::string::npos; }));
    const std::string logs = system_->logs();
    int count = 0;
    for (size_t at = logs.find(alert); at != logs.npos; at = logs.find(alert, at + 1)) ++count;
    EXPECT_LT(count, 10);
}

TEST_F(payment_callback, a_second_payment_of_a_paid_order_goes_back_to_the_customer) {
    const json::document order = system_->new_order("?goods_id=postcard");
    const std::string id = system_->pay(order);
    system_->pay(order);  // the same orderInfo on another phone
    EXPECT_TRUE(local_system::eventually([&] {
        const std::string state = system_->sandbox_get("/sandbox/state").body;
        return state.find(R"("isErrorOrder\":1)") != std::string::npos &&
               state.find(R"("kind":"refund","tpOrderId":")" + id) != std::string::npos;
    })) << system_->sandbox_get("/sandbox/state").body;
    const reply status = system_->get("/pay/status?tp_order_id=" + id);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
    EXPECT_EQ(at(status, "data.refundStatus.statusNum"), "-1") << status.body;
}

TEST_F(payment_callback, the_query_of_the_callback_address_is_the_merchants_own) {
    const json::document order = system_->new_order();
    const field_list fields = signed_by_baidu(*system_, notify_of(order, fresh_order_id()));
    const reply got = system_->post("/pay/callback/succ?shop=7&totalMoney=5", encode_form(fields));
    EXPECT_EQ(got.body, kConsumed);
}

}  // namespace
}  // namespace swan::e2e
