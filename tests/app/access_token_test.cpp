#include "app/access_token.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "token_harness.h"

namespace swan::test {
namespace {

using std::chrono::milliseconds;

std::vector<std::string> tokens_of(std::vector<std::future<got_token>> all) {
    std::vector<std::string> tokens;
    for (auto& each : all) {
        got_token got = each.get();
        tokens.push_back(got.fault ? got.fault->client_text() : got.token);
    }
    return tokens;
}

// 25 calls on each loop at once, of which one has to ask Baidu.
void expect_one_request(token_loop& one, token_loop& other, held_answers& held,
                        const std::string& token) {
    auto first = one.ask(25);
    auto second = other.ask(25);
    for (token_loop* each : {&one, &other}) each->on_loop([] {});
    held.release();
    EXPECT_EQ(tokens_of(std::move(first)), std::vector<std::string>(25, token));
    EXPECT_EQ(tokens_of(std::move(second)), std::vector<std::string>(25, token));
}

plain_server::script grants_of(const std::string& token) {
    return [token](connection& to, const seen_request&) {
        return to.send(http_answer(
            "200 OK", concat(R"({"access_token":")", token, R"(","expires_in":2592000})")));
    };
}

TEST_F(AccessTokenTest, FiftyFirstCallsOnTwoLoopsAreOneRequest) {
    token_loop& one = a_loop();
    token_loop& other = a_loop();
    held_answers held(baidu, grants_of("first"));
    expect_one_request(one, other, held, "first");
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenTest, FiftyFirstCallsInTwoProcessesAreOneRequest) {
    token_loop& one = a_loop();
    token_loop& other = a_process();
    held_answers held(baidu, grants_of("first"));
    expect_one_request(one, other, held, "first");
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenTest, IsGivenFromMemoryAndFoundInTheStoreByALaterProcess) {
    EXPECT_EQ(a_loop().token(), "t1");
    token_loop& later = a_loop();
    EXPECT_EQ(later.token(), "t1");
    sql db(files.where());
    db.run_once("drop table access_tokens");
    EXPECT_EQ(later.token(), "t1");
    EXPECT_EQ(asked(), 1u);
}

TEST_F(AccessTokenTest, ThatHasExpiredIsReplacedBeforeItIsGiven) {
    stored_token expired = old_token();
    expired.expires_ms = store_now_ms();
    put(expired);
    EXPECT_EQ(a_loop().token(), "t1");
    EXPECT_EQ(row().number, 8);
}

TEST_F(AccessTokenTest, ThatExpiresInMemoryIsReplaced) {
    stored_token expiring = old_token();
    expiring.expires_ms = expiring.refresh_ms = store_now_ms() + 300;
    put(expiring);
    token_loop& loop = a_loop();
    EXPECT_EQ(loop.token(), "old");
    ask_until(loop, "t1");
    EXPECT_GE(store_now_ms(), expiring.expires_ms);
}

TEST_F(AccessTokenTest, ThatIsDueIsGivenWhileTheNextOneIsFetched) {
    put(due_token());
    token_loop& loop = a_loop();
    token_loop& other = a_loop();
    held_answers held(baidu, grants_of("next"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(loop.token(), "old");
        EXPECT_EQ(other.token(), "old");
    }
    held.release();
    ask_until(loop, "next");
    ask_until(other, "next");
    EXPECT_EQ(asked(), 1u);
    EXPECT_EQ(row().number, 8);
}

TEST_F(AccessTokenTest, StaysWhenTheNextOneCannotBeFetched) {
    put(due_token());
    refuse();
    token_loop& loop = a_loop();
    EXPECT_EQ(loop.token(), "old");
    while (row().failures == 0) std::this_thread::yield();
    EXPECT_EQ(loop.token(), "old");
    EXPECT_EQ(row().token, "old");
    EXPECT_EQ(row().lease_ends_ms, 0);
    EXPECT_EQ(asked(), 1u) << "the next attempt has to wait";
    grant();
    ask_until(loop, "t1");
}

TEST_F(AccessTokenTest, ThatCannotBeFetchedIsAFaultThatAsksBaiduOnce) {
    refuse();
    token_loop& loop = a_loop();
    token_loop& other = a_loop();
    const got_token got = loop.ask();
    ASSERT_TRUE(got.fault);
    EXPECT_EQ(got.fault->number(), code::upstream_fail);
    EXPECT_EQ(got.fault->client_text(), "Baidu error: invalid_client: unknown");
    for (int i = 0; i < 20; ++i)
        for (token_loop* each : {&loop, &other})
            EXPECT_EQ(each->token(), "fault: Baidu gives no access token");
    EXPECT_EQ(asked(), 1u);
    grant();
    ask_until(other, "t1");
    EXPECT_EQ(row().failures, 0);
}

TEST_F(AccessTokenTest, ThatBaiduDoesNotAnswerForIsATimeout) {
    token_loop& loop = a_loop(milliseconds(100));
    baidu.play([](connection& to, const seen_request&) {
        to.wait_until_closed();
        return false;
    });
    EXPECT_EQ(loop.ask().fault->number(), code::upstream_timeout);
}

TEST_F(AccessTokenTest, OfADeadOwnersLeaseIsFetchedWhenTheLeaseHasEnded) {
    stored_token none;
    none.lease_ends_ms = store_now_ms() + 300;
    put(none);
    EXPECT_EQ(a_loop().token(), "t1");
    EXPECT_GE(store_now_ms(), none.lease_ends_ms);
}

TEST_F(AccessTokenTest, ThatSomebodyElseFetchesIsWaitedForNoLongerThanACallMayTake) {
    stored_token none;
    none.lease_ends_ms = store_now_ms() + 5'000;
    put(none);
    token_loop& loop = a_loop(milliseconds(200));
    const got_token got = loop.ask();
    ASSERT_TRUE(got.fault);
    EXPECT_EQ(got.fault->number(), code::upstream_timeout);
    EXPECT_EQ(asked(), 0u);
}

TEST_F(AccessTokenTest, IsInNoLineOfTheLog) {
    baidu.play([](connection& to, const seen_request&) {
        return to.send(http_answer("400 Bad Request",
                                   R"({"error":"e","error_description":"the-secret-key?"})"));
    });
    testing::internal::CaptureStderr();
    EXPECT_EQ(a_loop().token(), "fault: Baidu error: e");
    grant();
    token_loop& loop = a_loop();
    ask_until(loop, "t1");
    const std::string lines = testing::internal::GetCapturedStderr();
    EXPECT_NE(lines.find("no access token: "), std::string::npos) << lines;
    EXPECT_NE(lines.find("a new access token"), std::string::npos) << lines;
    EXPECT_EQ(lines.find("the-secret-key"), std::string::npos) << lines;
    EXPECT_EQ(lines.find("t1"), std::string::npos) << lines;
}

}  // namespace
}  // namespace swan::test
