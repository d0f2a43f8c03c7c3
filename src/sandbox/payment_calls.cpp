#include "sandbox/payment_calls.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/courses.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/numbers.h"
#include "sandbox/model/payment_service.h"
#include "sandbox/model/tokens.h"
#include "sandbox/open_api.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

response refuse(const refusal& no) { return service_error(no.number, no.text); }
response refuse_number(int64_t number) { return service_error(number, text_of_number(number)); }
response refuse_cancel(int64_t number) {
    return service_error(number, text_of_number(number), "false");
}

void write_ids(json::writer& out, const order& one, const settings& merchant) {
    out.member("appId", kSmartAppId).member("appKey", merchant.app_key);
    out.member("dealId", parse_decimal(merchant.deal_id).value_or(0));
    out.member("openId", one.open_id).member("userId", one.user_id);
    out.member("orderId", one.order_id).member("tpOrderId", one.tp_order_id);
    for (const char* name : {"tpId", "parentOrderId", "parentType", "type"})
        out.member(name, int64_t{0});
    out.member("tradeNo", one.is_paid() ? concat(one.order_id, "01") : "");
}

// appKey and openId are texts, all other ids numbers, as Baidu's later SDKs read them.
std::string order_data(const state& known, const order& one, const settings& merchant) {
    json::writer out;
    out.begin_object();
    write_ids(out, one, merchant);
    out.member("bizInfo", one.biz_info).member("count", 1);
    out.member("createTime", one.create_time).member("oriPrice", one.total_money);
    out.member("settlePrice", one.total_money).member("totalMoney", one.total_money);
    out.member("payMoney", one.pay_money).member("payType", one.is_paid() ? 1117 : 0);
    out.member("status", one.status).member("subStatus", sub_status_of(known, one));
    out.end_object();
    return out.take();
}

response act_find(baidu_side& side, const request& call) {
    const auto found = decide_find_order(side.known, form_fields(call), side.merchant);
    if (const auto* const no = std::get_if<refusal>(&found)) return refuse(*no);
    return success(order_data(side.known, *std::get<const order*>(found), side.merchant));
}

response act_cancel(baidu_side& side, const request& call) {
    const auto decided = decide_cancel_order(side.known, form_fields(call), side.merchant);
    if (const auto* const no = std::get_if<refusal>(&decided))
        return service_error(no->number, no->text, "false");
    order& closed = *side.known.find_order(std::get<int64_t>(decided));
    closed.status = -1;
    side.known.touch(closed);
    return success("true");
}

response act_refund(baidu_side& side, const request& call) {
    auto decided = decide_service_refund(side.known, form_fields(call), side.merchant);
    if (const auto* const no = std::get_if<refusal>(&decided)) return refuse(*no);
    auto& terms = std::get<refund_terms>(decided);
    const int64_t pay_money = terms.pay_money;
    json::writer out;
    out.begin_object();
    out.member("refundBatchId", side.callbacks.begin_refund(std::move(terms)));
    out.member("refundPayMoney", pay_money).end_object();
    return success(out.take());
}

// No amounts: Baidu's answer has none.
void write_line(json::writer& out, const refund_line& line, int64_t user_id) {
    const refund& one = *line.which;
    out.begin_object().member("bizRefundBatchId", one.biz_batch_id);
    out.member("orderId", one.order_id);
    out.member("refundBatchId", parse_decimal(one.batch_id).value_or(0));  // a number, only here
    out.member("refundStatus", line.status).member("userId", user_id).end_object();
}

response act_find_refunds(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    const auto found = decide_find_refunds(side.known, fields, side.merchant, now_ms());
    if (const auto* const no = std::get_if<refusal>(&found)) return refuse(*no);
    json::writer out;
    out.begin_array();
    for (const refund_line& line : std::get<std::vector<refund_line>>(found))
        write_line(out, line, side.known.find_order(line.which->order_id)->user_id);
    out.end_array();
    return success(out.take());
}

// A day with payments has one file. What is in it no document says: the address leads nowhere.
response bill_answer(const bill& asked, std::string_view name) {
    const std::string file = concat(name, "_", asked.day, ".csv");
    json::writer out;
    out.begin_object().key("data").begin_array();
    if (asked.payments > 0) {
        out.begin_object().member("createTime", concat(asked.day, " 10:00:00"));
        out.member("downloadName", file).member("exportStatus", 1);
        out.member("url", concat("https://bill.swan-sandbox.invalid/", file)).end_object();
    }
    out.end_array().member("totalCount", asked.payments > 0 ? 1 : 0).end_object();
    return success(out.take());
}

response act_bill(baidu_side& side, const request& call) {
    const auto asked = decide_bill(side.known, form_fields(call), side.merchant);
    if (const auto* const no = std::get_if<refusal>(&asked)) return refuse(*no);
    const std::string_view path = call.path;
    return bill_answer(std::get<bill>(asked), path.substr(path.rfind('/') + 1));
}

}  // namespace

task<response> find_by_tp_order_id(baidu_side& side, const request& call) {
    return under_faults(side, call, {"order_query", act_find, refuse_number, kNeedsToken});
}

task<response> cancel_order(baidu_side& side, const request& call) {
    return under_faults(side, call, {"cancel_order", act_cancel, refuse_cancel, kNeedsToken});
}

task<response> apply_service_refund(baidu_side& side, const request& call) {
    return under_faults(side, call, {"refund", act_refund, refuse_number, kNeedsToken});
}

task<response> find_order_refund(baidu_side& side, const request& call) {
    return under_faults(side, call, {"refund_query", act_find_refunds, refuse_number, kNeedsToken});
}

task<response> bill_of_a_day(baidu_side& side, const request& call) {
    return under_faults(side, call, {"bill", act_bill, refuse_number, kNeedsToken});
}

}  // namespace swan::sandbox
