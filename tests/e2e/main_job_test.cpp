// The main job through real nginx, spawn-fcgi, worker and sandbox: what every user does all day.
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "lifecycle/call_counter.h"
#include "local_system.h"

namespace swan::e2e {
namespace {

// By the generation of Baidu's API; each has one system for all tests.
class main_job : public testing::TestWithParam<const char*> {
  protected:
    static void TearDownTestSuite() { systems_.clear(); }
    main_job() : system_(systems_[GetParam()]) {
        if (!system_) system_ = std::make_unique<local_system>(settings{.api = GetParam()});
    }

    static std::string sealed_body(const reply& sealed, const std::string& data_name,
                                   const std::string& open_id) {
        json::writer body;
        body.begin_object()
            .member("data", at(sealed, data_name))
            .member("iv", at(sealed, "iv"))
            .member("open_id", open_id)
            .end_object();
        return body.take();
    }

    using settings = local_system::settings;
    static inline std::map<std::string, std::unique_ptr<local_system>> systems_;
    std::unique_ptr<local_system>& system_;
};
INSTANTIATE_TEST_SUITE_P(of_api, main_job, testing::Values("1.0", "2.0"));

TEST_P(main_job, a_login_code_becomes_a_session_and_its_keys_stay_on_the_server) {
    const reply code = system_->sandbox_post("/sandbox/login", "");
    const reply got = system_->get("/auth/login?code=" + escaped(at(code, "code")));
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body,
              R"({"code":0,"msg":"succ","data":{"open_id":")" + at(code, "open_id") + "\"}}");
    EXPECT_EQ(got.header("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(got.header("cache-control"), "no-store");
    EXPECT_EQ(got.header("x-swan-code"), "0");
    EXPECT_EQ(got.header("x-request-id").size(), 32u);
}

TEST_P(main_job, a_login_code_works_in_a_form_and_in_json_too) {
    for (const bool as_json : {false, true}) {
        const std::string code = at(system_->sandbox_post("/sandbox/login", ""), "code");
        const reply got = system_->post(
            "/auth/login", as_json ? R"({"code":")" + code + "\"}" : "code=" + escaped(code));
        EXPECT_EQ(at(got, "code"), "0") << got.body;
    }
}

TEST_P(main_job, a_code_works_once) {
    const std::string code = at(system_->sandbox_post("/sandbox/login", ""), "code");
    EXPECT_EQ(at(system_->get("/auth/login?code=" + code), "code"), "0");
    const reply again = system_->get("/auth/login?code=" + code);
    EXPECT_EQ(at(again, "code"), "10002") << again.body;
    EXPECT_EQ(again.status, 200);
}

TEST_P(main_job, user_data_is_decrypted) {
    const std::string open_id = system_->log_in("user-data");
    const reply sealed = system_->sandbox_post("/sandbox/getUserInfo?open_id=" + open_id, "");
    const reply got = system_->post("/auth/userinfo", sealed_body(sealed, "data", open_id));
    EXPECT_EQ(at(got, "code"), "0") << got.body;
    EXPECT_EQ(at(got, "data.openid"), open_id);
    for (const char* member : {"nickname", "headimgurl", "sex"})
        EXPECT_NE(at(got, std::string("data.") + member), "") << member;
}

TEST_P(main_job, user_data_lacking_members_gets_them_and_keeps_the_others) {
    const std::string open_id = system_->log_in("bare-user");
    const reply sealed = system_->sandbox_post(
        "/sandbox/getUserInfo",
        R"({"open_id":"bare-user","content":"{\"sex\":\"2\",\"more\":[1,{\"a\":null}]}","block":"16"})");
    const reply got = system_->post("/auth/userinfo", sealed_body(sealed, "data", open_id));
    EXPECT_EQ(got.body,
              R"({"code":0,"msg":"succ","data":{"sex":2,"more":[1,{"a":null}],"openid":"",)"
              R"("nickname":"","headimgurl":""}})");
}

TEST_P(main_job, a_phone_number_is_decrypted) {
    const std::string open_id = system_->log_in("phone");
    const reply sealed =
        system_->sandbox_post("/sandbox/getPhoneNumber?open_id=phone&mobile=15000000000", "");
    const reply got = system_->post("/auth/phone", sealed_body(sealed, "encryptedData", open_id));
    EXPECT_EQ(got.body, R"({"code":0,"msg":"succ","data":{"mobile":"15000000000"}})");
}

TEST_P(main_job, data_sealed_before_a_second_login_still_opens) {
    system_->log_in("twice");
    const reply sealed = system_->sandbox_post("/sandbox/getPhoneNumber?open_id=twice", "");
    system_->log_in("twice");
    const reply got = system_->post("/auth/phone", sealed_body(sealed, "encryptedData", "twice"));
    EXPECT_EQ(at(got, "code"), "0") << got.body;
}

TEST_P(main_job, an_order_is_what_the_cashier_takes) {
    const json::document order = system_->new_order();
    const std::string info = order.root().find("data")->dump();
    EXPECT_EQ(at(info, "totalAmount"), "1");
    EXPECT_EQ(at(info, "signFieldsRange"), "1");
    EXPECT_EQ(at(info, "tpOrderId").size(), 32u);
    EXPECT_EQ(at(at(info, "bizInfo"), "tpData.tpOrderId"), at(info, "tpOrderId"));
    EXPECT_EQ(system_->pay(order), at(info, "tpOrderId"));
}

TEST_P(main_job, goods_of_the_catalogue_have_their_own_price) {
    const json::document order = system_->new_order("?goods_id=tea&count=3&open_id=u1");
    EXPECT_EQ(at(order.root().dump(), "data.totalAmount"), "3870");
    system_->pay(order);
}

TEST_P(main_job, a_paid_order_is_refunded_whole) {
    const std::string id = system_->paid_order();
    const reply paid = system_->get("/pay/status?tp_order_id=" + id);
    EXPECT_EQ(at(paid, "data.payStatus.statusNum"), "1") << paid.body;
    EXPECT_EQ(at(paid, "data.payStatus.statusDesc"), "支付成功");
    EXPECT_EQ(at(paid, "data.refundStatus.statusNum"), "-1");
    EXPECT_EQ(at(paid, "data.verification.statusNum"), "1");
    EXPECT_EQ(at(paid, "data.source"), "baidu");

    const reply refund = system_->get("/pay/refund?tp_order_id=" + id);
    EXPECT_EQ(at(refund, "code"), "0") << refund.body;
    EXPECT_NE(at(refund, "data.refundBatchId"), "");
    EXPECT_EQ(at(refund, "data.refundPayMoney"), "1");

    EXPECT_TRUE(local_system::eventually([&] {
        return at(system_->get("/pay/status?tp_order_id=" + id), "data.refundStatus.statusNum") ==
               "2";
    })) << system_->sandbox_get("/sandbox/state").body;
    const reply again = system_->get("/pay/refund?tp_order_id=" + id);
    EXPECT_EQ(at(again, "data.refundBatchId"), at(refund, "data.refundBatchId")) << again.body;
    EXPECT_EQ(at(again, "data.repeated"), "true");
}

TEST_P(main_job, a_payment_is_refunded_in_parts_and_never_above) {
    const std::string id = system_->pay(system_->new_order("?goods_id=postcard"));  // 100 fen
    const auto refund = [&](const std::string& amount, const std::string& number) {
        return system_->get("/pay/refund?tp_order_id=" + id + "&amount=" + amount +
                            "&refund_id=" + number);
    };
    const auto settled = [&](const std::string& amount, const std::string& number) {
        reply got;
        local_system::eventually([&] {  // one at a time: the second waits for the first's batch
            got = refund(amount, number);
            return at(got, "code") != "10004";
        });
        return got;
    };
    EXPECT_EQ(at(settled("60", id.substr(0, 13) + "-a"), "code"), "0");
    EXPECT_EQ(at(settled("60", id.substr(0, 13) + "-b"), "code"), "20002");
    EXPECT_EQ(at(settled("40", id.substr(0, 13) + "-c"), "code"), "0");
    EXPECT_EQ(at(settled("1", id.substr(0, 13) + "-d"), "code"), "20002");
    EXPECT_EQ(at(refund("50", id.substr(0, 13) + "-a"), "code"), "20003");
}

TEST_P(main_job, an_unknown_order_and_an_unpaid_one_are_told_apart) {
    const std::string unpaid = at(system_->new_order().root().dump(), "data.tpOrderId");
    const reply status = system_->get("/pay/status?tp_order_id=" + unpaid);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "-1");
    // 1.0 asks by what only a notify tells.
    EXPECT_EQ(at(status, "data.source"), GetParam() == std::string("1.0") ? "ledger" : "baidu");
    EXPECT_EQ(at(system_->get("/pay/refund?tp_order_id=" + unpaid), "code"), "20000");
    EXPECT_EQ(at(system_->get("/pay/status?tp_order_id=1"), "code"), "20001");
    EXPECT_EQ(at(system_->get("/pay/refund?tp_order_id=1"), "code"), "20001");
}

TEST_P(main_job, is_what_make_run_walks_through_with_at_most_one_access_token) {
    const std::string api = GetParam();
    const local_system fresh(settings{.api = api});
    const call_counter tokens(fresh, "token", 1);
    const std::string shown =
        run(concat("RUN_DIR=", fresh.folder().string(), " PORT=", fresh.port(),
                   " SANDBOX_PORT=", fresh.sandbox_port(), " tests/local/walk.sh"));
    EXPECT_NE(shown.find("All 10 steps were right."), std::string::npos) << shown;
    EXPECT_EQ(tokens.count(), api == "1.0" ? 0 : 1);
}

TEST_P(main_job, sessions_and_orders_outlive_a_restart) {
    const std::string open_id = system_->log_in("survivor");
    const reply sealed = system_->sandbox_post("/sandbox/getPhoneNumber?open_id=survivor", "");
    const std::string id = system_->paid_order();
    system_->restart();
    const reply phone = system_->post("/auth/phone", sealed_body(sealed, "encryptedData", open_id));
    EXPECT_EQ(at(phone, "code"), "0") << phone.body;
    const reply status = system_->get("/pay/status?tp_order_id=" + id);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
}

}  // namespace
}  // namespace swan::e2e
