#include "app/event_body.h"

#include <algorithm>

#include "app/moves.h"
#include "base/json.h"
#include "base/text.h"
#include "service/store/names.h"

namespace swan {

namespace {

void add(json::writer& out, const order& sold) {
    out.member("goods_id", sold.goods_id).member("count", sold.count);
    if (sold.merchant_order_id) out.member("merchant_order_id", *sold.merchant_order_id);
    if (sold.open_id) out.member("open_id", *sold.open_id);
    out.member("total_amount", sold.total_amount).member("order_state", name_of(sold.state));
}

void add(json::writer& out, const payment& paid) {
    out.member("total_money", paid.total_money).member("pay_money", paid.pay_money);
    out.member("verdict", name_of(paid.verdict)).key("settled").boolean(!paid.unsettled);
}

// An amount that is not known (-1) is left out.
void add(json::writer& out, const refund& one) {
    out.key("refund").begin_object().member("refund_id", one.refund_id);
    if (one.batch_id) out.member("refund_batch_id", *one.batch_id);
    if (one.amount >= 0) out.member("amount", one.amount);
    if (one.refund_pay_money >= 0) out.member("refund_pay_money", one.refund_pay_money);
    out.member("state", name_of(one.state)).end_object();
}

}  // namespace

std::string event_body(const std::string& app, const event_facts& known) {
    const event& what = known.what;
    json::writer out;
    out.begin_object().member("id", what.id).member("sequence", what.sequence);
    out.member("event", name_of(what.kind)).member("app", app);
    out.member("tp_order_id", what.tp_order_id);
    if (!what.order_id.empty()) out.member("order_id", what.order_id);
    if (known.sold) add(out, *known.sold);
    if (known.paid) add(out, *known.paid);
    if (known.back) add(out, *known.back);
    out.member("created_at", what.created_ms).end_object();
    return out.take();
}

std::string outdated_by(const event& what, const std::optional<payment>& paid,
                        const std::vector<refund>& refunds) {
    if (what.kind != event::what::paid) return {};
    if (paid && paid->verdict != payment::judgement::good)
        return concat("its payment is judged ", name_of(paid->verdict));
    const bool goes_back = std::any_of(refunds.begin(), refunds.end(),
                                       [](const refund& one) { return holds_money(one.state); });
    return goes_back ? "a refund of this payment is running or done" : "";
}

}  // namespace swan
