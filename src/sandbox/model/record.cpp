#include "sandbox/model/record.h"

#include "base/json.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

std::string text_of(const json::value& from, std::string_view name) {
    const auto member = from.find(name);
    const auto text = member ? member->string() : std::nullopt;
    return std::string(text.value_or(""));
}

int64_t number_of(const json::value& from, std::string_view name) {
    const auto member = from.find(name);
    return (member ? member->integer() : std::nullopt).value_or(0);
}

void write_course(json::writer& out, const course& one) {
    out.member("open", one.open ? 1 : 0).member("attempt", one.attempt).member("due", one.due_ms);
}

course course_of(const json::value& from) {
    return {number_of(from, "open") != 0, number_of(from, "attempt"), number_of(from, "due")};
}

std::string text_of(const user& one) {
    json::writer out;
    out.begin_object().member("open_id", one.open_id).member("session_key", one.session_key);
    out.member("user_id", one.user_id).end_object();
    return out.take();
}

std::string text_of(const login_code& one) {
    json::writer out;
    out.begin_object().member("code", one.code).member("open_id", one.open_id);
    out.member("session_key", one.session_key).member("expires", one.expires_ms).end_object();
    return out.take();
}

std::string text_of(const order& one) {
    json::writer out;
    out.begin_object().member("order_id", one.order_id).member("user_id", one.user_id);
    out.member("open_id", one.open_id).member("biz_info", one.biz_info);
    out.member("tp_order_id", one.tp_order_id).member("notify_url", one.notify_url);
    out.member("return_data", one.return_data).member("total_money", one.total_money);
    out.member("create_time", one.create_time);
    out.member("pay_money", one.pay_money).member("pay_time", one.pay_time);
    out.member("status", one.status).member("consumed", one.consumed ? 1 : 0);
    out.member("refundable", one.refundable ? 1 : 0);
    out.member("bank_refuses", one.bank_refuses ? 1 : 0);
    write_course(out, one.notify);
    out.end_object();
    return out.take();
}

std::string text_of(const refund& one) {
    json::writer out;
    out.begin_object().member("batch_id", one.batch_id).member("biz_batch_id", one.biz_batch_id);
    out.member("asked", one.asked).member("order_id", one.order_id);
    out.member("tp_order_id", one.tp_order_id).member("money", one.money);
    out.member("told_money", one.told_money);
    out.member("pay_money", one.pay_money).member("abnormal", one.abnormal ? 1 : 0);
    out.member("tells_money", one.audit_tells_money ? 1 : 0);
    out.member("notify_url", one.notify_url).member("skip_audit", one.skip_audit ? 1 : 0);
    out.member("tells_failure", one.tells_failure ? 1 : 0);
    out.member("bank_refused", one.bank_refused ? 1 : 0).member("created", one.created_ms);
    out.member("changed", one.changed_ms).member("earlier", one.earlier_status);
    out.member("stage", static_cast<int64_t>(one.stage));
    write_course(out, one.call);
    out.end_object();
    return out.take();
}

std::string text_of(const access_token& one) {
    json::writer out;
    out.begin_object().member("token", one.text).member("expires", one.expires_ms).end_object();
    return out.take();
}

std::string call_text(state& known, const std::string& name) {
    json::writer out;
    out.begin_object().member("name", name).member("count", known.calls()[name]).end_object();
    return out.take();
}

std::string text_of(const callback_record& one) {
    json::writer out;
    out.begin_object().member("number", one.number).member("kind", one.kind);
    out.member("tp_order_id", one.tp_order_id).member("attempt", one.attempt);
    out.member("status", one.status).member("ms", one.ms).member("answer", one.answer);
    out.end_object();
    return out.take();
}

void restore_user(state& known, const json::value& from) {
    user one{text_of(from, "open_id"), text_of(from, "session_key"), number_of(from, "user_id")};
    std::string name = one.open_id;
    known.users().insert_or_assign(std::move(name), std::move(one));
}

order order_of(const json::value& from) {
    order one;
    one.order_id = number_of(from, "order_id");
    one.user_id = number_of(from, "user_id");
    one.open_id = text_of(from, "open_id");
    one.biz_info = text_of(from, "biz_info");
    one.create_time = number_of(from, "create_time");
    one.tp_order_id = text_of(from, "tp_order_id");
    one.notify_url = text_of(from, "notify_url");
    one.return_data = text_of(from, "return_data");
    one.total_money = number_of(from, "total_money");
    one.pay_money = number_of(from, "pay_money");
    one.pay_time = number_of(from, "pay_time");
    one.status = number_of(from, "status");
    one.consumed = number_of(from, "consumed") != 0;
    one.refundable = number_of(from, "refundable") != 0;
    one.bank_refuses = number_of(from, "bank_refuses") != 0;
    one.notify = course_of(from);
    return one;
}

refund refund_of(const json::value& from) {
    refund one;
    one.batch_id = text_of(from, "batch_id");
    one.biz_batch_id = text_of(from, "biz_batch_id");
    one.asked = text_of(from, "asked");
    one.order_id = number_of(from, "order_id");
    one.tp_order_id = text_of(from, "tp_order_id");
    one.money = number_of(from, "money");
    one.told_money = number_of(from, "told_money");
    one.pay_money = number_of(from, "pay_money");
    one.abnormal = number_of(from, "abnormal") != 0;
    one.audit_tells_money = number_of(from, "tells_money") != 0;
    one.notify_url = text_of(from, "notify_url");
    one.skip_audit = number_of(from, "skip_audit") != 0;
    one.tells_failure = number_of(from, "tells_failure") != 0;
    one.bank_refused = number_of(from, "bank_refused") != 0;
    one.created_ms = number_of(from, "created");
    one.changed_ms = number_of(from, "changed");
    one.earlier_status = number_of(from, "earlier");
    one.stage = static_cast<refund_stage>(number_of(from, "stage"));
    one.call = course_of(from);
    return one;
}

callback_record callback_of(const json::value& from) {
    return {number_of(from, "number"),  text_of(from, "kind"),     text_of(from, "tp_order_id"),
            number_of(from, "attempt"), number_of(from, "status"), number_of(from, "ms"),
            text_of(from, "answer")};
}

std::string callback_text(const state& known, std::string_view slot) {
    const int64_t wanted = parse_decimal(slot).value_or(-1);
    for (const auto& one : known.callbacks())
        if (one.number % state::kCallbacksKept == wanted) return text_of(one);
    return {};
}

}  // namespace

std::string_view name_of(state::kind kind) {
    switch (kind) {
        case state::kind::user:
            return "user";
        case state::kind::code:
            return "code";
        case state::kind::order:
            return "order";
        case state::kind::refund:
            return "refund";
        case state::kind::token:
            return "token";
        case state::kind::call:
            return "call";
        case state::kind::callback:
            break;
    }
    return "callback";
}

std::string record_text(state& known, const state::key& key) {
    const auto text_or_nothing = [](const auto* one) {
        return one == nullptr ? std::string() : text_of(*one);
    };
    switch (key.first) {
        case state::kind::user:
            return text_or_nothing(known.find_user(key.second));
        case state::kind::code:
            return text_or_nothing(known.find_code(key.second));
        case state::kind::order:
            return text_or_nothing(known.find_order(parse_decimal(key.second).value_or(0)));
        case state::kind::refund:
            return text_or_nothing(known.find_refund(key.second));
        case state::kind::token:
            return text_or_nothing(known.find_token(key.second));
        case state::kind::call:
            return call_text(known, key.second);
        case state::kind::callback:
            break;
    }
    return callback_text(known, key.second);
}

void restore_record(state& known, state::kind kind, std::string_view text) {
    const auto parsed = json::document::parse_object(text);
    const json::value from = parsed.root();
    switch (kind) {
        case state::kind::user:
            return restore_user(known, from);
        case state::kind::code:
            known.add(login_code{text_of(from, "code"), text_of(from, "open_id"),
                                 text_of(from, "session_key"), number_of(from, "expires")});
            return;
        case state::kind::order:
            known.add(order_of(from));
            return;
        case state::kind::refund:
            known.add(refund_of(from));
            return;
        case state::kind::callback:
            known.restore(callback_of(from));
            return;
        case state::kind::token:
            known.add(access_token{text_of(from, "token"), number_of(from, "expires")});
            return;
        case state::kind::call:
            known.calls()[text_of(from, "name")] = number_of(from, "count");
            return;
    }
}

int64_t callback_number(std::string_view text) {
    const auto parsed = json::document::parse_object(text);
    return number_of(parsed.root(), "number");
}

}  // namespace swan::sandbox
