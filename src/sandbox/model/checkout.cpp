#include "sandbox/model/checkout.h"

namespace swan::sandbox {

namespace {

order order_for(const state& known, const user& who, const payable& what, int64_t now_s) {
    order fresh;
    fresh.order_id = known.new_order_id();
    fresh.user_id = who.user_id;
    fresh.open_id = who.open_id;
    fresh.tp_order_id = what.tp_order_id;
    fresh.notify_url = what.notify_url;
    fresh.biz_info = what.biz_info;
    fresh.return_data = what.return_data;
    fresh.total_money = fresh.pay_money = what.total_amount;
    fresh.create_time = now_s;
    fresh.status = 1;
    return fresh;
}

}  // namespace

std::variant<int64_t, pay_refusal> open_cashier(state& known, const user& who, const payable& what,
                                                int64_t now_s) {
    for (const order* one : known.orders_of(what.tp_order_id)) {
        if (one->is_closed()) return pay_refusal{"订单已取消", kPaymentFailed};
        const bool left = !one->is_paid() && one->user_id == who.user_id;
        if (left && one->total_money == what.total_amount) return one->order_id;
    }
    return known.add(order_for(known, who, what, now_s)).order_id;
}

void pay(state& known, order& one, int64_t pay_money, int64_t now_s) {
    one.status = 2;
    one.pay_money = pay_money;
    one.pay_time = now_s;
    known.touch(one);
}

}  // namespace swan::sandbox
