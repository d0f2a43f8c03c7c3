#include "app/callback.h"

#include <atomic>

#include "app/answer.h"
#include "app/message.h"
#include "baidu/sign.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

std::atomic<int64_t> refused_count{0};

[[noreturn]] void refuse(std::string_view reason, const char* text) {
    const int64_t count = refused_count.fetch_add(1, std::memory_order_relaxed) + 1;
    throw error(code::sys_fail, text, concat("callback refused: ", reason, " refused=", count));
}

void tell(std::string_view alert, std::string_view tp_order_id, std::string_view order_id) {
    if (alert.empty()) return;
    logging::alert(alert, concat("tp_order_id=", tp_order_id, " order_id=", order_id));
}

std::string consumed(const notify_verdict& verdict) {
    json::writer data;
    data.begin_object().member("isConsumed", verdict.is_consumed);
    if (verdict.is_error_order) data.member("isErrorOrder", int64_t{1});
    data.end_object();
    return data.take();
}

std::string audited(const audit_verdict& verdict) {
    json::writer data;
    data.begin_object().member("auditStatus", verdict.audit_status).key("calculateRes");
    data.begin_object().member("refundPayMoney", verdict.money).end_object();
    data.end_object();
    return data.take();
}

}  // namespace

task<response> callback::succ(request& req) {
    const field_list fields = believed(req);
    const auto told = read_payment_notify(fields);
    if (!told) {
        co_return co_await unread("succ", req);
    }
    req.tp_order_id = told->tp_order_id;
    const auto record = [us = &with_.us, told = *told, body = req.body](sql& db) {
        return record_notify(db, *us, told, body, store_now_ms());
    };
    const auto limit = with_.settings.server.callback_commit;
    const notify_verdict verdict = co_await with_.db.run_within(limit, access::durable, record);
    tell(verdict.alert, told->tp_order_id, told->order_id);
    if (verdict.refuse) refuse("foreign deal", "this payment is not ours");
    co_return answer::to_baidu(consumed(verdict));
}

task<response> callback::refund_audit(request& req) {
    const field_list fields = believed(req);
    const auto asked = read_refund_audit(fields);
    if (!asked) {
        co_return co_await unread("refund_audit", req);
    }
    req.tp_order_id = asked->tp_order_id;
    const auto record = [us = &with_.us, asked = *asked, body = req.body](sql& db) {
        return record_audit(db, *us, asked, body, store_now_ms());
    };
    const auto limit = with_.settings.server.callback_commit;
    const audit_verdict verdict = co_await with_.db.run_within(limit, access::durable, record);
    tell(verdict.effect.alert, asked->tp_order_id, asked->order_id);
    co_return answer::to_baidu(audited(verdict));
}

task<response> callback::refund(request& req) {
    const field_list fields = believed(req);
    const auto told = read_refund_notify(fields);
    if (!told) {
        co_return co_await unread("refund", req);
    }
    req.tp_order_id = told->tp_order_id;
    const auto record = [us = &with_.us, told = *told, body = req.body](sql& db) {
        return record_refund_notify(db, *us, told, body, store_now_ms());
    };
    const auto limit = with_.settings.server.callback_commit;
    const refund_effect effect = co_await with_.db.run_within(limit, access::durable, record);
    tell(effect.alert, told->tp_order_id, told->order_id);
    co_return answer::to_baidu("{}");
}

// The fields of a message that Baidu signed and that can be read in one way only. The signed text
// joins raw values with '&' and '=', and the customer chooses some of them.
field_list callback::believed(const request& req) const {
    field_list fields = parse_form(req.body);
    if (baidu::ambiguous(fields)) refuse("ambiguous", "the message is ambiguous");
    if (baidu::verified_by(fields, with_.settings.platform_keys) < 0)
        refuse("bad signature", "the signature does not verify");
    return fields;
}

// Signed, but without what decides: kept for the operator, promised nothing.
task<response> callback::unread(std::string_view kind, request& req) {
    const auto record = [us = &with_.us, kind, body = req.body](sql& db) {
        record_unread(db, *us, kind, body, store_now_ms());
    };
    const auto limit = with_.settings.server.callback_commit;
    co_await with_.db.run_within(limit, access::durable, record);
    logging::alert("unread_message", concat("kind=", kind));
    throw error(code::sys_fail, "a field is missing or is not a number");
}

}  // namespace swan
