#include "app/event_body.h"

#include <algorithm>

#include "app/moves.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"

namespace swan {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr milliseconds kFirstWait = seconds(5);
constexpr milliseconds kLongestWait = hours(6);
constexpr milliseconds kTriedFor = hours(24);

std::string_view text_of(order::status state) {
    switch (state) {
        case order::status::created:
            return "created";
        case order::status::paid:
            return "paid";
        case order::status::closing:
            return "closing";
        case order::status::closed:
            return "closed";
    }
    return "";
}

std::string_view text_of(payment::judgement verdict) {
    switch (verdict) {
        case payment::judgement::good:
            return "good";
        case payment::judgement::mismatch:
            return "mismatch";
        case payment::judgement::duplicate:
            return "duplicate";
        case payment::judgement::late:
            return "late";
        case payment::judgement::orphan:
            return "orphan";
    }
    return "";
}

std::string_view text_of(refund::status state) {
    switch (state) {
        case refund::status::requested:
            return "requested";
        case refund::status::reserved:
            return "reserved";
        case refund::status::unverifying:
            return "unverifying";
        case refund::status::unverified:
            return "unverified";
        case refund::status::sent:
            return "sent";
        case refund::status::unknown:
            return "unknown";
        case refund::status::accepted:
            return "accepted";
        case refund::status::done:
            return "done";
        case refund::status::failed:
            return "failed";
    }
    return "";
}

void write_order(json::writer& body, const order& sold) {
    body.member("order_state", text_of(sold.state)).member("order_amount", sold.total_amount);
    if (!sold.goods_id.empty()) body.member("goods_id", sold.goods_id);
    body.member("count", sold.count);
    if (sold.merchant_order_id) body.member("merchant_order_id", *sold.merchant_order_id);
    if (sold.open_id) body.member("open_id", *sold.open_id);
}

void write_payment(json::writer& body, const payment& of) {
    body.member("total_money", of.total_money)
        .member("pay_money", of.pay_money)
        .member("verdict", text_of(of.verdict));
    body.key("settled").boolean(!of.unsettled);
    if (of.verdict == payment::judgement::orphan) body.key("proven").boolean(of.proven);
}

// A negative amount: Baidu has not told it.
void write_refund(json::writer& body, const refund& back) {
    body.key("refund").begin_object().member("refund_id", back.refund_id);
    if (back.batch_id) body.member("refund_batch_id", *back.batch_id);
    if (back.amount >= 0) body.member("amount", back.amount);
    if (back.refund_pay_money >= 0) body.member("refund_pay_money", back.refund_pay_money);
    body.member("state", text_of(back.state)).end_object();
}

}  // namespace

bool is_outdated(const event_facts& known) {
    return known.what.kind == event::what::paid &&
           std::any_of(known.refunds.begin(), known.refunds.end(),
                       [](const refund& each) { return holds_money(each.state); });
}

std::string event_body(std::string_view app, const event_facts& known) {
    const event& what = known.what;
    json::writer body;
    body.begin_object()
        .member("id", what.id)
        .member("sequence", what.sequence)
        .member("event", name_of(what.kind))
        .member("app", app)
        .member("created_at", what.created_ms)
        .member("tp_order_id", what.tp_order_id);
    if (!what.order_id.empty()) body.member("order_id", what.order_id);
    if (known.sold) write_order(body, *known.sold);
    if (known.of) write_payment(body, *known.of);
    if (known.back) write_refund(body, *known.back);
    body.end_object();
    return body.take();
}

std::vector<std::string> event_headers(std::string_view key, std::string_view id, int64_t now_s,
                                       std::string_view body) {
    const auto mac = crypto::hmac_sha256(key, concat(now_s, ".", id, ".", body));
    const std::string_view bytes(reinterpret_cast<const char*>(mac.data()), mac.size());
    return {"Content-Type: application/json; charset=utf-8", concat("X-Swan-Event-Id: ", id),
            concat("X-Swan-Timestamp: ", now_s), concat("X-Swan-Signature: ", crypto::hex(bytes))};
}

std::optional<milliseconds> wait_after(int64_t failures) {
    milliseconds wait = kFirstWait;
    milliseconds waited{0};
    for (int64_t i = 1; i < failures && waited < kTriedFor; ++i) {
        waited += wait;
        wait = std::min(2 * wait, kLongestWait);
    }
    if (waited >= kTriedFor) return std::nullopt;
    return wait;
}

}  // namespace swan
