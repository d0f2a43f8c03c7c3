#include "app/platform.h"

#include "../service/store/store_harness.h"
#include "baidu/api_fixture.h"
#include "samples.h"
#include "token_harness.h"

namespace swan::test {
namespace {

using PlatformTest = AccessTokenTest;

// A platform on a loop of its own; made and given up there.
struct platform_on_a_loop {
    platform_on_a_loop(const std::string& upstream, const std::string& store_at,
                       api_generation api = api_generation::v1)
        : settings(swan::baidu::test_config(upstream)),
          rules{.app = token_loop::kApp, .api = api},
          db(store_at) {
        [[maybe_unused]] static const bool once = (http_global_init(), true);
        loop.run([this] {
            http =
                std::make_unique<http_client>(*loop::current(), http_client::settings{}, waiting);
            one = std::make_unique<platform>(settings, rules, db, *http);
        });
    }
    void give_up() {
        loop.run([this] { one.reset(); });
    }
    ~platform_on_a_loop() {
        loop.run([this] {
            one.reset();
            http.reset();
        });
    }

    const config settings;
    const ledger_rules rules;
    waiting_limit waiting{10};
    store db;
    loop_thread loop;
    std::unique_ptr<http_client> http;
    std::unique_ptr<platform> one;
};

// Why the money goes back: a service failure (3) where the payment is not ours, else the
// merchant's customer service (2).
TEST_F(PlatformTest, TellsBaiduWhyMoneyGoesBack) {
    put(old_token());
    baidu.play([](connection& to, const seen_request&) {
        return to.send(http_answer("200 OK", R"({"errno":0,"data":{"refundBatchId":"7"}})"));
    });
    const auto refund_seen = [&](api_generation api, refund::source origin) {
        platform_on_a_loop on(baidu.url(""), files.where(), api);
        refund what = refunded(refund::status::sent);
        what.origin = origin;
        std::promise<void> answered;
        on.loop.run([&] {
            start([](platform& of, refund one, std::promise<void>& told) -> task<void> {
                co_await of.apply_refund(one, paid(), "rid");
                told.set_value();
            }(*on.one, what, answered));
        });
        answered.get_future().wait();
        const seen_request last = baidu.requests().back();
        EXPECT_NE(last.target.find("pplyOrderRefund"), std::string::npos) << last.target;
        return concat(last.target, " ", last.body, "&");
    };
    for (const auto api : {api_generation::v1, api_generation::v2}) {
        const std::string given_back = refund_seen(api, refund::source::abnormal);
        EXPECT_NE(given_back.find("refundType=3&"), std::string::npos) << given_back;
        const std::string merchants = refund_seen(api, refund::source::merchant);
        EXPECT_NE(merchants.find("refundType=2&"), std::string::npos) << merchants;
    }
}

// A bug that a review found: a reload gives a platform up, and its next token came to freed memory.
TEST_F(PlatformTest, MayBeGivenUpWhileItsNextTokenIsFetched) {
    put(due_token());
    std::promise<void> asked_for_a_token;
    std::promise<void> go;
    baidu.play([&, may_go = go.get_future().share()](connection& to, const seen_request& what) {
        if (what.target.find("/oauth/2.0/token") == std::string::npos)
            return to.send(http_answer("200 OK", R"({"errno":0,"data":{"unionid":"u"}})"));
        asked_for_a_token.set_value();
        may_go.wait();
        return to.send(granted("next", "2592000"));
    });
    platform_on_a_loop on(baidu.url(""), files.where());
    std::promise<std::string> answered;
    on.loop.run([&] {
        start([](platform& of, std::promise<std::string>& into) -> task<void> {
            std::string id = co_await of.union_id("somebody", "rid");
            into.set_value(std::move(id));
        }(*on.one, answered));
    });
    EXPECT_EQ(answered.get_future().get(), "u");
    asked_for_a_token.get_future().wait();
    on.give_up();
    go.set_value();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (row().number != 8 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(row().token, "next");
}

}  // namespace
}  // namespace swan::test
