// findByTpOrderId, cancelOrder and the bills: what Baidu tells and what it refuses.
#include "sandbox/model/refunds.h"
#include "service_calls.h"

namespace swan::sandbox {
namespace {

using testing::at;
using testing::number;

constexpr const char* kQuery = "findByTpOrderId";
constexpr const char* kCancel = "cancelOrder";

class service_order : public testing::service_calls {
  protected:
    // "status subStatus" of the order as the query tells them.
    std::string told(const order& one) {
        const response answer = ask_for(kQuery, find(one));
        return at(answer, "data.status") + " " + at(answer, "data.subStatus");
    }
    refund& refunded(const order& one, int64_t money, refund_stage stage) {
        refund made;
        made.batch_id = known.new_batch_id();
        made.order_id = one.order_id;
        made.money = money;
        made.stage = stage;
        return known.add(std::move(made));
    }
};

TEST_F(service_order, is_told_in_full) {
    order& one = unpaid();
    pay(known, one, 70, 1'577'836'900);
    EXPECT_EQ(
        ask_for(kQuery, find(one)).body,
        concat(R"({"errno":0,"msg":"success","data":{"appId":19443000,)",
               R"("appKey":"y2dTfnWfkx2OXttMEMWlGHoB1KzMogm7","dealId":470193086,"openId":"open",)",
               R"("userId":)", one.user_id, R"(,"orderId":)", one.order_id,
               R"(,"tpOrderId":"20200101","tpId":0,"parentOrderId":0,"parentType":0,"type":0,)",
               R"("tradeNo":")", one.order_id, R"(01","bizInfo":"{\"tpData\":{}}","count":1,)",
               R"("createTime":1577836800,"oriPrice":100,"settlePrice":100,"totalMoney":100,)",
               R"("payMoney":70,"payType":1117,"status":2,"subStatus":2}})"));
}

TEST_F(service_order, has_a_status_for_every_part_of_its_life) {
    order& one = unpaid();
    EXPECT_EQ(told(one), "1 1");
    pay(known, one, 100, 2);
    EXPECT_EQ(told(one), "2 2");
    one.consumed = true;
    EXPECT_EQ(told(one), "2 3");
    refund& part = refunded(one, 10, refund_stage::auditing);
    EXPECT_EQ(told(one), "2 4");
    part.stage = refund_stage::failed;
    EXPECT_EQ(told(one), "2 6");
    part.stage = refund_stage::done;
    EXPECT_EQ(told(one), "2 5") << "paid and refunded at once: who delivers on status 2 is wrong";
    one.status = -1;
    EXPECT_EQ(told(one), "-1 5") << "abnormally refunded";
}

TEST_F(service_order, that_was_paid_twice_is_told_by_its_newest_payment) {
    testing::pay(known);
    const order& second = testing::pay(known);
    EXPECT_EQ(at(ask_for(kQuery, find(second)), "data.orderId"), concat(second.order_id));
}

TEST_F(service_order, is_found_by_its_number_and_the_right_key_only) {
    const order& one = testing::pay(known);
    EXPECT_EQ(number(ask_for(kQuery, without(find(one), "pmAppKey"))), "60000");
    EXPECT_EQ(number(ask_for(kQuery, with(find(one), "pmAppKey", "MMMxyz"))), "6001");
    EXPECT_EQ(number(ask_for(kQuery, with(find(one), "pmAppKey", us.app_key))), "6001")
        << "the mini-program's key is another one";
    EXPECT_EQ(number(ask_for(kQuery, without(find(one), "tpOrderId"))), "60000");
    EXPECT_EQ(number(ask_for(kQuery, with(find(one), "tpOrderId", "1"))), "60021");
    EXPECT_EQ(ask_for(kQuery, with(find(one), "tpOrderId", "1")).body,
              R"({"data":null,"errno":60021,"msg":"未获取到有效数据"})");
}

TEST_F(service_order, is_not_told_twice_asked_or_posted) {
    const order& one = testing::pay(known);
    field_list twice = find(one);
    twice.emplace_back("tpOrderId", one.tp_order_id);
    EXPECT_EQ(ask_for(kQuery, twice).body,
              R"({"data":null,"errno":60000,"msg":"tpOrderId comes twice"})");
    const response no = post(path(kQuery) + with_token(), encode_form(find(one)));
    EXPECT_EQ(number(no), "501");
    EXPECT_EQ(no.allow, "GET");
}

TEST_F(service_order, is_nobodys_without_a_good_token) {
    const std::string query = encode_form(find(testing::pay(known)));
    for (const char* name : {kQuery, kCancel, "findOrderRefund", "orderBill", "capitaBill"}) {
        EXPECT_EQ(at(get(path(name) + "?" + query), "error_code"), "110") << name;
        EXPECT_EQ(at(get(path(name) + "?access_token=x&" + query), "error_code"), "110") << name;
    }
    us.token_lifetime_s = 0;
    EXPECT_EQ(at(ask_for(kQuery, find(testing::pay(known))), "error_code"), "111");
}

TEST_F(service_order, is_closed_while_it_is_unpaid) {
    order& one = unpaid();
    EXPECT_EQ(ask_for(kCancel, cancel(one)).body, R"({"errno":0,"msg":"success","data":true})");
    EXPECT_EQ(told(one), "-1 7");
    EXPECT_THROW(unpaid(), std::bad_variant_access) << "the cashier does not open any more";
    EXPECT_EQ(ask_for(kCancel, cancel(one)).body,
              R"({"data":false,"errno":-1024,"msg":"订单已取消"})");
}

TEST_F(service_order, is_never_closed_once_it_is_paid) {
    order& one = unpaid();
    pay(known, one, 100, 2);
    EXPECT_EQ(ask_for(kCancel, cancel(one)).body,
              R"({"data":false,"errno":-1024,"msg":"订单已支付"})");
    EXPECT_EQ(told(one), "2 2");
}

TEST_F(service_order, is_closed_by_baidus_number_and_the_right_key_only) {
    const order& one = unpaid();
    EXPECT_EQ(number(ask_for(kCancel, without(cancel(one), "pmAppKey"))), "60000");
    EXPECT_EQ(number(ask_for(kCancel, with(cancel(one), "pmAppKey", "MMMxyz"))), "6001");
    EXPECT_EQ(number(ask_for(kCancel, without(cancel(one), "orderId"))), "60000");
    EXPECT_EQ(number(ask_for(kCancel, with(cancel(one), "orderId", "12x"))), "41000");
    EXPECT_EQ(number(ask_for(kCancel, with(cancel(one), "orderId", "1"))), "60021");
    EXPECT_EQ(number(ask_for(kCancel, find(one))), "60000") << "tpOrderId does not name it here";
    EXPECT_EQ(number(post(path(kCancel) + with_token(), encode_form(cancel(one)))), "501");
    EXPECT_EQ(told(one), "1 1");
}

class bill_calls : public service_order {};

TEST_F(bill_calls, name_one_file_for_a_day_with_payments) {
    pay(known, unpaid(), 100, 1'577'894'399);  // 23:59:59 in Beijing
    for (const char* name : {"orderBill", "capitaBill"}) {
        const field_list good = {{"billTime", "2020-01-01"}, {"pmAppKey", us.pay_app_key}};
        const response yes = ask_for(name, good);
        EXPECT_EQ(at(yes, "data.totalCount"), "1") << yes.body;
        EXPECT_NE(at(yes, "data.data").find(concat(name, "_2020-01-01.csv")), std::string::npos);
        for (const char* other : {"2019-12-31", "2020-01-02"})
            EXPECT_EQ(ask_for(name, with(good, "billTime", other)).body,
                      R"({"errno":0,"msg":"success","data":{"data":[],"totalCount":0}})");
    }
}

TEST_F(bill_calls, want_a_day_that_exists_and_the_right_key) {
    const field_list good = {{"billTime", "2020-02-29"}, {"pmAppKey", us.pay_app_key}};
    EXPECT_EQ(number(ask_for("orderBill", good)), "0");
    for (const char* day : {"2021-02-29", "2020-2-29", "20200229", "2020/02/29", "2020-13-01", "x"})
        EXPECT_EQ(number(ask_for("orderBill", with(good, "billTime", day))), "60000") << day;
    EXPECT_EQ(number(ask_for("orderBill", without(good, "billTime"))), "60000");
    EXPECT_EQ(number(ask_for("orderBill", without(good, "pmAppKey"))), "60000");
    EXPECT_EQ(number(ask_for("capitaBill", with(good, "pmAppKey", "MMMxyz"))), "6001");
    EXPECT_EQ(at(ask_for("capitalBill", good), "error_code"), "3") << "Baidu spells it capita";
}

}  // namespace
}  // namespace swan::sandbox
