#include "app/platform.h"

#include "../service/store/store_harness.h"
#include "baidu/api_fixture.h"
#include "token_harness.h"

namespace swan::test {
namespace {

using PlatformTest = AccessTokenTest;

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
    const config settings = swan::baidu::test_config(baidu.url(""));
    const ledger_rules rules{.app = token_loop::kApp};
    [[maybe_unused]] static const bool once = (http_global_init(), true);
    waiting_limit waiting(10);
    store db(files.where());
    loop_thread loop;
    std::unique_ptr<http_client> http;
    std::unique_ptr<platform> one;
    std::promise<std::string> answered;
    loop.run([&] {
        http = std::make_unique<http_client>(*loop::current(), http_client::settings{}, waiting);
        one = std::make_unique<platform>(settings, rules, db, *http);
        start([](platform& of, std::promise<std::string>& into) -> task<void> {
            std::string id = co_await of.union_id("somebody", "rid");
            into.set_value(std::move(id));
        }(*one, answered));
    });
    EXPECT_EQ(answered.get_future().get(), "u");
    asked_for_a_token.get_future().wait();
    loop.run([&] { one.reset(); });
    go.set_value();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (row().number != 8 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(row().token, "next");
    loop.run([&] { http.reset(); });
}

}  // namespace
}  // namespace swan::test
