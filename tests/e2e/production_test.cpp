// What differs in production: who may move money, and what has a price.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "../baidu/published.h"
#include "base/text.h"
#include "local_system.h"
#include "process.h"

namespace swan::e2e {
namespace {

constexpr const char* kKey = "KeyOfTheShop0123456789";

class production : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        system_ = std::make_unique<local_system>();
        const auto conf = system_->folder() / "conf";
        // Keys as a merchant has them: without the mark of those that `make run` makes.
        for (const char* file : {"self_rsa_private_key.pem", "platform_rsa_public_key.pem"}) {
            const std::string marked = content_of(conf / file);
            ASSERT_TRUE(marked.starts_with("swan-sandbox"));
            write(file, marked.substr(marked.find('\n') + 1));
        }
        system_->admit_merchant(kKey);
        system_->restart(R"({"environment":"production","upstream_base":"https://127.0.0.1:9"})");
    }
    static void TearDownTestSuite() { system_.reset(); }

    static void write(const std::string& file, const std::string& content) {
        std::ofstream(system_->folder() / "conf" / file) << content;
    }
    static std::string own_key() {
        return content_of(system_->folder() / "conf/self_rsa_private_key.pem");
    }
    // With that file the worker says so in one line, and ends as a service that is not started
    // again.
    static void expect_no_start(const std::string& file, const std::string& content,
                                const std::string& told) {
        const std::string good = content_of(system_->folder() / "conf" / file);
        write(file, content);
        const outcome got = run_to_end({(local_system::build() / "swan-fcgi").string(), "--conf",
                                        (system_->folder() / "conf").string()},
                                       system_->folder());
        write(file, good);
        EXPECT_EQ(got.status, 78);
        EXPECT_TRUE(got.err.ends_with(concat(file, ": ", told, "\n"))) << got.err;
        EXPECT_EQ(std::ranges::count(got.err, '\n'), 1) << got.err;
    }
    static reply with_key(const std::string& path, const std::string& body,
                          const std::string& key = kKey) {
        return system_->post(path, body, {"Authorization: Bearer " + key});
    }

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> production::system_;

TEST_F(production, does_not_start_with_a_key_that_make_run_made) {
    expect_no_start("self_rsa_private_key.pem", "swan-sandbox: a test key\n" + own_key(),
                    "is a key of the sandbox; production needs one of your own");
}

TEST_F(production, does_not_start_with_a_key_that_baidu_has_published) {
    constexpr const char* kTold = "is a published sample key; production needs one of your own";
    expect_no_start("self_rsa_private_key.pem", std::string(published::kDocumentationKeyPkcs1),
                    kTold);
    expect_no_start("platform_rsa_public_key.pem", std::string(published::kNotifyPlatformKey),
                    kTold);
}

TEST_F(production, does_not_start_with_its_own_key_for_the_platforms) {
    const std::string file = (system_->folder() / "conf/self_rsa_private_key.pem").string();
    expect_no_start("platform_rsa_public_key.pem", run("openssl rsa -pubout -in " + file),
                    "is your own public key; put the platform's (Baidu's) there");
}

TEST_F(production, refunds_by_post_only) {
    const reply got = system_->get("/pay/refund?tp_order_id=1");
    EXPECT_EQ(got.status, 405);
    EXPECT_EQ(got.header("allow"), "POST");
    EXPECT_EQ(at(got, "code"), "10006") << got.body;
}

TEST_F(production, refunds_for_the_merchants_key_only) {
    const std::string body = "tp_order_id=1";
    EXPECT_EQ(at(system_->post("/pay/refund", body), "code"), "30003");
    EXPECT_EQ(at(with_key("/pay/refund", body, "another"), "code"), "30003");
    const reply basic = system_->post("/pay/refund", body, {"Authorization: Basic eDp5"});
    EXPECT_EQ(at(basic, "code"), "30003");
    EXPECT_EQ(at(with_key("/pay/refund", body), "code"), "20001") << "no such order";
}

TEST_F(production, sells_nothing_without_a_price) {
    for (const char* query : {"", "?count=2"}) {
        const reply got = system_->get(concat("/pay/gen", query));
        EXPECT_EQ(at(got, "code"), "10001") << got.body;
        EXPECT_NE(at(got, "err_msg").find("\"goods_id\""), std::string::npos) << got.body;
    }
    EXPECT_EQ(at(system_->get("/pay/gen?goods_id=nothing"), "code"), "10001");
    EXPECT_EQ(at(system_->get("/pay/gen?amount=1&title=tea&merchant_order_id=A-1"), "code"),
              "30003");
    EXPECT_EQ(at(system_->get("/pay/gen?goods_id=tea&count=2"), "data.totalAmount"), "2580");
}

TEST_F(production, makes_no_order_for_a_prefetch_and_no_refund) {
    for (const char* header : {"Sec-Purpose: prefetch", "Purpose: prefetch", "X-Moz: prefetch"}) {
        const reply refund = system_->post("/pay/refund", "tp_order_id=1",
                                           {header, concat("Authorization: Bearer ", kKey)});
        EXPECT_EQ(refund.status, 405) << header;
        EXPECT_EQ(at(refund, "code"), "10006") << refund.body;
        const reply got = system_->ask("GET", "/pay/gen?goods_id=tea", "", {header});
        EXPECT_EQ(got.status, 405) << header;
        EXPECT_EQ(at(got, "code"), "10006");
    }
}

TEST_F(production, sells_on_the_merchants_own_terms_once_for_each_of_his_orders) {
    const std::string terms = "amount=4200&title=Tea%20for%20two&merchant_order_id=A-17";
    const reply first = with_key("/pay/gen", terms);
    EXPECT_EQ(at(first, "code"), "0") << first.body;
    EXPECT_EQ(at(first, "data.totalAmount"), "4200");
    EXPECT_EQ(at(first, "data.dealTitle"), "Tea for two");
    const reply again = with_key("/pay/gen", terms);
    EXPECT_EQ(again.body, first.body);
    const reply other = with_key("/pay/gen", terms + "9");
    EXPECT_NE(at(other, "data.tpOrderId"), at(first, "data.tpOrderId"));
    const reply dearer = with_key("/pay/gen", "amount=4201&title=Tea&merchant_order_id=A-17");
    EXPECT_EQ(at(dearer, "code"), "10001") << dearer.body;
    EXPECT_NE(at(dearer, "err_msg").find("merchant_order_id"), std::string::npos) << dearer.body;
}

}  // namespace
}  // namespace swan::e2e
