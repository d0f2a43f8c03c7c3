#include "app/pay.h"

#include <algorithm>

#include "app/answer.h"
#include "app/merchant.h"
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
    const auto record = [us = &with_.us, made](sql& db) {
        if (made.merchant_order_id) {
            auto before = find_order_by_merchant(db, us->app, *made.merchant_order_id);
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
                us->numbers->make(made.deal_id, made.total_amount, numbered.created_ms);
        while (!record_order(db, *us, numbered));
        return numbered;
    };
    co_return co_await with_.db.run(access::durable, record);
}

task<response> pay::status(request& req) {
    req.tp_order_id = req.parameters.required("tp_order_id");
    const auto look = [us = &with_.us, id = req.tp_order_id](sql& db) {
        return view_order(db, *us, id);
    };
    const order_view seen = co_await with_.db.run(access::read, look);
    if (!seen.sold && !seen.paid)
        throw error(code::order_not_existed, "there is no order with this tp_order_id");
    const auto asked = co_await asked_at_baidu(seen.paid, req.request_id);
    const merged_status merged = merge(seen, asked);
    if (!merged.contradiction.empty())
        logging::alert("status_contradiction",
                       concat("tp_order_id=", req.tp_order_id, " ", merged.contradiction));
    co_return answer::success(status_data(merged));
}

// Nothing when there is nothing to ask for (the query needs a payment's ids) or no answer: the
// ledger answers then.
task<std::optional<baidu::order_status>> pay::asked_at_baidu(std::optional<payment> paid,
                                                             std::string request_id) {
    std::optional<baidu::order_status> answer;
    if (!paid || paid->user_id.empty()) co_return answer;
    const baidu::payment_ids ids{paid->order_id, paid->user_id};
    try {
        const baidu::order_status told = co_await with_.baidu.query_order(ids, request_id);
        answer = told;
    } catch (const error& e) {
        logging::warn(
            concat("order query failed order_id=", ids.order_id, " why=", printable(e.log_text())));
    }
    co_return answer;
}

}  // namespace swan
