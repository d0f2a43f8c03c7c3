#include "sandbox/server_calls.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/courses.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/refunds.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

void write_status(json::writer& out, std::string_view name, int number, std::string_view text) {
    out.key(name).begin_object().member("statusNum", number).member("statusDesc", text);
    out.end_object();
}

std::string_view refund_text(int number) {
    switch (number) {
        case 1:
            return "退费中";
        case 2:
            return "退费成功";
        case 9:
            return "退费失败";
        default:
            return "未退费";
    }
}

// The envelope of the order query: the text twice, the data in a second `data`.
response query_answer(int64_t number, std::string_view text, const std::string& data) {
    json::writer out;
    out.begin_object().member("errno", number).member("errmsg", text).member("msg", text);
    out.key("data").raw(data).member("timestamp", now_ms() / 1000).member("cached", int64_t{0});
    out.member("serverlogid", crypto::random_digits(10)).end_object();
    return json_answer(out.take());
}

response query_refusal(const refusal& no) { return query_answer(no.number, no.text, "[]"); }

response refuse_query(int64_t number) { return query_refusal({number, "系统异常"}); }

std::string status_data(const query_status& status) {
    json::writer out;
    out.begin_object().key("data").begin_object();
    write_status(out, "payStatus", status.pay, status.pay == 1 ? "支付成功" : "未支付");
    write_status(out, "refundStatus", status.refund, refund_text(status.refund));
    write_status(out, "verification", status.verification,
                 status.verification == 1 ? "已核销" : "无核销数据");
    out.end_object().end_object();
    return out.take();
}

response act_query(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    field_list covered;
    for (const char* name : {"appId", "appKey", "orderId", "siteId", "sign"}) {
        const auto value = field(fields, name);
        if (value.empty())
            return query_refusal({name == std::string_view("sign") ? kBadSignature : kBadParameter,
                                  concat("参数错误: ", name)});
        covered.emplace_back(name, value);
    }
    if (const auto no = check_caller(covered, "sign", side.merchant)) return query_refusal(*no);
    if (field(fields, "appId") != side.merchant.pay_app_id)
        return query_refusal({kNotPossible, "appId不存在"});
    const auto order_id = parse_decimal(field(fields, "orderId"));
    const auto user_id = parse_decimal(field(fields, "siteId"));
    if (!order_id || !user_id) return query_refusal({kBadParameter, "参数错误: orderId, siteId"});
    const order* const paid = side.known.find_order(*order_id);
    if (paid == nullptr || paid->user_id != *user_id)
        return query_refusal({kNotPossible, "订单不存在"});
    return query_answer(0, "成功", status_data(status_of(side.known, *paid)));
}

response refund_answer(const std::string& batch_id, int64_t pay_money) {
    json::writer out;
    out.begin_object().member("refundBatchId", batch_id);
    out.member("refundPayMoney", concat(pay_money)).end_object();  // a text in API 1.0
    return success(out.take());
}

response act_refund(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    if (const auto no = check_caller(fields, "rsaSign", side.merchant))
        return business_error(no->number, no->text);
    auto decided = decide_refund(side.known, fields);
    if (const auto* const no = std::get_if<refusal>(&decided))
        return business_error(no->number, no->text);
    if (const auto* const again = std::get_if<repeated>(&decided))
        return refund_answer(again->first->batch_id, again->first->told_money);
    // The old documents' audit callback has no applyRefundMoney, the new ones' has.
    auto& terms = std::get<refund_terms>(decided);
    terms.tells_money = field(fields, "method").empty();
    const int64_t pay_money = terms.pay_money;
    return refund_answer(side.callbacks.begin_refund(std::move(terms)), pay_money);
}

response act_cancel(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    if (const auto no = check_caller(fields, "rsaSign", side.merchant))
        return business_error(no->number, no->text);
    const auto decided = decide_cancel_verification(side.known, fields);
    if (const auto* const no = std::get_if<refusal>(&decided))
        return business_error(no->number, no->text);
    order& paid = *side.known.find_order(std::get<int64_t>(decided));
    paid.consumed = false;
    side.known.touch(paid);
    return success("[]");
}

task<response> answer_now(response answer) { co_return answer; }

}  // namespace

task<response> query_order_detail(baidu_side& side, const request& call) {
    return under_faults(side, call, {"order_query", act_query, refuse_query});
}

task<response> apply_order_refund(baidu_side& side, const request& call) {
    return under_faults(side, call, {"refund", act_refund, numbered_error});
}

task<response> sync_order_status(baidu_side& side, const request& call) {
    return under_faults(side, call, {"cancel_verification", act_cancel, numbered_error});
}

task<response> legacy_rest(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    const auto method = field(fields, "method");
    if (method == "nuomi.cashier.applyorderrefund") return apply_order_refund(side, call);
    if (method == "nuomi.cashier.syncorderstatus") return sync_order_status(side, call);
    return answer_now(business_error(kBadParameter, "参数错误: method"));
}

}  // namespace swan::sandbox
