#include "swanctl/timeline.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "service/store/events.h"
#include "service/store/names.h"
#include "service/store/order_search.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/quarantine.h"
#include "service/store/refunds.h"

namespace swan::swanctl {

namespace {

struct happening {
    int64_t time_ms = 0;
    std::string what = {};
    std::string id = {};
    int64_t fen = 0;  // 0: it is about no money
    std::string more = {};
};
using happenings = std::vector<happening>;

std::string remark(std::string_view name, std::string_view text) {
    return text.empty() ? std::string() : concat(' ', name, '=', text);
}

void add_order(happenings& all, const order& sold) {
    const std::string& id = sold.tp_order_id;
    all.push_back({sold.created_ms, "order created", id, sold.total_amount,
                   concat("goods_id=", sold.goods_id, " count=", sold.count,
                          remark("merchant_order_id", sold.merchant_order_id.value_or("")))});
    if (sold.paid_ms != 0) all.push_back({sold.paid_ms, "order paid", id});
    if (sold.closed_ms != 0) all.push_back({sold.closed_ms, "order closed", id});
}

std::string flags_of(const payment& one) {
    std::string text = concat("payMoney=", one.pay_money, " reserved=", one.reserved);
    if (one.is_error_order) text += " isErrorOrder";
    if (one.odd) text += " odd";
    if (one.unsettled) text += " unsettled";
    if (one.unverified) text += " unverified";
    if (one.verdict == payment::judgement::orphan) text += one.proven ? " proven" : " not proven";
    return text;
}

void add_refund(happenings& all, const refund& one) {
    const std::string more =
        concat("origin=", name_of(one.origin), remark("order_id", one.order_id),
               remark("batch", one.batch_id.value_or("")), remark("asked_by", one.asked_by),
               remark("reason", one.reason));
    all.push_back({one.created_ms, "refund begun", one.refund_id, one.amount, more});
    if (one.updated_ms > 0)
        all.push_back({one.updated_ms, concat("refund ", name_of(one.state)), one.refund_id,
                       one.amount, one.answer_text});
}

void add_event(happenings& all, const event& one) {
    all.push_back({one.ended_ms != 0 ? one.ended_ms : one.created_ms,
                   concat("event ", name_of(one.kind), ' ', name_of(one.state)), one.id, 0,
                   concat("sequence=", one.sequence, " attempts=", one.attempts,
                          remark("answer", one.answer))});
}

void add_jobs(happenings& all, sql& db, int64_t app, const std::string& subject) {
    for (const job& each : jobs_about(db, app, subject)) {
        const bool taken = each.due_ms < 0;
        all.push_back({taken ? each.leased_ms : each.due_ms,
                       concat("job ", name_of(each.kind), taken ? " taken until then" : " due"),
                       subject, 0, concat("attempts=", each.attempts)});
    }
}

// `since_ms`: when its order was made; nothing was told of it before.
void add_payment(happenings& all, sql& db, int64_t app, const payment& one, int64_t since_ms) {
    all.push_back({one.created_ms, concat("payment ", name_of(one.verdict)), one.order_id,
                   one.total_money, flags_of(one)});
    for (const refund& each : refunds_of(db, app, one.order_id)) {
        add_refund(all, each);
        add_jobs(all, db, app, each.refund_id);
    }
    for (const received& each : messages_about(db, app, one.order_id, since_ms))
        all.push_back({each.received_ms, concat("message ", each.kind), one.order_id});
    add_jobs(all, db, app, one.order_id);
}

table table_of(happenings all) {
    std::ranges::stable_sort(all, {}, &happening::time_ms);
    table rows({{"time_ms", kind::time}, {"what"}, {"id"}, {"amount", kind::fen}, {"more"}});
    for (happening& each : all)
        rows.add({each.time_ms, std::move(each.what), std::move(each.id),
                  each.fen == 0 ? cell(std::string()) : cell(each.fen), std::move(each.more)});
    return rows;
}

}  // namespace

page timeline_of(sql& db, int64_t app, const std::string& tp_order_id) {
    happenings all;
    page told;
    told.value("tp_order_id", tp_order_id);
    const auto sold = find_order(db, app, tp_order_id);
    if (sold) {
        add_order(all, *sold);
        told.value("state", std::string(name_of(sold->state)))
            .value("amount", sold->total_amount, kind::fen)
            .value("title", sold->title)
            .value("open_id", sold->open_id.value_or(""))
            .value("merchant_order_id", sold->merchant_order_id.value_or(""));
    } else {
        told.value("state", "not there");
    }
    const int64_t since_ms = sold ? sold->created_ms : 0;
    for (const payment& each : payments_of(db, app, tp_order_id))
        add_payment(all, db, app, each, since_ms);
    for (const event& each : events_of(db, app, tp_order_id)) add_event(all, each);
    for (const quarantined& each : quarantined_of(db, app, tp_order_id))
        all.push_back({each.received_ms, "message in quarantine", each.order_id});
    add_jobs(all, db, app, tp_order_id);
    told.part("timeline", table_of(std::move(all)));
    return told;
}

}  // namespace swan::swanctl
