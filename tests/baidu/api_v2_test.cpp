// The calls of API 2.0 over a real connection.
#include "baidu/api_v2.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "api_v2_samples.h"
#include "base/text.h"
#include "scripted_test.h"

namespace swan::baidu {
namespace {

using samples::kToken;
using samples::part;
using verdict = enum money_outcome::verdict;
using namespace std::chrono_literals;

class ApiV2 : public scripted_test {
  protected:
    // What came of one call.
    template <class T>
    struct came {
        std::optional<T> result;
        std::optional<error> fault;
        bool token_was_refused = false;
    };

    // `call(api_v2&)` on a loop, client and api of its own.
    template <class Call>
    auto run(Call call) {
        using result = decltype(call(std::declval<api_v2&>()).await_resume());
        came<result> told;
        loop events;
        waiting_limit limit(most_waiting_);
        http_client http(events, how_, limit);
        api_v2 baidu(samples::identity(server_.url("")), http);
        events.post([&] { start(tell<result>(call(baidu), told, events)); });
        events.run();
        return told;
    }
    auto refund() {
        return run([](api_v2& baidu) { return baidu.apply_order_refund(kToken, part(), "rid"); });
    }
    auto find() {
        return run([](api_v2& baidu) { return baidu.find_by_tp_order_id(kToken, "17", "rid"); });
    }

  private:
    template <class T>
    static task<void> tell(task<T> work, came<T>& into, loop& events) {
        try {
            T result = co_await work;
            into.result = std::move(result);
        } catch (const token_refused& fault) {
            into.fault = fault;
            into.token_was_refused = true;
        } catch (const error& fault) {
            into.fault = fault;
        }
        events.stop();
    }
};

TEST_F(ApiV2, GetsATokenByAPost) {
    answer(R"({"access_token":"24.x","expires_in":2592000})");
    const auto told = run([](api_v2& baidu) { return baidu.fetch_token("rid-0"); });
    ASSERT_TRUE(told.result) << told.fault->log_text();
    EXPECT_EQ(told.result->token, "24.x");
    EXPECT_EQ(seen().method, "POST");
    EXPECT_EQ(seen().target, "/oauth/2.0/token");
    EXPECT_TRUE(seen().body.starts_with("grant_type=client_credentials&")) << seen().body;
    EXPECT_NE(seen().headers.find("X-Request-Id: rid-0\r\n"), std::string::npos);
}

TEST_F(ApiV2, TellsWhatTheTokensErrorSaysThoughItsStatusIs400) {
    answer(R"({"error":"invalid_client","error_description":"unknown client id"})",
           "400 Bad Request");
    const auto told = run([](api_v2& baidu) { return baidu.fetch_token("rid"); });
    EXPECT_EQ(told.fault->client_text(), "Baidu error: invalid_client: unknown client id");
}

TEST_F(ApiV2, GetsASessionKeyAndAUnionIdByPosts) {
    answer(R"({"data":{"open_id":"o","session_key":"k"},"errno":0})");
    const auto session =
        run([](api_v2& baidu) { return baidu.get_session_key(kToken, "the-code", "rid"); });
    ASSERT_TRUE(session.result);
    EXPECT_EQ(session.result->open_id, "o");
    EXPECT_EQ(seen().target, concat("/rest/2.0/smartapp/getsessionkey?access_token=", kToken));
    EXPECT_EQ(seen().body, "code=the-code");
    answer(R"({"data":{"unionid":"u"},"errno":0})");
    const auto user = run([](api_v2& baidu) { return baidu.get_union_id(kToken, "o", "rid"); });
    EXPECT_EQ(user.result, "u");
    EXPECT_EQ(seen().body, "openid=o");
}

TEST_F(ApiV2, FindsAnOrderAndItsRefundsByGets) {
    answer(R"({"data":{"status":2,"totalMoney":1},"errno":0})");
    const auto found = find();
    ASSERT_TRUE(found.result);
    EXPECT_EQ((*found.result)->total_money, 1);
    EXPECT_EQ(seen().method, "GET");
    EXPECT_EQ(seen().body, "");
    EXPECT_NE(seen().headers.find("X-Request-Id: rid\r\n"), std::string::npos);
    answer(R"({"data":[{"refundStatus":2}],"errno":0})");
    const auto refunds =
        run([](api_v2& baidu) { return baidu.find_order_refund(kToken, "17", "5", "rid"); });
    ASSERT_TRUE(refunds.result);
    EXPECT_EQ(refunds.result->size(), 1u);
}

TEST_F(ApiV2, ClosesAnOrderByAGetThatIsAloneOnItsConnection) {
    answer(R"({"data":true,"errno":0})");
    const auto closed = run([](api_v2& baidu) { return baidu.cancel_order(kToken, "8", "rid"); });
    EXPECT_EQ(closed.result, true);
    EXPECT_EQ(seen().method, "GET");
    EXPECT_NE(seen().target.find("/cancelOrder?"), std::string::npos);
}

TEST_F(ApiV2, ListsBothBills) {
    answer(R"({"data":{"data":[{"url":"https://b"}],"totalCount":1},"errno":0})");
    const auto day = 2020y / 9 / 5;
    const auto orders = run([&](api_v2& baidu) { return baidu.order_bill(kToken, day, "rid"); });
    EXPECT_EQ(orders.result->at(0).url, "https://b");
    EXPECT_NE(seen().target.find("/orderBill?"), std::string::npos);
    const auto money = run([&](api_v2& baidu) { return baidu.capita_bill(kToken, day, "rid"); });
    EXPECT_EQ(money.result->size(), 1u);
    EXPECT_NE(seen().target.find("/capitaBill?"), std::string::npos);
    EXPECT_NE(seen().target.find("billTime=2020-09-05"), std::string::npos);
}

TEST_F(ApiV2, RefundsByAPost) {
    answer(R"({"data":{"refundBatchId":"152713835","refundPayMoney":100},"errno":0})");
    const auto told = refund();
    ASSERT_TRUE(told.result);
    EXPECT_EQ(told.result->verdict, verdict::accepted);
    EXPECT_EQ(seen().method, "POST");
    EXPECT_EQ(field(parse_form(seen().body), "applyRefundMoney"), "100");
}

TEST_F(ApiV2, ARefundWithoutAWholeAnswerIsUnknownAndArrivedOnce) {
    for (const char* half : {"", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"errno\":0"}) {
        answer_raw(half);
        const size_t before = server_.requests().size();
        const auto told = refund();
        EXPECT_EQ(told.result->verdict, verdict::unknown) << half;
        EXPECT_EQ(server_.requests().size(), before + 1);
    }
}

TEST_F(ApiV2, TellsEveryCallerThatItsTokenIsRefused) {
    answer(R"({"error_code":110,"error_msg":"Access token invalid or no longer valid"})");
    EXPECT_TRUE(find().token_was_refused);
    EXPECT_TRUE(refund().token_was_refused);
    EXPECT_EQ(server_.requests().size(), 2u) << "whoever has the tokens asks again";
}

TEST_F(ApiV2, IsBusyAtOnceAboveTheLimit) {
    most_waiting_ = 0;
    EXPECT_EQ(find().fault->number(), code::busy);
    EXPECT_EQ(refund().fault->number(), code::busy);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(ApiV2, ARefundOfNothingIsNotSent) {
    const auto told = run([](api_v2& baidu) {
        refund_application what = part();
        what.amount = 0;
        return baidu.apply_order_refund(kToken, what, "rid");
    });
    EXPECT_EQ(told.fault->number(), code::sys_fail);
    EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace swan::baidu
