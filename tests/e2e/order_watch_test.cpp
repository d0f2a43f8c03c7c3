// Orders that nobody told us about: found by a query, settled by their notify, closed on Baidu's
// word.
#include "watched_orders.h"

namespace swan::e2e {
namespace {

using order_watch = watched_orders;

using status = order::status;

TEST_F(order_watch, a_payment_whose_notify_is_lost_is_found_and_settled_by_the_notify) {
    lose_notifies();
    const std::string id = system_->pay(fresh());
    EXPECT_EQ(state(id), status::created);
    look_at(id);
    EXPECT_EQ(state(id), status::paid);
    EXPECT_EQ(unsettled(id), 1);
    EXPECT_EQ(looks(id), -1) << "it is not watched any more";
    EXPECT_EQ(pay_status(id), "1");
    EXPECT_TRUE(is_alerted("unsettled "));
    system_->clear_faults();
    const reply sent = system_->sandbox_post(
        "/sandbox/callback", concat(R"({"kind":"succ","tp_order_id":")", id, "\"}"));
    EXPECT_EQ(at(at(sent, "body"), "data.isConsumed"), "2") << sent.body;
    EXPECT_EQ(at(at(sent, "body"), "data.isErrorOrder"), "") << sent.body;
    EXPECT_EQ(unsettled(id), 0);
    EXPECT_EQ(payments(id), 1);
    EXPECT_EQ(state(id), status::paid);
}

TEST_F(order_watch, an_unpaid_order_is_left_open_until_its_time_has_come) {
    const json::document order = fresh();
    leave_unpaid(order);
    look_at(id_of(order));
    EXPECT_EQ(state(id_of(order)), status::created);
    EXPECT_EQ(baidu_state(id_of(order)), "1");
}

TEST_F(order_watch, an_order_left_in_the_cashier_is_cancelled_closed_and_looked_at_once_more) {
    const json::document order = fresh();
    const std::string id = id_of(order);
    leave_unpaid(order);
    make_old(id);
    look_at(id);
    EXPECT_EQ(state(id), status::closed);
    EXPECT_EQ(baidu_state(id), "-1");
    look_at(id);
    EXPECT_EQ(looks(id), -1);
    EXPECT_EQ(state(id), status::closed);
}

TEST_F(order_watch, an_order_that_baidu_does_not_know_is_closed_when_it_says_so_twice) {
    const std::string id = id_of(fresh());
    make_old(id);
    look_at(id);
    EXPECT_EQ(state(id), status::closing);
    look_at(id);
    EXPECT_EQ(state(id), status::closed);
}

TEST_F(order_watch, a_payment_while_it_is_being_closed_wins) {
    const json::document order = fresh();
    const std::string id = id_of(order);
    leave_unpaid(order);
    make_old(id);
    system_->fault(R"({"call":"cancel_order","fault":"error","times":0})");
    look_at(id);
    EXPECT_EQ(state(id), status::closing);
    system_->clear_faults();
    lose_notifies();
    system_->pay(order);
    look_at(id);
    EXPECT_EQ(state(id), status::paid);
    EXPECT_EQ(unsettled(id), 1);
    EXPECT_EQ(baidu_state(id), "2");
}

TEST_F(order_watch, a_query_that_fails_closes_nothing) {
    const std::string id = id_of(fresh());
    make_old(id);
    for (const char* fault : {"error", "garbage"}) {
        system_->fault(concat(R"({"call":"order_query","fault":")", fault, R"(","times":0})"));
        look_at(id);
        EXPECT_EQ(state(id), status::created) << fault;
        system_->clear_faults();
    }
    look_at(id);
    EXPECT_EQ(state(id), status::closing);
    system_->fault(R"({"call":"order_query","fault":"error","times":0})");
    look_at(id);
    EXPECT_EQ(state(id), status::closing);
}

TEST_F(order_watch, two_looks_at_once_book_a_payment_once) {
    lose_notifies();
    const std::string id = system_->pay(fresh());
    system_->fault(R"({"call":"order_query","fault":"latency","ms":1000,"times":0})");
    make_due(id);
    EXPECT_TRUE(local_system::eventually([&] { return looks(id) == 1; }));
    make_due(id);  // its lease is over: as if that worker had died
    EXPECT_TRUE(local_system::eventually([&] { return looks(id) == 2; }));
    EXPECT_TRUE(local_system::eventually([&] { return state(id) == status::paid; }));
    const std::string other = id_of(fresh());
    look_at(other);  // takes as long as they do, and began later
    EXPECT_EQ(payments(id), 1);
    EXPECT_EQ(unsettled(id), 1);
    EXPECT_EQ(looks(id), -1);
}

TEST_F(order_watch, a_payment_with_a_refund_is_not_booked) {
    lose_notifies();
    const std::string id = system_->pay(fresh());
    const reply refund = system_->sandbox_post(
        "/sandbox/refund", concat(R"({"tp_order_id":")", id, R"(","by":"console"})"));
    ASSERT_EQ(refund.status, 200) << refund.body;
    look_at(id);
    EXPECT_EQ(state(id), status::created);
    EXPECT_EQ(payments(id), 0);
    EXPECT_TRUE(is_alerted(concat("paid_unfit tp_order_id=", id)));
}

TEST_F(order_watch, without_a_list_of_refunds_nothing_is_booked_and_in_the_end_told) {
    lose_notifies();
    system_->fault(R"({"call":"refund_query","fault":"error","times":0})");
    const std::string id = system_->pay(fresh());
    const std::string alert = concat("alert paid_unfit tp_order_id=", id);
    for (int i = 1; i <= 5; ++i) {
        EXPECT_EQ(system_->logs().find(alert), std::string::npos) << i;
        look_at(id);
    }
    EXPECT_EQ(payments(id), 0);
    EXPECT_TRUE(is_alerted(concat("paid_unfit tp_order_id=", id)));
    system_->clear_faults();
    lose_notifies();
    look_at(id);
    EXPECT_EQ(unsettled(id), 1);
}

TEST_F(order_watch, one_order_is_asked_for_by_strangers_once_in_two_seconds) {
    const std::string id = id_of(fresh());
    std::string sources;
    for (int i = 0; i < 3; ++i)
        sources += at(system_->get("/pay/status?tp_order_id=" + id), "data.source") + " ";
    EXPECT_EQ(sources, "baidu ledger ledger ");
}

}  // namespace
}  // namespace swan::e2e
