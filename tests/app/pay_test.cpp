// /pay/gen as a handler, on a store of its own; Baidu is not asked.
#include "app/pay.h"

#include <gtest/gtest.h>

#include <future>

#include "../baidu/published.h"
#include "../service/store/store_harness.h"
#include "service/store/orders.h"
#include "service/store/schema.h"

namespace swan {
namespace {

constexpr const char* kMerchantKey = "a key of the merchant's";
constexpr param_rule kKnown[] = {{"amount", 12}, {"title", 255}, {"merchant_order_id", 64}};

config test_config() {
    return {.smart_app = {"app-key", "secret"},
            .pay = {"470193086", "MMMabc", "10026", "title", "", api_generation::v1},
            .server = {},
            .catalogue = {},
            .merchant_keys = {{"shop", crypto::sha256(kMerchantKey)}},
            .self_key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1),
            .platform_keys = {}};
}

class PayTest : public ::testing::Test {
  protected:
    PayTest() {
        sql db(files.where());
        rules = {.app = app_number(db, "app-key"), .deal_id = "470193086", .numbers = &numbers};
    }

    // The answer to /pay/gen with the merchant's key, or what it throws.
    std::string gen(const std::string& query) {
        std::promise<std::string> answered;
        std::unique_ptr<http_client> http;
        std::unique_ptr<platform> baidu;
        std::unique_ptr<pay> handlers;
        request req;
        req.authorization = std::string("Bearer ") + kMerchantKey;
        req.parameters = params::parse(query, "", false, kKnown);
        loop.run([&] {
            http =
                std::make_unique<http_client>(*loop::current(), http_client::settings{}, waiting);
            baidu = std::make_unique<platform>(settings, rules, base, *http);
            handlers =
                std::make_unique<pay>(services{settings, rules, base, *baidu, unfinished, counted});
            start(ask(*handlers, req, answered));
        });
        auto result = answered.get_future();
        result.wait();
        loop.run([&] {
            handlers.reset();
            baidu.reset();
            http.reset();
        });
        return result.get();
    }
    std::string last_order_number() {
        sql db(files.where());
        return db.query_one("select max(tp_order_id) from orders", "t")->text(0);
    }
    int64_t orders() {
        sql db(files.where());
        return db.query_one("select count(*) from orders", "i")->number(0);
    }

    test::temporary_database files;
    order_numbers numbers{std::string(32, 'k'), "app-key"};
    config settings = test_config();
    ledger_rules rules;
    metrics counted;
    waiting_limit waiting{10};
    unfinished_work unfinished;
    store base{files.where()};
    test::loop_thread loop;

  private:
    static task<void> ask(pay& handlers, request& req, std::promise<std::string>& answered) {
        try {
            const response said = co_await handlers.gen(req);
            answered.set_value(said.body);
        } catch (...) {
            answered.set_exception(std::current_exception());
        }
    }
};

TEST_F(PayTest, AnswersTheOrderThatItHasStored) {
    const std::string answer = gen("amount=100&title=tea&merchant_order_id=A-1");
    EXPECT_EQ(orders(), 1);
    EXPECT_NE(answer.find(last_order_number()), std::string::npos) << answer;
}

// What was signed while the store looked is not answered.
TEST_F(PayTest, AnswersTheOlderOrderOfTheSameMerchantsNumber) {
    const std::string first = gen("amount=100&title=tea&merchant_order_id=A-1");
    EXPECT_EQ(gen("amount=100&title=tea&merchant_order_id=A-1"), first);
    EXPECT_EQ(orders(), 1);
    EXPECT_NE(gen("amount=100&title=tea&merchant_order_id=A-2"), first);
}

TEST_F(PayTest, AnswersNothingThatTheLedgerRefuses) {
    gen("amount=100&title=tea&merchant_order_id=A-1");
    EXPECT_THROW(gen("amount=101&title=tea&merchant_order_id=A-1"), error);
    EXPECT_EQ(orders(), 1);
}

}  // namespace
}  // namespace swan
