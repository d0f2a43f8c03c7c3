// Several mini-programs in one worker: the path decides, and nothing of one is another's.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "local_system.h"
#include "notify.h"
#include "process.h"

namespace swan::e2e {
namespace {

namespace fs = std::filesystem;

// A system with the plain mini-program, and with "shop", which the sandbox takes for its own.
class apps : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        system_ = std::make_unique<local_system>();
        fs::create_directories(shop());
        write("smart_app.json", R"({"app_key":"AppKeyOfTheShop","secret_key":"SecretOfTheShop"})");
        write("pay.json", R"({"deal_id":"7","app_key":"MMMshop","app_id":"77",
                              "order_title":"shop","api":"1.0"})");
        for (const char* name : {"self", "platform"})
            run("openssl genrsa -out " + key_of(name).string() + " 2048 2>&1");
        fs::copy_file(key_of("self"), shop() / "self_rsa_private_key.pem");
        run("openssl rsa -in " + key_of("platform").string() + " -pubout -out " +
            (shop() / "platform_rsa_public_key.pem").string() + " 2>&1");
        system_->restart();
    }
    static void TearDownTestSuite() { system_.reset(); }

    static fs::path shop() { return system_->folder() / "conf/apps/shop"; }
    static fs::path key_of(const std::string& name) {
        return system_->folder() / "keys" / (name + "_of_the_shop.pem");
    }
    static void write(const std::string& file, const std::string& content) {
        std::ofstream(shop() / file) << content;
        fs::permissions(shop() / file, fs::perms::owner_read | fs::perms::owner_write);
    }
    static json::document order_at(const std::string& prefix) {
        return json::document::parse(system_->get(prefix + "/pay/gen").body);
    }
    static std::string pay_status(const std::string& prefix, const json::document& order) {
        const std::string id = at(order.root().dump(), "data.tpOrderId");
        const reply got = system_->get(prefix + "/pay/status?tp_order_id=" + id);
        return at(got, "code") == "0" ? at(got, "data.payStatus.statusNum") : at(got, "code");
    }
    static std::string notify(const std::string& prefix, const field_list& fields) {
        return at(system_->post(prefix + "/pay/callback/succ", encode_form(fields)), "errno");
    }

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> apps::system_;

TEST_F(apps, sign_orders_each_for_its_own_payment_service) {
    EXPECT_EQ(at(order_at("/shop").root().dump(), "data.appKey"), "MMMshop");
    EXPECT_EQ(at(order_at("/shop").root().dump(), "data.dealId"), "7");
    EXPECT_NE(at(order_at("").root().dump(), "data.appKey"), "MMMshop");
}

TEST_F(apps, do_not_see_each_others_orders) {
    const json::document of_the_shop = order_at("/shop");
    const json::document plain = order_at("");
    EXPECT_EQ(pay_status("/shop", of_the_shop), "-1");
    EXPECT_EQ(pay_status("", of_the_shop), "20001");
    EXPECT_EQ(pay_status("", plain), "-1");
    EXPECT_EQ(pay_status("/shop", plain), "20001");
}

TEST_F(apps, believe_their_own_platform_only) {
    const json::document order = order_at("/shop");
    const field_list told = notify_of(order, "81245245190001");
    const field_list good = signed_with(key_of("platform"), told);
    const field_list others = signed_by_baidu(*system_, told);
    EXPECT_EQ(notify("/shop", others), "10000") << "the plain one's platform";
    EXPECT_EQ(notify("", good), "10000") << "told to the plain one";
    EXPECT_EQ(pay_status("/shop", order), "-1");
    EXPECT_EQ(notify("/shop", good), "0");
    EXPECT_EQ(pay_status("/shop", order), "1");
}

TEST_F(apps, log_in_with_their_own_key_and_keep_sessions_apart) {
    const std::string code = at(system_->sandbox_post("/sandbox/login", ""), "code");
    // The sandbox knows the plain one only: it refuses the shop's key.
    EXPECT_EQ(at(system_->get("/shop/auth/login?code=" + code), "code"), "10002");
    const std::string open_id = system_->log_in("customer");
    const std::string body = "open_id=" + open_id + "&iv=AAAAAAAAAAAAAAAAAAAAAA%3D%3D&data=" +
                             "AAAAAAAAAAAAAAAAAAAAAA%3D%3D";
    EXPECT_EQ(at(system_->post("/auth/phone", body), "code"), "30002");
    EXPECT_EQ(at(system_->post("/shop/auth/phone", body), "code"), "30001");
}

TEST_F(apps, that_there_are_not_answer_not_found) {
    EXPECT_EQ(at(system_->get("/club/pay/gen"), "code"), "10005");
    EXPECT_EQ(at(system_->get("/shop/shop/pay/gen"), "code"), "10005");
    EXPECT_EQ(at(system_->get("/shop/pay/nothing"), "code"), "10005");
}

TEST_F(apps, with_the_same_payment_service_stop_the_start) {
    const std::string good = content_of(shop() / "pay.json");
    fs::copy_file(system_->folder() / "conf/pay.json", shop() / "pay.json",
                  fs::copy_options::overwrite_existing);
    try {
        system_->restart();
        ADD_FAILURE() << "it has started";
    } catch (const std::runtime_error& e) {
        EXPECT_NE(std::string(e.what()).find("apps/shop/pay.json: app_key: "), std::string::npos)
            << e.what();
    }
    write("pay.json", good);
}

TEST_F(apps, are_examined_each_by_swanctl_doctor) {
    const outcome got = run_to_end({local_system::build() / "swanctl", "doctor", "--conf",
                                    system_->folder() / "conf", "--url", system_->url("")},
                                   system_->folder());
    EXPECT_EQ(got.status, 0) << got.out;
    for (const char* each :
         {"ok    keys shop: ", "warn  identifiers shop: ", "ok    callback /pay/callback/succ: ",
          "ok    callback /shop/pay/callback/succ: "})
        EXPECT_NE(got.out.find(each), std::string::npos) << each << got.out;
}

}  // namespace
}  // namespace swan::e2e
