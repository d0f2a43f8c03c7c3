#include "app/pay.h"

#include "app/answer.h"
#include "app/bookkeeping.h"
#include "app/merchant.h"
#include "app/order_query.h"
#include "app/query_budget.h"
#include "app/sale.h"
#include "app/status.h"
#include "baidu/orderinfo.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/loop.h"
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

constexpr int64_t kLookSoonMs = 30'000;

// Whoever knows an order's number may ask as often as he likes: not Baidu, though.
bool may_ask(const ledger_rules& rules, const std::string& tp_order_id) {
    return rules.api == api_generation::v1 ||
           rules.queries->take_for_asker(tp_order_id, monotonic_ms());
}

}  // namespace

// The disk writes while this thread signs; nothing is told before both are done. One commit takes
// all orders that have come at once: so all are handed over before the first is signed.
task<response> pay::gen(request& req) {
    const std::string merchant = merchant_of(with_.settings, req);
    const order drawn = numbered(with_.rules, wanted_order(with_.settings, req, merchant));
    const auto record = [rules = &with_.rules, drawn](sql& db) {
        return record_sale(db, *rules, drawn);
    };
    auto storing = with_.db.begin(access::durable, record);
    co_await loop::current()->others_first();
    std::string order_info = order_info_of(with_.settings, drawn);
    const order made = co_await storing;
    req.tp_order_id = made.tp_order_id;
    if (made.tp_order_id != drawn.tp_order_id) order_info = order_info_of(with_.settings, made);
    co_return answer::success(order_info);
}

// The schedule asks again, should no notify come meanwhile.
task<void> pay::look_soon(std::string tp_order_id) {
    const auto plan = [rules = &with_.rules, tp_order_id](sql& db) {
        if (rules->api == api_generation::v2 && find_terms(db, rules->app, tp_order_id))
            watch_order(db, *rules, tp_order_id, store_now_ms() + kLookSoonMs, store_now_ms());
    };
    try {
        co_await with_.db.run(access::write, plan);
    } catch (const error& e) {  // what was asked for can be told all the same
        logging::warn(concat("an order cannot be looked at soon: ", e.log_text()));
    }
}

task<response> pay::status(request& req) {
    req.tp_order_id = req.parameters.required("tp_order_id");
    const auto look = [rules = &with_.rules, id = req.tp_order_id](sql& db) {
        return view_order(db, *rules, id);
    };
    const order_view seen = co_await with_.db.run(access::read, look);
    if (!seen.sold && !seen.paid)
        throw error(code::order_not_existed, "there is no order with this tp_order_id");
    order_reference which{.tp_order_id = req.tp_order_id};
    if (seen.paid) which.ids = {seen.paid->order_id, seen.paid->user_id};
    std::optional<baidu::order_status> asked;
    if (may_ask(with_.rules, req.tp_order_id)) {
        const auto said = co_await asked_at_baidu(with_, which, req.request_id);
        asked = said;
    }
    const merged_status merged = merge(seen, asked);
    const bool untold = !merged.contradiction.empty() && merged.pay == baidu::queried_pay::unpaid;
    if (untold) {  // its notify is on the way, mostly
        logging::info(concat("paid at Baidu, not told yet tp_order_id=", req.tp_order_id));
        co_await look_soon(req.tp_order_id);
    } else if (!merged.contradiction.empty())
        logging::alert("status_contradiction",
                       concat("tp_order_id=", req.tp_order_id, " ", merged.contradiction));
    co_return answer::success(status_data(merged));
}

}  // namespace swan
