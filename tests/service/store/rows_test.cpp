// Every field of a row comes back as it was written.
#include <gtest/gtest.h>

#include "service/store/events.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"
#include "service/store/schema.h"
#include "temporary_database.h"

namespace swan::test {
namespace {

class RowsTest : public ::testing::Test {
  protected:
    RowsTest() {
        migrate(db);
        app = app_number(db, "app-key");
    }

    temporary_database files;
    sql db{files.where()};
    int64_t app = 0;
};

TEST_F(RowsTest, AnOrderComesBackWhole) {
    const order made{.tp_order_id = "id",
                     .state = order::status::closing,
                     .total_amount = 1,
                     .deal_id = "deal",
                     .title = "title",
                     .goods_id = "goods",
                     .count = 2,
                     .open_id = "open",
                     .merchant_order_id = "merchant",
                     .return_data = "data",
                     .created_ms = 3,
                     .paid_ms = 4,
                     .closed_ms = 5};
    ASSERT_TRUE(insert_order(db, app, made));
    EXPECT_EQ(find_order(db, app, "id"), made);
    const sale_terms terms = find_terms(db, app, "id").value();
    EXPECT_EQ(terms.state, made.state);
    EXPECT_EQ(terms.total_amount, made.total_amount);
    EXPECT_EQ(terms.deal_id, made.deal_id);
    EXPECT_EQ(terms.return_data, made.return_data);
    EXPECT_EQ(terms.closed_ms, made.closed_ms);
}

TEST_F(RowsTest, WhatAnOrderDoesNotHaveIsNotThere) {
    const order made{.tp_order_id = "id"};
    ASSERT_TRUE(insert_order(db, app, made));
    EXPECT_EQ(find_order(db, app, "id"), made);
}

TEST_F(RowsTest, APaymentComesBackWhole) {
    payment taken{.order_id = "order",
                  .tp_order_id = "id",
                  .user_id = "user",
                  .deal_id = "deal",
                  .total_money = 1,
                  .pay_money = 2,
                  .pay_time = 3,
                  .verdict = payment::judgement::late,
                  .is_consumed = 4,
                  .reserved = 5,
                  .created_ms = 6};
    insert_payment(db, app, taken);
    EXPECT_EQ(find_payment(db, app, "order"), taken);
    // One at a time, so that none stands in for another.
    for (bool payment::*const flag : {&payment::is_error_order, &payment::proven, &payment::odd,
                                      &payment::unverified, &payment::unsettled}) {
        payment other = taken;
        other.*flag = true;
        other.order_id += "x";
        insert_payment(db, app, other);
        taken.order_id = other.order_id;
        EXPECT_EQ(find_payment(db, app, other.order_id), other);
    }
}

refund some_refund() {
    return {.refund_id = "refund",
            .order_id = "order",
            .tp_order_id = "id",
            .state = refund::status::unknown,
            .origin = refund::source::foreign,
            .amount = 1,
            .asked = "all",
            .whole = true,
            .reason = "reason",
            .asked_by = "somebody",
            .batch_id = "batch",
            .refund_pay_money = 2,
            .audit_status = 3,
            .audit_money = 4,
            .sent_by = refund::generation::v1,
            .answer_code = 6,
            .answer_text = "answer",
            .created_ms = 7,
            .updated_ms = 8};
}

TEST_F(RowsTest, ARefundComesBackWholeAndAsItIsChanged) {
    refund one = some_refund();
    insert_refund(db, app, one);
    EXPECT_EQ(find_refund(db, app, "refund"), one);
    one.state = refund::status::done;
    one.origin = refund::source::abnormal;
    one.batch_id = "another";
    for (int64_t refund::*const number :
         {&refund::amount, &refund::refund_pay_money, &refund::audit_status, &refund::audit_money,
          &refund::answer_code, &refund::updated_ms})
        one.*number += 10;
    one.sent_by = refund::generation::v2;
    one.answer_text = "another answer";
    update_refund(db, app, one);
    EXPECT_EQ(find_refund_by_batch(db, app, "another"), one);
}

TEST_F(RowsTest, ARefundMayHaveNoBatch) {
    refund one = some_refund();
    one.batch_id.reset();
    one.whole = false;
    insert_refund(db, app, one);
    EXPECT_EQ(find_refund(db, app, "refund"), one);
}

TEST_F(RowsTest, AnEventComesBackWhole) {
    event one{.tp_order_id = "id",
              .kind = event::what::refund_failed,
              .state = event::status::dead,
              .order_id = "order",
              .refund_id = "refund",
              .attempts = 2,
              .answer = "answer",
              .created_ms = 3,
              .ended_ms = 4};
    insert_event(db, app, one);
    const event came = next_event(db, app, "id").value();
    EXPECT_EQ(came.id.size(), 32U);
    one.id = came.id;
    one.sequence = 1;
    EXPECT_EQ(came, one);
}

}  // namespace
}  // namespace swan::test
