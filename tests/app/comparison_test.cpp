#include "app/comparison.h"

#include <gtest/gtest.h>

#include <ostream>

#include "../baidu/api_fixture.h"
#include "../service/plain_server.h"
#include "app/found_ledger.h"
#include "base/text.h"
#include "services_harness.h"

namespace swan {

// For gtest.
std::ostream& operator<<(std::ostream& out, const difference& one) {
    return out << one.what << ": " << one.ledger << " here, " << one.baidu << " there";
}

namespace {

using test::kNow;
using test::kPaidAs;
using test::kSold;
using status = refund::status;
using baidu::listed_refund;
using baidu::queried_pay;
using differences = std::vector<difference>;

const differences kNone;
constexpr int64_t kListLagsMs = 10 * 60'000;

difference order_differs(const char* ledger, const char* baidu) {
    return {kSold, "order", ledger, baidu};
}

order_view seen(order::status state, std::optional<payment> paid = {}) {
    order sold = test::sold();
    sold.state = state;
    return {.sold = sold, .paid = std::move(paid), .refunds = {}};
}

differences compared(const order_view& ours, const baidu::order_status& said) {
    return payment_differences(ours, kSold, said);
}

TEST(Comparison, ThatBothSayPaidOrBothDoNotIsNoDifference) {
    EXPECT_EQ(compared(seen(order::status::paid, test::paid()), {.pay = queried_pay::paid}), kNone);
    EXPECT_EQ(compared(seen(order::status::created), {.pay = queried_pay::unpaid}), kNone);
    EXPECT_EQ(compared(seen(order::status::closed), {.pay = queried_pay::unpaid}), kNone);
}

TEST(Comparison, ThatOneAloneSaysPaidIsADifference) {
    EXPECT_EQ(compared(seen(order::status::paid, test::paid()), {.pay = queried_pay::unpaid}),
              differences{order_differs("paid", "not paid")});
    EXPECT_EQ(compared(seen(order::status::closed), {.pay = queried_pay::paid}),
              differences{order_differs("closed", "paid")});
    EXPECT_EQ(compared({}, {.pay = queried_pay::paid}),
              differences{order_differs("not there", "paid")});
}

TEST(Comparison, WhatWasRefundedNeedNotBePaidThere) {
    payment reserved = test::paid();
    reserved.reserved = 1;
    EXPECT_EQ(compared(seen(order::status::paid, reserved), {.pay = queried_pay::unpaid}), kNone);
    EXPECT_EQ(compared(seen(order::status::paid, test::paid()),
                       {.pay = queried_pay::unpaid, .refund = baidu::queried_refund::done}),
              kNone);
    EXPECT_EQ(compared(seen(order::status::created),
                       {.pay = queried_pay::paid, .refund = baidu::queried_refund::running}),
              differences{order_differs("created", "paid")});
}

// Refund r1, changed `age_ms` ago, against what is listed.
differences compared(status ours, const std::vector<baidu::found_refund>& listed,
                     int64_t age_ms = kListLagsMs) {
    return refund_differences({test::refunded(ours)}, kSold, listed, kNow + age_ms);
}

baidu::found_refund r1(std::optional<listed_refund> state) {
    return {.state = state, .refund_id = "r1", .batch_id = "4711"};
}

difference r1_differs(const char* ledger, const char* baidu) {
    return {kSold, "r1", ledger, baidu};
}

TEST(Comparison, ADoneRefundMustBeDoneThereToo) {
    EXPECT_EQ(compared(status::done, {r1(listed_refund::done)}), kNone);
    EXPECT_EQ(compared(status::done, {r1(listed_refund::running)}),
              differences{r1_differs("done", "running")});
    EXPECT_EQ(compared(status::done, {r1(listed_refund::failed)}),
              differences{r1_differs("done", "failed")});
    EXPECT_EQ(compared(status::done, {r1(std::nullopt)}), differences{r1_differs("done", "?")});
}

TEST(Comparison, ADoneRefundMustBeListedOnceTheListHasCaughtUp) {
    EXPECT_EQ(compared(status::done, {}, kListLagsMs - 1), kNone);
    EXPECT_EQ(compared(status::done, {}, kListLagsMs),
              differences{r1_differs("done", "not there")});
}

TEST(Comparison, AFailedRefundMustNotBeDoneThere) {
    EXPECT_EQ(compared(status::failed, {r1(listed_refund::done)}),
              differences{r1_differs("failed", "done")});
    EXPECT_EQ(compared(status::failed, {r1(listed_refund::running)}), kNone);
    EXPECT_EQ(compared(status::failed, {r1(listed_refund::failed)}), kNone);
    EXPECT_EQ(compared(status::failed, {}), kNone) << "Baidu never took it on";
}

TEST(Comparison, ARefundThatHasNotEndedMayBeAnythingThere) {
    for (const status ours : {status::reserved, status::sent, status::unknown, status::accepted}) {
        EXPECT_EQ(compared(ours, {}), kNone);
        for (const auto there :
             {listed_refund::running, listed_refund::done, listed_refund::failed})
            EXPECT_EQ(compared(ours, {r1(there)}), kNone);
    }
}

TEST(Comparison, ARefundIsKnownByEitherNumber) {
    refund bound = test::refunded(status::done);
    bound.batch_id = "4711";
    const auto against = [&](const refund& ours, const baidu::found_refund& listed) {
        return refund_differences({ours}, kSold, {listed}, kNow);
    };
    EXPECT_EQ(against(bound, {.state = listed_refund::done, .batch_id = "4711"}), kNone);
    EXPECT_EQ(against(bound, {.state = listed_refund::done, .refund_id = "r1"}), kNone);
    EXPECT_EQ(against(bound, {.state = listed_refund::done, .batch_id = "4712"}),
              (differences{{kSold, "batch:4712", "not there", "done"}}));
    // Numbers that neither side has say nothing.
    refund nameless = bound;
    nameless.refund_id.clear();
    nameless.batch_id = "";
    EXPECT_EQ(against(nameless, {.state = listed_refund::failed}),
              (differences{{kSold, "batch:", "not there", "failed"}}));
}

TEST(Comparison, ARefundThatOnlyBaiduKnowsIsADifferenceInAnyState) {
    const auto listed = [](std::optional<listed_refund> state) {
        return refund_differences({}, kSold, {{.state = state, .batch_id = "4711"}}, kNow);
    };
    const auto expected = [](const char* there) {
        return differences{{kSold, "batch:4711", "not there", there}};
    };
    EXPECT_EQ(listed(listed_refund::running), expected("running"));
    EXPECT_EQ(listed(listed_refund::done), expected("done"));
    EXPECT_EQ(listed(listed_refund::failed), expected("failed"));
    EXPECT_EQ(listed(std::nullopt), expected("?"));
}

// Baidu is a scripted server that knows of another payment of the order.
class ComparisonByQueryTest : public ::testing::Test {
  protected:
    ComparisonByQueryTest() : settings_(baidu::test_config(server_.url(""))) {
        books_.rules.api = api_generation::v2;
        books_.sell(test::sold());
        server_.play([this](test::connection& to, const test::seen_request& asked) {
            const auto is = [&](const char* call) {
                return asked.target.find(call) != std::string::npos;
            };
            return to.send(test::http_answer("200 OK", is("/oauth/")           ? kToken
                                                       : is("findByTpOrderId") ? found_
                                                                               : list_));
        });
    }
    void pay(int64_t amount = 100) { books_.notify(test::paid_notify(amount)); }
    void give_back() {
        books_.audit(test::audit("4711"));
        books_.refund_told(test::notified("4711", baidu::notified_refund::done));
    }
    // Baidu's query says twice that it is unpaid.
    void deny() {
        for (int i = 0; i < 2; ++i) {
            books_.in_transaction(
                [&] { return record_contradicted(books_.db, books_.rules, kPaidAs, books_.now); });
            books_.now += 600'000;
        }
    }
    void answer(const char* order_id, const std::string& list) {
        found_ = concat(R"({"errno":0,"msg":"success","data":{"status":2,"tpOrderId":")", kSold,
                        R"(","orderId":")", order_id, R"("}})");
        list_ = list;
    }
    comparison compare() {
        comparison came;
        test::with_services(settings_, books_, [&](const services& with, loop& events) {
            start(keep(compare_with_baidu(with, 0, 0, ""), came, events));
        });
        return came;
    }

    static constexpr const char* kNoRefunds = R"({"errno":60021,"msg":"none","data":null})";

    // Refund 4711; 2: done, 3: failed.
    static std::string listed(int state) {
        return concat(R"({"errno":0,"msg":"success","data":[{"refundStatus":)", state,
                      R"(,"bizRefundBatchId":"","refundBatchId":"4711"}]})");
    }

  private:
    static constexpr const char* kToken = R"({"access_token":"24.token","expires_in":2592000})";

    static task<void> keep(task<comparison> comparing, comparison& into, loop& events) {
        comparison came = co_await comparing;
        into = std::move(came);
        events.stop();
    }

    std::string found_;
    std::string list_;
    test::plain_server server_;
    config settings_;
    test::ledger books_;
};

TEST_F(ComparisonByQueryTest, WhatBaiduDoesNotAnswerForIsNamedWithTheReason) {
    pay();
    answer("81245245184096", "");
    const comparison of_another = compare();
    EXPECT_EQ(of_another.unanswered, 1);
    EXPECT_EQ(of_another.differences,
              differences{order_differs(
                  "paid", "no answer: Baidu answers for another payment of this order")});
    answer(kPaidAs, "no JSON");
    const comparison without_list = compare();
    EXPECT_EQ(without_list.unanswered, 1);
    ASSERT_EQ(without_list.differences.size(), 1u);
    EXPECT_EQ(without_list.differences[0].what, "refunds");
    EXPECT_TRUE(without_list.differences[0].baidu.starts_with("no answer: "));
}

TEST_F(ComparisonByQueryTest, WhatBaiduAnswersForIsNoRow) {
    pay();
    answer(kPaidAs, kNoRefunds);
    const comparison all = compare();
    EXPECT_EQ(all.compared, 1);
    EXPECT_EQ(all.unanswered, 0);
    EXPECT_EQ(all.differences, kNone);
}

// Baidu calls an order paid by a payment of another amount, and by one that came after the close.
TEST_F(ComparisonByQueryTest, APaymentThatDoesNotCountIsNoDifference) {
    pay(200);
    answer(kPaidAs, kNoRefunds);
    const comparison all = compare();
    EXPECT_EQ(all.compared, 1);
    EXPECT_EQ(all.differences, kNone);
    answer("81245245184096", kNoRefunds);
    EXPECT_EQ(compare().differences, differences{order_differs("created", "paid")})
        << "that one is not booked";
}

// What Baidu once denied is not delivered: that it says paid again is somebody's money.
TEST_F(ComparisonByQueryTest, APaymentThatBaiduOnceDeniedIsADifference) {
    pay();
    deny();
    answer(kPaidAs, kNoRefunds);
    const difference denied = order_differs("created", "paid");
    EXPECT_EQ(compare().differences, differences{denied});
    answer(kPaidAs, listed(2));
    EXPECT_EQ(compare().differences,
              (differences{denied, {kSold, "batch:4711", "not there", "done"}}));
    give_back();
    EXPECT_EQ(compare().differences, kNone);
}

TEST_F(ComparisonByQueryTest, TheRefundsOfAPaymentThatDoesNotCountAreCompared) {
    pay(200);
    answer(kPaidAs, listed(2));
    EXPECT_EQ(compare().differences, (differences{{kSold, "batch:4711", "not there", "done"}}));
    give_back();
    EXPECT_EQ(compare().differences, kNone);
    answer(kPaidAs, listed(3));
    EXPECT_EQ(compare().differences, (differences{{kSold, "batch:4711", "done", "failed"}}));
}

}  // namespace
}  // namespace swan
