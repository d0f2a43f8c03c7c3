#include "sandbox/console.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/courses.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/message.h"
#include "sandbox/model/refunds.h"
#include "sandbox/model/views.h"

namespace swan::sandbox {

namespace {

callback_kind kind_named(std::string_view name) {
    for (const auto kind :
         {callback_kind::succ, callback_kind::refund_audit, callback_kind::refund})
        if (name_of(kind) == name) return kind;
    throw illegal("kind must be succ, refund_audit or refund");
}

// The payment that the call means: that of `orderId` if given, else the newest of the merchant
// order. Of an order that was never paid here: what its payment would be, which is not kept.
order payment_for(baidu_side& side, const field_list& fields) {
    const std::string tp_order_id = required(fields, "tp_order_id");
    const auto order_id = parse_decimal(field(fields, "orderId"));
    const order* const named = order_id ? side.known.find_order(*order_id) : nullptr;
    if (named != nullptr && named->tp_order_id == tp_order_id) return *named;
    if (const order* const newest = side.known.find_newest(tp_order_id)) {
        order as_paid = *newest;
        if (!as_paid.is_paid()) as_paid.pay_time = now_ms() / 1000;
        return as_paid;
    }
    order made_up;
    made_up.order_id = side.known.new_order_id();
    made_up.user_id = made_up.order_id / 2;
    made_up.tp_order_id = tp_order_id;
    made_up.total_money = made_up.pay_money = 1;
    made_up.pay_time = now_ms() / 1000;
    return made_up;
}

// The refund that the call means: that of `refundBatchId` if given, else the payment's newest; or
// one of the whole payment, made up.
refund refund_for(baidu_side& side, const field_list& fields, const order& paid) {
    const refund* const named = side.known.find_refund(field(fields, "refundBatchId"));
    if (named != nullptr && named->order_id == paid.order_id) return *named;
    const auto all = side.known.refunds_of(paid.order_id);
    if (!all.empty()) return *all.back();
    refund made_up;
    made_up.batch_id = side.known.new_batch_id();
    made_up.order_id = paid.order_id;
    made_up.tp_order_id = paid.tp_order_id;
    made_up.money = made_up.pay_money = paid.total_money;
    return made_up;
}

bool is_for_us(std::string_view name) {
    return name == "tp_order_id" || name == "kind" || name == "sign";
}

// Still base64 of as many bytes, but of no signature.
void spoil_signature(field_list& fields) {
    std::string bytes = *crypto::base64_decode(field(fields, "rsaSign"));
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    set_field(fields, "rsaSign", crypto::base64_encode(bytes));
}

// Overrides and signs the message; says whether it is what the course would send.
bool finish_fields(field_list& message, const field_list& fields, const settings& merchant) {
    const auto sign = field(fields, "sign");
    if (!sign.empty() && sign != "good" && sign != "bad" && sign != "none")
        throw illegal("sign must be good, bad or none");
    const field_list original = message;
    for (const auto& [name, value] : fields)
        if (!is_for_us(name)) set_field(message, name, value);
    const bool unchanged = message == original && (sign.empty() || sign == "good");
    // A signature that the caller brought stands as it is.
    if (field(message, "rsaSign").empty()) sign_fields(message, merchant.platform_key);
    if (sign == "bad") spoil_signature(message);
    if (sign == "none")
        std::erase_if(message, [](const auto& one) { return one.first == "rsaSign"; });
    return unchanged;
}

const std::string& url_for(const settings& merchant, callback_kind kind, const order& paid) {
    if (kind == callback_kind::refund_audit) return merchant.refund_audit_url;
    if (kind == callback_kind::refund) return merchant.refund_url;
    return paid.notify_url.empty() ? merchant.notify_url : paid.notify_url;
}

field_list message_of(callback_kind kind, const order& paid, const refund& asked,
                      const settings& merchant) {
    if (kind == callback_kind::succ) return notify_fields(paid, merchant.deal_id);
    if (kind == callback_kind::refund_audit) return audit_fields(asked, paid);
    return refund_notify_fields(asked, paid);
}

int64_t amount_of(const field_list& fields) {
    const auto amount = parse_decimal(field(fields, "amount"));
    if (!amount || *amount == 0) throw illegal("amount must be a positive integer (fen)");
    return *amount;
}

}  // namespace

task<response> send_callback(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    outgoing what;
    what.kind = kind_named(required(fields, "kind"));
    const order paid = payment_for(side, fields);
    const refund asked = refund_for(side, fields, paid);
    what.tp_order_id = paid.tp_order_id;
    what.url = url_for(side.merchant, what.kind, paid);
    what.fields = message_of(what.kind, paid, asked, side.merchant);
    const bool counts = finish_fields(what.fields, fields, side.merchant);
    const delivery end = co_await side.callbacks.send_by_hand(std::move(what), counts,
                                                              paid.order_id, asked.batch_id);
    json::writer out;
    out.begin_object().member("status", end.status).member("ms", end.ms).member("body", end.body);
    out.end_object();
    co_return json_answer(out.take());
}

task<response> begin_own_refund(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const std::string tp_order_id = required(fields, "tp_order_id");
    const auto by = field(fields, "by");
    if (!by.empty() && by != "user" && by != "console" && by != "baidu")
        throw illegal("by must be user, console or baidu");
    const order* const paid = side.known.find_paid(tp_order_id);
    if (paid == nullptr) throw illegal("no payment of this tp_order_id");
    std::optional<int64_t> part;
    if (!field(fields, "amount").empty()) part = amount_of(fields);
    auto decided = decide_own_refund(side.known, *paid, part, side.merchant.api);
    if (const auto* const no = std::get_if<refusal>(&decided)) throw illegal(no->text);
    auto& terms = std::get<refund_terms>(decided);
    const int64_t pay_money = terms.pay_money;
    json::writer out;
    out.begin_object();
    out.member("refundBatchId", side.callbacks.begin_refund(std::move(terms)));
    out.member("refundPayMoney", concat(pay_money)).end_object();
    co_return json_answer(out.take());
}

task<response> set_bank(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const std::string tp_order_id = required(fields, "tp_order_id");
    const std::string refunds = required(fields, "refunds");
    if (refunds != "fail" && refunds != "succeed") throw illegal("refunds must be fail or succeed");
    if (side.known.find_paid(tp_order_id) == nullptr)
        throw illegal("no payment of this tp_order_id");
    // An order may have been paid more than once, from the same bank.
    for (const order* each : side.known.orders_of(tp_order_id))
        if (each->is_paid())
            side.callbacks.set_bank(*side.known.find_order(each->order_id), refunds == "fail");
    co_return json_answer("{}");
}

task<response> end_tokens(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const std::string end = required(fields, "end");
    if (end != "expire" && end != "revoke") throw illegal("end must be expire or revoke");
    std::vector<std::string> ended;
    for (auto& [text, token] : side.known.tokens()) {
        if (token.expires_ms <= now_ms()) continue;
        ended.push_back(text);
        token.expires_ms = now_ms();
        side.known.touch(token);
    }
    if (end == "revoke")
        for (const auto& text : ended) side.known.erase_token(text);
    json::writer out;
    out.begin_object().member("tokens", static_cast<int64_t>(ended.size())).end_object();
    co_return json_answer(out.take());
}

task<response> set_habits(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    habits& now = side.known.kept_habits();
    habits wanted = now;
    for (const auto& [name, value] : fields) {
        const bool is_errno = name == "errno" && (value == "repeat" || value == "refund");
        const bool is_consumed = name == "consumed" && (value == "kept" || value == "lost");
        if (is_errno) wanted.errno_refunds = value == "refund";
        if (is_consumed) wanted.keeps_consumed = value == "kept";
        if (!is_errno && !is_consumed)
            throw illegal("errno must be repeat or refund, consumed kept or lost; nothing else");
    }
    now = wanted;
    json::writer out;
    out.begin_object().member("errno", now.errno_refunds ? "refund" : "repeat");
    out.member("consumed", now.keeps_consumed ? "kept" : "lost").end_object();
    co_return json_answer(out.take());
}

task<response> order_fault(baidu_side& side, const request& call) {
    try {
        const auto parsed = json::document::parse_object(call.body);
        side.faults.obey(parsed.root());
    } catch (const json::error& wrong) {
        throw illegal(concat("body: ", wrong.what()));
    }
    co_return json_answer(side.faults.list());
}

task<response> show_state(baidu_side& side, const request&) {
    co_return json_answer(state_view(side.known));
}

}  // namespace swan::sandbox
