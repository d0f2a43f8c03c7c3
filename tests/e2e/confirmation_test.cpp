// Payments that are told on only when Baidu's query agrees.
#include "notify.h"
#include "watched_orders.h"

namespace swan::e2e {
namespace {

using status = order::status;

class confirmation : public watched_orders {
  protected:
    static constexpr const char* kOdd = R"(,"returnData":"not what we sent")";

    static std::string payment_of(const std::string& order) {
        sql db = database();
        db.begin_read();
        const auto row =
            db.query_one("select order_id from payments where tp_order_id = :id", "t", {order});
        db.commit();
        return row ? row->text(0) : "";
    }
    static int64_t verdict(const std::string& order) {
        return number("select verdict from payments where tp_order_id = :id", order);
    }
    static void make_payment_old(const std::string& order) {
        change("update payments set created_ms = created_ms - 28800000 where tp_order_id = :id",
               order);
    }
    // As if Baidu had contradicted it long before.
    static void contradicted_long_ago(const std::string& paid) {
        change("update counters set value = value - 600000 where name = :id", paid + "-unlike");
    }
    // A payment that a query has found.
    static std::string found() {
        lose_notifies();
        std::string id = system_->pay(fresh());
        look_at(id);
        EXPECT_EQ(unsettled(id), 1);
        return id;
    }
};

TEST_F(confirmation, an_odd_payment_that_baidu_knows_is_confirmed_at_once) {
    lose_notifies();
    const std::string id = system_->pay(fresh());
    EXPECT_EQ(at(notify_by_hand(id, kOdd), "data.isConsumed"), "2");
    EXPECT_EQ(number("select odd from payments where tp_order_id = :id", id), 1);
    EXPECT_TRUE(local_system::eventually([&] { return looks(payment_of(id)) == -1; }));
    EXPECT_EQ(verdict(id), 1);
    EXPECT_EQ(state(id), status::paid);
}

TEST_F(confirmation, an_odd_payment_that_baidu_calls_unpaid_is_a_mismatch) {
    const json::document order = fresh();
    const std::string id = id_of(order);
    leave_unpaid(order);
    EXPECT_EQ(at(notify_by_hand(id, concat(kOdd, R"(,"totalMoney":"100","payMoney":"100")")),
                 "data.isConsumed"),
              "2");
    EXPECT_EQ(state(id), status::paid);
    const std::string paid = payment_of(id);
    EXPECT_TRUE(local_system::eventually([&] { return looks(paid) == 1 && !is_under_way(paid); }));
    EXPECT_EQ(verdict(id), 1) << "so soon it may be an older view";
    make_payment_old(id);
    look_at(paid);
    EXPECT_EQ(verdict(id), 1) << "one answer is not enough";
    contradicted_long_ago(paid);
    look_at(paid);
    EXPECT_EQ(verdict(id), 2);
    EXPECT_EQ(state(id), status::created);
    EXPECT_EQ(looks(paid), -1);
    EXPECT_GE(looks(id), 0) << "watched again";
    EXPECT_TRUE(is_alerted(concat("mismatch tp_order_id=", id)));
    EXPECT_EQ(pay_status(id), "-1");
}

TEST_F(confirmation, a_contradicted_payment_is_good_again_when_notify_and_query_agree) {
    lose_notifies();
    const std::string id = system_->pay(fresh());
    system_->fault(R"({"call":"order_query","fault":"error","times":0})");
    EXPECT_EQ(at(notify_by_hand(id, kOdd), "data.isConsumed"), "2");
    const std::string paid = payment_of(id);
    change("update payments set verdict = 2 where tp_order_id = :id", id);
    change("update orders set state = 1 where tp_order_id = :id", id);
    change("delete from jobs where subject = :id", paid);
    system_->clear_faults();
    EXPECT_EQ(at(notify_by_hand(id, kOdd), "data.isConsumed"), "2") << "the first answer";
    EXPECT_TRUE(local_system::eventually([&] { return verdict(id) == 1; }));
    EXPECT_EQ(state(id), status::paid);
    EXPECT_TRUE(local_system::eventually([&] { return looks(paid) == -1; }));
}

TEST_F(confirmation, without_an_answer_it_is_asked_for_again) {
    system_->fault(R"({"call":"order_query","fault":"error","times":0})");
    lose_notifies();
    const std::string id = system_->pay(fresh());
    notify_by_hand(id, kOdd);
    const std::string paid = payment_of(id);
    EXPECT_TRUE(local_system::eventually([&] { return looks(paid) == 1 && !is_under_way(paid); }));
    EXPECT_EQ(verdict(id), 1);
    make_payment_old(id);
    look_at(paid);
    EXPECT_TRUE(is_alerted(concat("unconfirmed tp_order_id=", id)));
    system_->clear_faults();
    look_at(paid);
    EXPECT_EQ(looks(paid), -1);
}

TEST_F(confirmation, an_odd_payment_that_baidu_does_not_know_is_told_to_an_operator) {
    const json::document order = fresh();  // never seen in the cashier
    const std::string id = id_of(order);
    const std::string paid = "8124524518";
    field_list told = notify_of(order, paid);
    told.emplace_back("undocumented", "1");
    const reply answered =
        system_->post("/pay/callback/succ", encode_form(signed_by_baidu(*system_, told)));
    ASSERT_EQ(at(answered.body, "data.isConsumed"), "2") << answered.body;
    EXPECT_TRUE(local_system::eventually([&] { return looks(paid) == 1 && !is_under_way(paid); }));
    EXPECT_EQ(system_->logs().find("alert unconfirmed tp_order_id=" + id), std::string::npos);
    make_payment_old(id);
    look_at(paid);
    EXPECT_TRUE(is_alerted(concat("unconfirmed tp_order_id=", id, " order_id=", paid)));
    EXPECT_EQ(verdict(id), 1);
    EXPECT_EQ(looks(paid), 2) << "it is asked for further on";
}

TEST_F(confirmation, an_unsettled_payment_is_confirmed_and_after_seven_hours_shown_to_support) {
    const std::string id = found();
    const std::string paid = payment_of(id);
    look_at(paid);
    EXPECT_EQ(unsettled(id), 1);
    EXPECT_GE(looks(paid), 0) << "kept until then";
    make_payment_old(id);
    look_at(paid);
    EXPECT_EQ(looks(paid), -1);
    EXPECT_TRUE(is_alerted(concat("unsettled_support tp_order_id=", id, " order_id=", paid)));
    EXPECT_EQ(state(id), status::paid);
}

TEST_F(confirmation, an_unsettled_payment_that_was_settled_needs_none) {
    const std::string id = found();
    const std::string paid = payment_of(id);
    EXPECT_EQ(at(notify_by_hand(id), "data.isConsumed"), "2");
    system_->fault(R"({"call":"order_query","fault":"error","times":0})");
    look_at(paid);
    EXPECT_EQ(looks(paid), -1) << "without a query";
}

TEST_F(confirmation, a_payment_with_a_refund_stays_unconfirmed) {
    const std::string id = found();
    const std::string paid = payment_of(id);
    const reply refund = system_->sandbox_post(
        "/sandbox/refund", concat(R"({"tp_order_id":")", id, R"(","by":"console"})"));
    ASSERT_EQ(refund.status, 200) << refund.body;
    look_at(paid);
    EXPECT_GE(looks(paid), 0);
    EXPECT_EQ(verdict(id), 1);
    EXPECT_TRUE(is_alerted(concat("unconfirmed_refund tp_order_id=", id)));
}

}  // namespace
}  // namespace swan::e2e
