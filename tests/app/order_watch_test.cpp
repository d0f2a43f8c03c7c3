// What becomes of an order that nobody told us about; Baidu is a scripted server.
#include "app/order_watch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "../baidu/api_fixture.h"
#include "../service/log_file.h"
#include "../service/plain_server.h"
#include "app/found_ledger.h"
#include "base/text.h"
#include "services_harness.h"

namespace swan::test {
namespace {

class OrderWatchTest : public ::testing::Test {
  protected:
    OrderWatchTest() : settings(swan::baidu::test_config(server.url(""))) {
        books.rules.api = api_generation::v2;
        books.sell(sold());
        server.play([this](connection& to, const seen_request& asked) {
            const auto is = [&](const char* call) {
                return asked.target.find(call) != std::string::npos;
            };
            return to.send(http_answer("200 OK", is("/oauth/")           ? kToken
                                                 : is("findByTpOrderId") ? found
                                                                         : kNoRefunds));
        });
    }

    void close() {
        books.in_transaction([&] {
            record_closing(books.db, books.rules, kSold, books.now);
            record_closed(books.db, books.rules, kSold, books.now);
        });
    }
    job_end look() {
        return carry_out(settings, books, &order_watch::run,
                         {.kind = job_kind::watch, .subject = kSold, .attempts = 1});
    }

    static constexpr const char* kToken = R"({"access_token":"24.token","expires_in":2592000})";
    static constexpr const char* kNoRefunds = R"({"errno":60021,"msg":"none","data":null})";
    const std::string found =
        concat(R"({"errno":0,"msg":"success","data":{"status":2,"tpOrderId":")", kSold,
               R"(","orderId":")", kPaidAs, R"(","userId":")", kUser, R"(","dealId":")", kDeal,
               R"(","totalMoney":100,"payMoney":100}})");
    plain_server server;
    config settings;
    ledger books;
    log_file log;
};

TEST_F(OrderWatchTest, APaymentThatNobodyToldOfIsBooked) {
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(books.view().sold->state, order::status::paid);
}

// Baidu took it before the close or after it, which a query does not tell.
TEST_F(OrderWatchTest, APaymentThatTheQueryAfterACloseFindsIsAnAlert) {
    close();
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(books.view().sold->state, order::status::closed);
    EXPECT_FALSE(books.view().paid);
    const auto lines = log.lines();
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find(concat("alert paid_unfit tp_order_id=", kSold, " order_id=", kPaidAs,
                                " why=the order is closed")) != std::string::npos;
    }));
}

}  // namespace
}  // namespace swan::test
