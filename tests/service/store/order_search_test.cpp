#include "service/store/order_search.h"

#include <gtest/gtest.h>

#include "../../app/samples.h"
#include "service/store/events.h"
#include "service/store/names.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"
#include "service/store/schema.h"
#include "service/store/statistics.h"
#include "temporary_database.h"

namespace swan::test {
namespace {

class OrderSearchTest : public ::testing::Test {
  protected:
    OrderSearchTest() {
        migrate(db);
        app = app_number(db, "app-key");
    }
    // Made `second` seconds after kNow.
    std::string sell(int second, order::status state = order::status::created) {
        order made = sold();
        made.created_ms = kNow + second * 1000;
        made.tp_order_id = std::to_string(made.created_ms) + "1234567890112345678";
        made.state = state;
        EXPECT_TRUE(insert_order(db, app, made));
        return made.tp_order_id;
    }
    std::vector<std::string> found(const order_filter& wanted) {
        std::vector<std::string> all;
        for (const order& each : search_orders(db, app, wanted)) all.push_back(each.tp_order_id);
        return all;
    }
    using ids = std::vector<std::string>;

    temporary_database files;
    sql db{files.where()};
    int64_t app = 0;
};

TEST_F(OrderSearchTest, NewestFirstUpToTheLimit) {
    const std::string first = sell(1);
    const std::string second = sell(2);
    const std::string third = sell(3);
    EXPECT_EQ(found({}), (ids{third, second, first}));
    EXPECT_EQ(found({.most = 2}), (ids{third, second}));
}

TEST_F(OrderSearchTest, OfAPeriodWhoseEndDoesNotBelongToIt) {
    const std::string first = sell(1);
    const std::string second = sell(2);
    const std::string third = sell(3);
    EXPECT_EQ(found({.since_ms = kNow + 2000}), (ids{third, second}));
    EXPECT_EQ(found({.since_ms = kNow + 2000, .until_ms = kNow + 3000}), (ids{second}));
    EXPECT_EQ(found({.until_ms = kNow + 1001}), (ids{first}));
}

TEST_F(OrderSearchTest, OfAStateAndABeginningOfTheNumber) {
    const std::string unpaid = sell(1);
    const std::string paid_one = sell(2, order::status::paid);
    EXPECT_EQ(found({.state = order::status::paid}), (ids{paid_one}));
    EXPECT_EQ(found({.prefix = unpaid.substr(0, 13)}), (ids{unpaid}));
    EXPECT_EQ(found({.prefix = unpaid}), (ids{unpaid}));
    EXPECT_EQ(found({.prefix = "2"}), (ids{}));
    EXPECT_EQ(search_orders(db, app + 1, {}).size(), 0U) << "of another mini-program";
}

TEST_F(OrderSearchTest, WalksOnBehindTheLast) {
    const std::string first = sell(1);
    const std::string second = sell(2);
    const std::string third = sell(3);
    EXPECT_EQ(search_order_numbers(db, app, {.most = 2}), (ids{first, second}));
    EXPECT_EQ(search_order_numbers(db, app, {.after = second, .most = 2}), (ids{third}));
    EXPECT_EQ(search_order_numbers(db, app, {.after = third}), (ids{}));
}

TEST_F(OrderSearchTest, AnOrderIsNamedInThreeWays) {
    order made = sold();
    made.merchant_order_id = "m-1";
    insert_order(db, app, made);
    insert_payment(db, app, paid());
    for (const char* id : {kSold, kPaidAs, "m-1"}) EXPECT_EQ(named_order(db, app, id), kSold) << id;
    EXPECT_EQ(named_order(db, app, "4711"), std::nullopt);
}

TEST_F(OrderSearchTest, APaymentWithoutAnOrderNamesOneToo) {
    insert_payment(db, app, paid());
    EXPECT_EQ(named_order(db, app, kPaidAs), kSold);
    EXPECT_EQ(named_order(db, app, kSold), kSold);
}

TEST_F(OrderSearchTest, RefundsAndEventsAreFoundByTheirState) {
    insert_refund(db, app, refunded(refund::status::done));
    insert_event(db, app, {.tp_order_id = kSold, .created_ms = kNow});
    EXPECT_EQ(search_refunds(db, app, std::nullopt, 9).size(), 1U);
    EXPECT_EQ(search_refunds(db, app, refund::status::done, 9).size(), 1U);
    EXPECT_EQ(search_refunds(db, app, refund::status::failed, 9).size(), 0U);
    EXPECT_EQ(search_events(db, app, event::status::waiting, 9).size(), 1U);
    EXPECT_EQ(search_events(db, app, event::status::dead, 9).size(), 0U);
}

TEST_F(OrderSearchTest, MessagesAreToldByKindAndTime) {
    keep_message(db, app, "succ", kPaidAs, "secret body", kNow);
    const auto all = messages_about(db, app, kPaidAs, kNow);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].kind, "succ");
    EXPECT_EQ(all[0].received_ms, kNow);
    EXPECT_TRUE(messages_about(db, app, "4711", 0).empty());
}

// However many came before; rows that are gone leave gaps.
TEST_F(OrderSearchTest, MessagesAreToldFromATimeOn) {
    constexpr int64_t kHourMs = 3'600'000;
    EXPECT_TRUE(messages_about(db, app, kPaidAs, 0).empty()) << "there is none at all";
    for (int hour = 0; hour < 40; ++hour)
        keep_message(db, app, "succ", kPaidAs, "", kNow + hour * kHourMs);
    db.execute("delete from messages where rowid between 7 and 12");
    const auto told = [&](int64_t hour) {
        return messages_about(db, app, kPaidAs, kNow + hour * kHourMs).size();
    };
    EXPECT_EQ(told(-100), 34U);
    EXPECT_EQ(told(0), 34U);
    EXPECT_EQ(told(3), 32U) << "an hour more, should the clock have been set back";
    for (int64_t hour = 8; hour < 14; ++hour) EXPECT_EQ(told(hour), 28U) << hour;
    EXPECT_EQ(told(14), 27U);
    EXPECT_EQ(told(40), 1U);
    EXPECT_EQ(told(41), 0U);
}

TEST_F(OrderSearchTest, StatisticsCountAndAdd) {
    sell(1);
    sell(2);
    payment one = paid();
    one.reserved = 30;
    insert_payment(db, app, one);
    refund unknown_amount = refunded(refund::status::done, -1);
    unknown_amount.refund_id = "batch:7";
    insert_refund(db, app, unknown_amount);
    insert_refund(db, app, refunded(refund::status::done, 30));
    schedule_job(db, app, job_kind::watch, "1", kNow - 1, kNow);
    schedule_job(db, app, job_kind::watch, "2", kNow, kNow);
    const auto orders = tally_orders(db, app);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0].count, 2);
    EXPECT_EQ(orders[0].fen, 200);
    const auto refunds = tally_refunds(db, app);
    ASSERT_EQ(refunds.size(), 1U);
    EXPECT_EQ(refunds[0].count, 2);
    EXPECT_EQ(refunds[0].fen, 30);
    EXPECT_EQ(reserved_in_all(db, app), 30);
    const auto jobs = tally_jobs(db, app, kNow);
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].waiting, 2);
    EXPECT_EQ(jobs[0].overdue, 1);
}

TEST_F(OrderSearchTest, JobsOfEveryKindAreFoundByTheirSubject) {
    const auto kinds = all_values<job_kind>();
    for (const job_kind kind : kinds) {
        schedule_job(db, app, kind, kSold, kNow + stored(kind), kNow);
        schedule_job(db, app, kind, "another", kNow, kNow);
    }
    const auto all = jobs_about(db, app, kSold);
    ASSERT_EQ(all.size(), kinds.size());
    for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].kind, kinds[i]);
        EXPECT_EQ(all[i].subject, kSold);
        EXPECT_EQ(all[i].due_ms, kNow + stored(kinds[i]));
    }
}

template <class State>
void expect_found_by_name(State last) {
    const auto all = all_values<State>();
    EXPECT_EQ(all.back(), last) << "one is forgotten";
    for (const State each : all) EXPECT_EQ(named<State>(name_of(each)), each);
}

TEST(NamesTest, EachValueIsFoundByItsName) {
    expect_found_by_name(order::status::closed);
    expect_found_by_name(payment::judgement::orphan);
    expect_found_by_name(refund::status::failed);
    expect_found_by_name(refund::source::foreign);
    expect_found_by_name(job_kind::watch_anonymous);
    expect_found_by_name(event::what::closed);
    expect_found_by_name(event::status::dropped);
    EXPECT_EQ(name_of(order::status::closing), "closing");
    EXPECT_EQ(name_of(payment::judgement::late), "late");
    EXPECT_EQ(name_of(job_kind::give_back), "give_back");
    EXPECT_EQ(name_of(static_cast<order::status>(99)), "?") << "a newer program's";
    EXPECT_EQ(named<order::status>("lost"), std::nullopt);
}

}  // namespace
}  // namespace swan::test
