#include "app/pay.h"

#include <algorithm>

#include "app/answer.h"
#include "app/merchant.h"
#include "app/order_query.h"
#include "app/sale.h"
#include "app/status.h"
#include "baidu/orderinfo.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/orders.h"

namespace swan {

namespace {

std::string order_info_of(const config& settings, const order& made) {
    return baidu::order_info({.app_key = settings.pay.app_key,
                              .deal_id = made.deal_id,
                              .tp_order_id = made.tp_order_id,
                              .total_amount = made.total_amount,
                              .title = made.title,
                              .count = made.count,
                              .rows = rows_of(settings, made),
                              .service_address = settings.pay.service_address},
                             settings.self_key);
}

bool same_terms(const order& first, const order& again) {
    return first.total_amount == again.total_amount && first.title == again.title &&
           first.open_id == again.open_id;
}

}  // namespace

task<response> pay::gen(request& req) {
    const std::string merchant = merchant_of(with_.settings, req);
    const order wanted = wanted_order(with_.settings, req, merchant);
    const order made = co_await stored(wanted);
    req.tp_order_id = made.tp_order_id;
    co_return answer::success(order_info_of(with_.settings, made));
}

// The order as it is in the ledger now: under a new number, or the one that the merchant's own
// number has had before.
task<order> pay::stored(order made) {
    const auto record = [rules = &with_.rules, made](sql& db) {
        if (made.merchant_order_id) {
            auto before = find_order_by_merchant(db, rules->app, *made.merchant_order_id);
            if (before && !same_terms(*before, made))
                throw error(code::param_illegal,
                            "parameter \"merchant_order_id\" was used with other terms");
            if (before && before->state == order::status::paid)
                throw error(code::order_already_paid, "this merchant_order_id is paid already");
            if (before) return *std::move(before);
        }
        order numbered = made;
        numbered.created_ms = store_now_ms();
        do
            numbered.tp_order_id =
                rules->numbers->make(made.deal_id, made.total_amount, numbered.created_ms);
        while (!record_order(db, *rules, numbered));
        return numbered;
    };
    co_return co_await with_.db.run(access::durable, record);
}

task<response> pay::status(request& req) {
    req.tp_order_id = req.parameters.required("tp_order_id");
    const auto look = [rules = &with_.rules, id = req.tp_order_id](sql& db) {
        return view_order(db, *rules, id);
    };
    const order_view seen = co_await with_.db.run(access::read, look);
    if (!seen.sold && !seen.paid)
        throw error(code::order_not_existed, "there is no order with this tp_order_id");
    baidu::payment_ids ids;
    if (seen.paid) ids = {seen.paid->order_id, seen.paid->user_id};
    const auto asked = co_await asked_at_baidu(with_, ids, req.request_id);
    const merged_status merged = merge(seen, asked);
    if (!merged.contradiction.empty())
        logging::alert("status_contradiction",
                       concat("tp_order_id=", req.tp_order_id, " ", merged.contradiction));
    co_return answer::success(status_data(merged));
}

}  // namespace swan
