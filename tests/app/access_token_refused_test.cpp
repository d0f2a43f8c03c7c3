// What happens when Baidu refuses a token that it has granted.
#include <gtest/gtest.h>

#include <string>

#include "app/access_token.h"
#include "token_harness.h"

namespace swan::test {
namespace {

using AccessTokenRefusedTest = AccessTokenTest;

TEST_F(AccessTokenRefusedTest, IsNotGivenAgain) {
    put(old_token());
    token_loop& loop = a_loop();
    EXPECT_EQ(loop.token(), "old");
    loop.refused("old");
    EXPECT_EQ(loop.token(), "t1");
    loop.refused("old");
    loop.refused("another");
    loop.refused("");
    EXPECT_EQ(loop.token(), "t1") << "that was the one before";
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenRefusedTest, IsReplacedOnceHoweverManyAreRefused) {
    put(old_token());
    token_loop& one = a_loop();
    token_loop& other = a_process();
    for (token_loop* each : {&one, &other}) EXPECT_EQ(each->token(), "old");
    std::vector<std::future<got_token>> all;
    for (int i = 0; i < 10; ++i)
        for (token_loop* each : {&one, &other}) {
            each->refused("old");
            for (auto& call : each->ask(5)) all.push_back(std::move(call));
        }
    for (auto& each : all) EXPECT_EQ(each.get().token, "t1");
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenRefusedTest, StaysRefusedWhenTheNextOneCannotBeFetched) {
    put(old_token());
    refuse();
    token_loop& loop = a_loop();
    EXPECT_EQ(loop.token(), "old");
    loop.refused("old");
    EXPECT_EQ(loop.token(), "fault: Baidu error: invalid_client: unknown");
    EXPECT_EQ(loop.token(), "fault: Baidu gives no access token");
    EXPECT_EQ(row().token, "old");
    EXPECT_EQ(a_loop().token(), "old") << "to this one Baidu has not refused it";
}

TEST_F(AccessTokenRefusedTest, DoesNotMakeEveryRequestFetchOneWhenBaiduRefusesAll) {
    token_loop& loop = a_loop();
    for (int i = 0; i < 50; ++i) {
        const got_token got = loop.ask();
        if (!got.fault) loop.refused(got.token);
    }
    EXPECT_LE(asked(), 4u);  // the first, one at once, one after a second, and a slow machine
}

TEST_F(AccessTokenRefusedTest, MayBeGrantedOnceMore) {
    put(old_token());
    baidu.play([](connection& to, const seen_request&) { return to.send(granted("old", "100")); });
    token_loop& loop = a_loop();
    EXPECT_EQ(loop.token(), "old");
    loop.refused("old");
    EXPECT_EQ(loop.token(), "old");
    EXPECT_EQ(loop.token(), "old");
    EXPECT_EQ(row().number, 8);
    EXPECT_EQ(asked(), 1u);
}

// ---- with_token -----------------------------------------------------------------------------

// A call to Baidu that refuses some tokens.
struct call_of_baidu {
    std::vector<std::string> refuses;
    std::vector<std::string> sent;  // the tokens of all calls, in order

    task<std::string> call(std::string token) {
        sent.push_back(token);
        for (const std::string& each : refuses)
            if (each == token) throw baidu::token_refused("call: Baidu error 110");
        if (token == "broken") throw error(code::upstream_fail, "broken");
        co_return "answer to " + token;
    }
};

task<void> tell(access_tokens& tokens, call_of_baidu& call, std::promise<std::string>& told) {
    const auto with = [&call](std::string token) { return call.call(std::move(token)); };
    std::string came;
    try {
        std::string answer = co_await with_token(tokens, "rid", with);
        came = std::move(answer);
    } catch (const baidu::token_refused&) {
        came = "token refused";
    } catch (const error& fault) {
        came = fault.client_text();
    }
    told.set_value(came);
}

std::string came_of(token_loop& on, call_of_baidu& call) {
    std::promise<std::string> told;
    on.on_loop([&] { start(tell(on.tokens(), call, told)); });
    return told.get_future().get();
}

TEST_F(AccessTokenRefusedTest, MakesACallGoOnceMoreWithAFreshOne) {
    put(old_token());
    token_loop& loop = a_loop();
    call_of_baidu call{.refuses = {"old"}, .sent = {}};
    EXPECT_EQ(came_of(loop, call), "answer to t1");
    EXPECT_EQ(came_of(loop, call), "answer to t1");
    EXPECT_EQ(call.sent, (std::vector<std::string>{"old", "t1", "t1"}));
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenRefusedTest, MakesACallGoNoThirdTime) {
    put(old_token());
    token_loop& loop = a_loop();
    call_of_baidu call{.refuses = {"old", "t1"}, .sent = {}};
    EXPECT_EQ(came_of(loop, call), "token refused");
    EXPECT_EQ(call.sent, (std::vector<std::string>{"old", "t1"}));
    EXPECT_EQ(came_of(loop, call), "answer to t2") << "t1 is known to be refused";
}

TEST_F(AccessTokenRefusedTest, IsTheOnlyFaultThatIsTriedAgain) {
    stored_token broken = old_token();
    broken.token = "broken";
    put(broken);
    token_loop& loop = a_loop();
    call_of_baidu call;
    EXPECT_EQ(came_of(loop, call), "broken");
    EXPECT_EQ(call.sent.size(), 1u);
}

TEST_F(AccessTokenRefusedTest, WithoutAnyOtherTheCallIsNotSentAgain) {
    put(old_token());
    refuse();
    token_loop& loop = a_loop();
    call_of_baidu call{.refuses = {"old"}, .sent = {}};
    EXPECT_EQ(came_of(loop, call), "Baidu error: invalid_client: unknown");
    EXPECT_EQ(came_of(loop, call), "Baidu gives no access token");
    EXPECT_EQ(call.sent.size(), 1u);
}

}  // namespace
}  // namespace swan::test
