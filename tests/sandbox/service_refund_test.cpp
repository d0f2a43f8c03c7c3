// applyOrderRefund and findOrderRefund of API 2.0: what Baidu takes and what it refuses.
#include "sandbox/model/refunds.h"
#include "service_calls.h"

namespace swan::sandbox {
namespace {

using testing::at;
using testing::number;

class service_refund : public testing::service_calls {
  protected:
    // The errno of the answer to a good call with this one field changed.
    std::string refused(std::string_view name, std::string_view value) {
        return number(apply(with(refund_of(paid), name, value)));
    }
    // What findOrderRefund tells, as JSON.
    std::string seen() {
        const response answer = ask_for("findOrderRefund", refunds(paid));
        EXPECT_EQ(number(answer), "0") << answer.body;
        return at(answer, "data");
    }
    std::string line(const refund& one, int status) const {
        return concat(R"([{"bizRefundBatchId":")", one.biz_batch_id, R"(","orderId":)",
                      paid.order_id, R"(,"refundBatchId":)", one.batch_id, R"(,"refundStatus":)",
                      status, R"(,"userId":)", paid.user_id, "}]");
    }

    order& paid = testing::pay(known);
};

TEST_F(service_refund, of_a_consumed_order_needs_no_cancelled_verification) {
    ASSERT_TRUE(paid.consumed);
    const response yes = apply(refund_of(paid));
    EXPECT_EQ(yes.body, concat(R"({"errno":0,"msg":"success","data":{"refundBatchId":")",
                               last_refund().batch_id, R"(","refundPayMoney":100}})"));
    EXPECT_EQ(last_refund().money, 100);
    EXPECT_FALSE(last_refund().skip_audit);
    EXPECT_TRUE(last_refund().call.open);
}

TEST_F(service_refund, of_an_order_that_is_not_consumed_may_be_partial) {
    paid.consumed = false;
    EXPECT_EQ(refused("applyRefundMoney", "30"), "0");
    EXPECT_EQ(last_refund().money, 30);
}

TEST_F(service_refund, without_an_amount_is_of_the_whole) {
    EXPECT_EQ(number(apply(without(refund_of(paid), "applyRefundMoney"))), "0");
    EXPECT_EQ(last_refund().money, 100);
}

TEST_F(service_refund, of_nothing_is_none) {
    EXPECT_EQ(refused("applyRefundMoney", "0"), "60000");
    EXPECT_EQ(refused("applyRefundMoney", ""), "41000") << "sent empty";
    EXPECT_TRUE(known.refunds().empty());
}

TEST_F(service_refund, wants_an_integer_of_fen) {
    for (const char* money : {"1.00", "1e2", "-1", "0x10", "99999999999999999999", "一元", "1 "})
        EXPECT_EQ(refused("applyRefundMoney", money), "41000") << money;
}

TEST_F(service_refund, never_exceeds_the_payment) {
    EXPECT_EQ(refused("applyRefundMoney", "101"), "60000");
    EXPECT_EQ(number(apply(with(refund_of(paid, "R1"), "applyRefundMoney", "60"))), "0");
    EXPECT_EQ(number(apply(with(refund_of(paid, "R2"), "applyRefundMoney", "41"))), "60000");
    EXPECT_EQ(number(apply(without(refund_of(paid, "R2"), "applyRefundMoney"))), "60000")
        << "the whole is no longer there";
    EXPECT_EQ(number(apply(with(refund_of(paid, "R2"), "applyRefundMoney", "40"))), "0");
    EXPECT_EQ(number(apply(with(refund_of(paid, "R3"), "applyRefundMoney", "1"))), "-1024");
}

TEST_F(service_refund, that_failed_leaves_its_amount) {
    apply(refund_of(paid));
    last_refund().stage = refund_stage::failing;
    EXPECT_EQ(number(apply(refund_of(paid, "R2"))), "0");
}

TEST_F(service_refund, with_a_number_that_was_used_is_a_record_that_exists) {
    const field_list first = with(refund_of(paid), "applyRefundMoney", "30");
    EXPECT_EQ(number(apply(first)), "0");
    EXPECT_EQ(apply(first).body, R"({"data":null,"errno":40000,"msg":"记录已存在"})");
    EXPECT_EQ(refused("applyRefundMoney", "31"), "40000");
    EXPECT_EQ(known.refunds().size(), 1u);
    last_refund().stage = refund_stage::failed;
    EXPECT_EQ(number(apply(first)), "40000") << "also when the first one failed";
    EXPECT_EQ(number(apply(refund_of(testing::pay(known)))), "40000") << "of another order too";
}

TEST_F(service_refund, needs_every_required_field) {
    for (const char* name : {"bizRefundBatchId", "orderId", "refundReason", "refundType",
                             "tpOrderId", "userId", "pmAppKey"}) {
        EXPECT_EQ(number(apply(without(refund_of(paid), name))), "60000") << name;
        EXPECT_EQ(refused(name, ""), "60000") << name;
    }
    EXPECT_TRUE(known.refunds().empty());
}

TEST_F(service_refund, has_numbers_where_the_documents_say_so) {
    for (const char* name : {"orderId", "userId", "refundType", "isSkipAudit"})
        for (const char* value : {"x", "1.0", "-1"})
            EXPECT_EQ(refused(name, value), "41000") << name << "=" << value;
}

TEST_F(service_refund, has_no_other_type_and_no_other_audit) {
    for (const char* type : {"0", "4"}) EXPECT_EQ(refused("refundType", type), "60000") << type;
    EXPECT_EQ(refused("isSkipAudit", "2"), "60000");
    EXPECT_TRUE(known.refunds().empty());
    EXPECT_EQ(number(apply(with(refund_of(paid), "refundType", "3"))), "0");
}

TEST_F(service_refund, is_audited_unless_it_asks_not_to_be) {
    EXPECT_EQ(refused("isSkipAudit", "1"), "0");
    EXPECT_TRUE(last_refund().skip_audit);
    EXPECT_EQ(number(apply(without(refund_of(testing::pay(known), "R2"), "isSkipAudit"))), "0");
    EXPECT_FALSE(last_refund().skip_audit);
}

TEST_F(service_refund, names_order_and_customer_that_belong_together) {
    EXPECT_EQ(refused("orderId", concat(paid.order_id + 1)), "60021");
    EXPECT_EQ(refused("userId", concat(paid.user_id + 1)), "60021");
    EXPECT_EQ(refused("tpOrderId", "other"), "60021");
    EXPECT_EQ(refused("pmAppKey", "MMMxyz"), "6001");
}

TEST_F(service_refund, of_an_order_that_cannot_be_refunded_is_refused) {
    EXPECT_EQ(number(apply(refund_of(unpaid()))), "-1024");
    paid.refundable = false;  // the merchant rejected an audit
    EXPECT_EQ(number(apply(refund_of(paid))), "-1024");
    order& gone = testing::pay(known);
    gone.status = -1;
    EXPECT_EQ(number(apply(refund_of(gone))), "-1024");
}

TEST_F(service_refund, of_a_discounted_order_is_whole_and_gives_back_what_was_paid) {
    paid.pay_money = 70;
    EXPECT_EQ(refused("applyRefundMoney", "70"), "60000");
    EXPECT_EQ(refused("applyRefundMoney", "30"), "60000");
    EXPECT_EQ(at(apply(refund_of(paid)), "data.refundPayMoney"), "70");
    EXPECT_EQ(last_refund().money, 100);
}

TEST_F(service_refund, tells_its_end_where_it_was_asked_to_but_on_this_machine_only) {
    EXPECT_EQ(refused("refundNotifyUrl", "https://example.com/refund"), "60000");
    EXPECT_EQ(refused("refundNotifyUrl", "http://127.0.0.1:9/refund"), "0");
    EXPECT_EQ(last_refund().notify_url, "http://127.0.0.1:9/refund");
    field_list sdk = refund_of(testing::pay(known), "R2");
    sdk.emplace_back("refundNotifyUrl", "");  // as the SDK sends it
    EXPECT_EQ(number(apply(sdk)), "0");
    EXPECT_EQ(last_refund().notify_url, "");
}

TEST_F(service_refund, is_a_form_that_is_posted_with_a_token) {
    const std::string form = encode_form(refund_of(paid));
    EXPECT_EQ(number(get(path("applyOrderRefund") + with_token() + "&" + form)), "501");
    EXPECT_EQ(number(post(path("applyOrderRefund") + with_token(), R"({"orderId":1})")), "60000");
    EXPECT_EQ(at(post(path("applyOrderRefund"), form), "error_code"), "110");
    us.token_lifetime_s = 0;
    EXPECT_EQ(at(apply(refund_of(paid)), "error_code"), "111");
    EXPECT_TRUE(known.refunds().empty());
}

TEST_F(service_refund, carries_the_version_of_an_sdk_without_harm) {
    const std::string query = with_token() + "&sp_sdk_ver=0.1.2&sp_sdk_lang=Go";
    EXPECT_EQ(number(post(path("applyOrderRefund") + query, encode_form(refund_of(paid)))), "0");
}

TEST_F(service_refund, is_seen_by_its_query_only_after_a_while) {
    us.time_scale = 1;
    EXPECT_EQ(seen(), "[]");
    apply(refund_of(paid));
    EXPECT_EQ(seen(), "[]");
    last_refund().created_ms -= 300'000;
    EXPECT_EQ(seen(), line(last_refund(), 1));
    move(last_refund(), refund_stage::notifying, now_ms());
    EXPECT_EQ(seen(), line(last_refund(), 1)) << "its end comes late as well";
    last_refund().changed_ms -= 300'000;
    EXPECT_EQ(seen(), line(last_refund(), 2));
}

TEST_F(service_refund, is_seen_sooner_when_time_is_scaled) {
    us.time_scale = 6000;  // 5 minutes become 50 ms
    apply(refund_of(paid));
    last_refund().created_ms -= 50;
    EXPECT_EQ(seen(), line(last_refund(), 1));
}

TEST_F(service_refund, has_a_status_of_its_own_in_the_query) {
    us.refund_query_lag_s = 0;
    apply(refund_of(paid));
    EXPECT_EQ(seen(), line(last_refund(), 1));
    for (const auto stage : {refund_stage::failing, refund_stage::failed}) {
        move(last_refund(), stage, now_ms());
        EXPECT_EQ(seen(), line(last_refund(), 3));
    }
    for (const auto stage : {refund_stage::notifying, refund_stage::done}) {
        move(last_refund(), stage, now_ms());
        EXPECT_EQ(seen(), line(last_refund(), 2)) << "success after failure";
    }
}

TEST_F(service_refund, is_queried_by_order_and_customer_and_the_right_key_only) {
    const field_list good = refunds(paid);
    const auto asked = [&](const field_list& query) {
        return number(ask_for("findOrderRefund", query));
    };
    for (const char* name : {"tpOrderId", "userId", "pmAppKey"})
        EXPECT_EQ(asked(without(good, name)), "60000") << name;
    EXPECT_EQ(asked(with(good, "userId", "x")), "41000");
    EXPECT_EQ(asked(with(good, "userId", "1")), "60021");
    EXPECT_EQ(asked(with(good, "tpOrderId", "1")), "60021");
    EXPECT_EQ(asked(with(good, "pmAppKey", "MMMxyz")), "6001");
    EXPECT_EQ(number(post(path("findOrderRefund") + with_token(), encode_form(good))), "501");
}

}  // namespace
}  // namespace swan::sandbox
