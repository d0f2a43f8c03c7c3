#include "app/order_query.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "../baidu/api_fixture.h"
#include "../service/store/temporary_database.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {
namespace {

// Too small for a SHA-1 signature: 336 bits.
constexpr const char* kTinyKey =
    "MIHYAgEAAisAwpvB5oQxrnUp8xMX0qWLNtwPZoo2TbwdV9Ybk0yJRR0AXSG+wJS9kujtAgMBAAECKwCdXNmkDw0lZvRu6"
    "+d9nANAbx286tCodkXa7Ubq9gLbgTYBbGFlABW02EECFgDO+/mLuPH3DvtRs/s2BQkt/WpdqkUCFgDwsYU/LTOKiUDEhd"
    "U/hlp/NnSpQokCFUok0LtQQLyzTStzQWWUYDltMZDj0QIWAOYK9OxN2l4FEncB5q/BTEsbk+KV6QIVSZNVz6FTkvmidDD"
    "h0lEnsW2rWFve";

class OrderQueryTest : public ::testing::Test {
  protected:
    OrderQueryTest() {
        static const bool once = (http_global_init(), true);
        EXPECT_TRUE(once);
        logging::start(files_.folder() / "swan.log", logging::level::info);
    }
    ~OrderQueryTest() override { logging::stop(); }

    std::optional<baidu::order_status> ask(baidu::payment_ids ids) {
        loop events;
        waiting_limit limit(10);
        http_client http(events, {}, limit);
        unfinished_work unfinished;
        metrics counted;
        store db(files_.where());
        platform baidu(settings, rules, db, http);
        const services with{settings, rules, db, baidu, unfinished, counted};
        std::optional<baidu::order_status> said;
        const order_reference which{.tp_order_id = "55", .ids = std::move(ids)};
        events.post([&] { start(keep(asked_at_baidu(with, which, "rid"), said, events)); });
        events.run();
        return said;
    }
    // What was logged; call it last.
    std::string log() {
        logging::stop();
        std::ifstream in(files_.folder() / "swan.log");
        return {std::istreambuf_iterator<char>(in), {}};
    }

    test::plain_server server;
    config settings = baidu::test_config(server.url("/"));
    ledger_rules rules{.app = 1, .api = api_generation::v1};

  private:
    static task<void> keep(task<std::optional<baidu::order_status>> asking,
                           std::optional<baidu::order_status>& into, loop& events) {
        const auto said = co_await asking;
        into = said;
        events.stop();
    }

    test::temporary_database files_;
};

TEST_F(OrderQueryTest, WithoutAnOrderIdThereIsNothingToAskFor) {
    EXPECT_FALSE(ask({"", "7"}));
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(log(), "");
}

TEST_F(OrderQueryTest, WithoutAUserIdTheLogSaysThatNobodyCouldBeAsked) {
    EXPECT_FALSE(ask({"812", ""}));
    EXPECT_TRUE(server.requests().empty());
    EXPECT_NE(log().find("WARN order query failed tp_order_id=55 order_id=812 why=no notify"),
              std::string::npos);
}

TEST_F(OrderQueryTest, AQueryThatCannotBeSignedIsAFailedQuery) {
    settings.self_key = crypto::rsa_private_key::parse(kTinyKey);
    EXPECT_FALSE(ask({"812", "7"}));
    EXPECT_TRUE(server.requests().empty());
    EXPECT_NE(log().find("WARN order query failed tp_order_id=55 order_id=812 why="),
              std::string::npos);
}

TEST_F(OrderQueryTest, AnErrorOfBaidusIsAFailedQuery) {
    server.play([](test::connection& to, const test::seen_request&) {
        return to.send(test::http_answer("200 OK", R"({"errno":10003,"msg":"x"})")) && false;
    });
    EXPECT_FALSE(ask({"812", "7"}));
    EXPECT_EQ(server.requests().size(), 1u);
    EXPECT_NE(log().find("WARN order query failed tp_order_id=55 order_id=812 why="),
              std::string::npos);
}

// ---- API 2.0: an answer is believed only for what was asked

class OrderQueryV2Test : public OrderQueryTest {
  protected:
    OrderQueryV2Test() { rules.api = api_generation::v2; }

    // The status by an order query about the order 55 that is answered with `data`.
    std::optional<baidu::order_status> answered(std::string data, std::string order_id) {
        server.play([data](test::connection& to, const test::seen_request& what) {
            const bool token = what.target.find("/oauth/2.0/token") != std::string::npos;
            return to.send(
                test::http_answer("200 OK", token ? R"({"access_token":"t","expires_in":2592000})"
                                                  : concat(R"({"errno":0,"data":)", data, "}")));
        });
        return ask({std::move(order_id), "7"});
    }
};

TEST_F(OrderQueryV2Test, TheOrderThatWasAskedForIsBelieved) {
    const char* const good = R"({"status":2,"tpOrderId":"55","orderId":812})";
    EXPECT_EQ(answered(good, "812").value().pay, baidu::queried_pay::paid);
    EXPECT_EQ(answered(good, "").value().pay, baidu::queried_pay::paid);
    EXPECT_EQ(answered(R"({"status":2,"orderId":812})", "812").value().pay,
              baidu::queried_pay::paid)
        << "without its tpOrderId";
    EXPECT_EQ(answered("null", "812").value().pay, baidu::queried_pay::unpaid) << "there is none";
}

TEST_F(OrderQueryV2Test, AnotherOrderOrPaymentIsNot) {
    EXPECT_FALSE(answered(R"({"status":2,"tpOrderId":"56","orderId":812})", "812"));
    EXPECT_FALSE(answered(R"({"status":2,"tpOrderId":"56","orderId":812})", ""));
    EXPECT_FALSE(answered(R"({"status":2,"tpOrderId":"55","orderId":813})", "812"));
    EXPECT_FALSE(answered(R"({"status":2,"tpOrderId":"55"})", "812")) << "which payment?";
    EXPECT_NE(log().find("Baidu answers for another order"), std::string::npos);
}

// ---- API 2.0, in the terms of 1.0

baidu::found_order found(baidu::found_order::status state, std::optional<int64_t> sub_status) {
    return {.state = state, .sub_status = sub_status};
}

TEST(StatusOfTest, AnOrderIsPaidExactlyWhenItsStatusSaysSo) {
    using status = baidu::found_order::status;
    EXPECT_EQ(status_of(std::nullopt).pay, baidu::queried_pay::unpaid);
    EXPECT_EQ(status_of(found(status::cancelled, 7)).pay, baidu::queried_pay::unpaid);
    EXPECT_EQ(status_of(found(status::unpaid, 1)).pay, baidu::queried_pay::unpaid);
    EXPECT_EQ(status_of(found(status::paid, std::nullopt)).pay, baidu::queried_pay::paid);
    EXPECT_EQ(status_of(baidu::found_order{.order_id = "4711"}).order_id, "4711");
}

TEST(StatusOfTest, ARefundIsToldOnlyWhileTheSubStatusIsOfOne) {
    using status = baidu::found_order::status;
    using baidu::queried_refund;
    for (const auto none : {std::optional<int64_t>(), std::optional<int64_t>(2),
                            std::optional<int64_t>(3), std::optional<int64_t>(99)})
        EXPECT_EQ(status_of(found(status::paid, none)).refund, std::nullopt);
    EXPECT_EQ(status_of(found(status::paid, 4)).refund, queried_refund::running);
    EXPECT_EQ(status_of(found(status::paid, 5)).refund, queried_refund::done);
    EXPECT_EQ(status_of(found(status::paid, 6)).refund, queried_refund::failed);
    EXPECT_EQ(status_of(found(status::paid, 3)).verification, std::nullopt);
    EXPECT_TRUE(status_of(found(status::paid, 4)).infers_refund);
}

}  // namespace
}  // namespace swan
