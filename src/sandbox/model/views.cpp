#include "sandbox/model/views.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/model/refunds.h"

namespace swan::sandbox {

namespace {

void write(json::writer& out, const user& one) {
    out.begin_object().member("open_id", one.open_id).end_object();
}

void write(json::writer& out, const order& one) {
    out.begin_object().member("tpOrderId", one.tp_order_id);
    out.member("orderId", concat(one.order_id)).member("userId", concat(one.user_id));
    out.member("totalMoney", one.total_money).member("payMoney", one.pay_money);
    out.member("status", one.status).key("consumed").boolean(one.consumed);
    out.key("calls").boolean(one.notify.open).end_object();
}

void write(json::writer& out, const refund& one) {
    out.begin_object().member("refundBatchId", one.batch_id);
    out.member("bizRefundBatchId", one.biz_batch_id).member("tpOrderId", one.tp_order_id);
    out.member("orderId", concat(one.order_id));
    out.member("money", one.money).member("status", refund_status(one.stage));
    out.key("calls").boolean(one.call.open).end_object();
}

void write(json::writer& out, const callback_record& one) {
    out.begin_object().member("kind", one.kind).member("tpOrderId", one.tp_order_id);
    out.member("attempt", one.attempt).member("status", one.status).member("ms", one.ms);
    out.member("answer", one.answer).end_object();
}

template <class Map>
void write_all(json::writer& out, std::string_view name, const Map& all) {
    out.key(name).begin_array();
    for (const auto& [id, one] : all) write(out, one);
    out.end_array();
}

}  // namespace

std::string state_view(state& known) {
    json::writer out;
    out.begin_object();
    write_all(out, "users", known.users());
    write_all(out, "orders", known.orders());
    write_all(out, "refunds", known.refunds());
    out.key("callbacks").begin_array();
    for (const auto& one : known.callbacks()) write(out, one);
    out.end_array().key("calls").begin_object();
    for (const auto& [name, count] : known.calls()) out.member(name, count);
    out.end_object().end_object();
    return out.take();
}

}  // namespace swan::sandbox
