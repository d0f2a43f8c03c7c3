// The access token of API 2.0: one for all, and replaced when Baidu no longer takes it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "at_once.h"
#include "base/text.h"
#include "call_counter.h"
#include "worker_pair.h"

namespace swan::e2e {
namespace {

constexpr int kAtOnce = 50;

class access_token : public testing::Test {
  protected:
    std::string status(const std::string& tp_order_id) const {
        const reply got = system_.get("/pay/status?tp_order_id=" + tp_order_id);
        return at(got, "code") == "0" ? at(got, "data.source") : got.body;
    }
    void end_all_tokens(const std::string& how) const {
        const reply ended = system_.sandbox_post("/sandbox/tokens", R"({"end":")" + how + "\"}");
        EXPECT_EQ(at(ended, "tokens"), "1") << ended.body;
    }

    local_system system_{local_system::settings{.server_json = R"({"queries_a_second":1000})"}};
};

TEST_F(access_token, is_fetched_once_for_fifty_first_requests_of_two_processes) {
    std::vector<std::string> orders;
    for (int i = 0; i < kAtOnce; ++i)
        orders.push_back(at(system_.new_order().root().dump(), "data.tpOrderId"));
    const worker_pair workers(system_);
    const call_counter tokens(system_, "token", 300);
    const auto answers = all_of(
        begin_at_once(kAtOnce, [&](int i) { return status(orders[static_cast<size_t>(i)]); }));
    EXPECT_EQ(std::count(answers.begin(), answers.end(), "baidu"), kAtOnce) << answers[0];
    EXPECT_EQ(tokens.count(), 1);
}

class refused_access_token : public access_token,
                             public testing::WithParamInterface<const char*> {};

TEST_P(refused_access_token, is_replaced_within_the_same_request) {
    const auto asked = [&] { return status(system_.paid_order()); };  // one order not again at once
    EXPECT_EQ(asked(), "baidu");
    const call_counter tokens(system_, "token", 1);
    end_all_tokens(GetParam());
    EXPECT_EQ(asked(), "baidu");
    EXPECT_EQ(tokens.count(), 1);
    EXPECT_EQ(asked(), "baidu");
    EXPECT_EQ(tokens.count(), 1) << "the new one is kept";
}
INSTANTIATE_TEST_SUITE_P(when, refused_access_token, testing::Values("expire", "revoke"));

TEST_F(access_token, that_is_refused_moves_money_once) {
    const std::string order = system_.pay(system_.new_order("?goods_id=postcard"));
    EXPECT_EQ(status(order), "baidu");
    end_all_tokens("expire");
    const call_counter refunds(system_, "refund", 1);
    const reply got = system_.get("/pay/refund?tp_order_id=" + order);
    EXPECT_EQ(at(got, "code"), "0") << got.body;
    EXPECT_EQ(at(system_.get("/pay/refund?tp_order_id=" + order), "data.repeated"), "true");
}

TEST_F(access_token, that_cannot_be_had_leaves_refunds_reserved_and_says_why) {
    const std::string order = system_.pay(system_.new_order("?goods_id=postcard"));
    system_.fault(R"({"call":"token","fault":"error","times":0})");
    const reply got = system_.get("/pay/refund?tp_order_id=" + order);
    EXPECT_EQ(at(got, "code"), "10002") << got.body;
    EXPECT_EQ(at(got, "data.state"), "reserved") << got.body;
    system_.clear_faults();
    EXPECT_TRUE(local_system::eventually(
        [&] { return at(system_.get("/pay/refund?tp_order_id=" + order), "code") == "0"; }));
}

TEST_F(access_token, asks_for_the_union_id) {
    const std::string open_id = system_.log_in("united");
    const reply got = system_.get("/auth/unionid?open_id=" + open_id);
    EXPECT_EQ(at(got, "code"), "0") << got.body;
    EXPECT_NE(at(got, "data.union_id"), "");
    EXPECT_EQ(at(system_.get("/auth/unionid?open_id=nobody"), "code"), "10002");
}

TEST_F(access_token, may_log_in_too) {
    system_.restart(R"({"session_key_url":"rest"})");
    const call_counter tokens(system_, "token", 1);
    EXPECT_EQ(system_.log_in("over-rest"), "over-rest");
    EXPECT_EQ(system_.log_in("over-rest-2"), "over-rest-2");
    EXPECT_LE(tokens.count(), 1);
}

}  // namespace
}  // namespace swan::e2e
