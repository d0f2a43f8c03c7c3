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
    // Other than what was sold: booked as a mismatch, which Baidu is asked to refund.
    void pay_another_amount() {
        EXPECT_TRUE(books.notify(paid_notify(200)).is_error_order);
        found = found_with(200);
    }
    // Baidu's query tells of it, but not that it is given back.
    void give_back() {
        EXPECT_EQ(books.audit(audit("4711", 200)).audit_status, 1);
        books.refund_told(notified("4711", notified_refund::done));
    }
    bool is_alerted(std::string_view why) {
        const auto lines = log.lines();
        return std::ranges::any_of(lines, [&](const std::string& line) {
            return line.find(concat("alert paid_unfit tp_order_id=", kSold, " order_id=", kPaidAs,
                                    " why=", why)) != std::string::npos;
        });
    }
    order::status state() { return books.view().sold.value().state; }
    job_end look() {
        return carry_out(settings, books, &order_watch::run,
                         {.kind = job_kind::watch, .subject = kSold, .attempts = 1});
    }

    static constexpr const char* kToken = R"({"access_token":"24.token","expires_in":2592000})";
    static constexpr const char* kNoRefunds = R"({"errno":60021,"msg":"none","data":null})";
    static std::string found_with(int64_t money) {
        return concat(R"({"errno":0,"msg":"success","data":{"status":2,"tpOrderId":")", kSold,
                      R"(","orderId":")", kPaidAs, R"(","userId":")", kUser, R"(","dealId":")",
                      kDeal, R"(","totalMoney":)", money, R"(,"payMoney":)", money, "}}");
    }
    std::string found = found_with(100);
    plain_server server;
    config settings;
    ledger books;
    log_file log;
};

TEST_F(OrderWatchTest, APaymentThatNobodyToldOfIsBooked) {
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::paid);
}

// Baidu took it before the close or after it, which a query does not tell.
TEST_F(OrderWatchTest, APaymentThatTheQueryAfterACloseFindsIsAnAlert) {
    close();
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::closed);
    EXPECT_FALSE(books.view().paid);
    EXPECT_TRUE(is_alerted("the order is closed"));
}

// It was alerted, and asked about twice a day for ever.
TEST_F(OrderWatchTest, AnOrderWhosePaymentDidNotCountAndWentBackStaysOpenAndIsLeftInPeace) {
    pay_another_amount();
    give_back();
    books.rules.settings.close_after = std::chrono::hours(1'000'000);
    EXPECT_EQ(look(), std::chrono::minutes(1));
    EXPECT_EQ(state(), order::status::created);
    books.rules.settings.close_after = std::chrono::hours(24);
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::created) << "Baidu has not said that it is closed";
    EXPECT_FALSE(is_alerted(""));
}

TEST_F(OrderWatchTest, ItIsWatchedUntilTheWholeWentBack) {
    pay_another_amount();
    const auto expect_open = [&] {
        EXPECT_EQ(look(), std::chrono::minutes(1));
        EXPECT_EQ(state(), order::status::created);
    };
    expect_open();
    EXPECT_TRUE(is_alerted("totalMoney"));
    EXPECT_EQ(books.audit(audit("4711", 200)).audit_status, 1);
    expect_open();
    books.refund_told(notified("4711", notified_refund::failed));
    expect_open();
    books.refund_told(notified("4711", notified_refund::done));
    EXPECT_EQ(look(), std::nullopt);
}

// Only Baidu's word closes: an operator's does not either.
TEST_F(OrderWatchTest, ItsClosingGoesOnAsLongAsBaiduCallsItPaid) {
    pay_another_amount();
    give_back();
    books.in_transaction([&] { return record_closing(books.db, books.rules, kSold, books.now); });
    EXPECT_NE(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::closing);
    EXPECT_FALSE(is_alerted(""));
}

// Somebody paid after the close, and has it back by now.
TEST_F(OrderWatchTest, OfALatePaymentThatWentBackTheQueryAfterTheCloseTellsNothing) {
    close();
    payment_notify late = paid_notify();
    late.pay_time = books.now / 1000 + 600;
    EXPECT_TRUE(books.notify(late).is_error_order);
    EXPECT_EQ(books.audit(audit("4711", 100)).audit_status, 1);
    books.refund_told(notified("4711", notified_refund::done));
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::closed);
    EXPECT_FALSE(is_alerted(""));
}

// The customer paid once more, and that was good: by the one that went back nothing is closed.
TEST_F(OrderWatchTest, AGoodPaymentBesideTheOneThatWentBackKeepsItsOrder) {
    pay_another_amount();
    give_back();
    payment_notify good = paid_notify();
    good.order_id = "9001";
    books.notify(good);
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::paid);
}

TEST_F(OrderWatchTest, AnotherPaymentThanTheOneThatWentBackIsBooked) {
    pay_another_amount();
    give_back();
    found = found_with(100);
    found.replace(found.find(kPaidAs), std::string_view(kPaidAs).size(), "81245245184096");
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(state(), order::status::paid);
}

}  // namespace
}  // namespace swan::test
