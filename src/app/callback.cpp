#include "app/callback.h"

#include "app/answer.h"
#include "app/callback_metrics.h"
#include "app/reconcile.h"
#include "app/repeated_alerts.h"
#include "baidu/message.h"
#include "baidu/sign.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/record.h"

namespace swan {

namespace {

struct refusal_text {
    std::string_view label;  // in log and metrics
    std::string_view told;   // to whoever sent it
};

refusal_text text_of(refusal why) {
    switch (why) {
        case refusal::ambiguous:
            return {"ambiguous", "the message is ambiguous"};
        case refusal::bad_signature:
            return {"bad signature", "the signature does not verify"};
        case refusal::foreign_deal:
            return {"foreign deal", "this payment is not ours"};
        case refusal::braked:
            return {"brake", "too many payments were to be refunded"};
    }
    return {};
}

constexpr std::string_view kUnreadable = "unreadable";

bool may_tell_again(int64_t app, std::string_view alert) {
    static repeated_alerts all;  // of all loops
    return all.is_due(app, alert);
}

enum class occurrence { first, repeated };

void tell(int64_t app, std::string_view alert, std::string_view tp_order_id,
          std::string_view order_id, occurrence which) {
    if (alert.empty() || (which == occurrence::repeated && !may_tell_again(app, alert))) return;
    logging::alert(alert, concat("tp_order_id=", tp_order_id, " order_id=", order_id));
}

// Of a notify_verdict or a refund_effect that is recorded. While the brake on isErrorOrder holds
// nothing is kept, so that nobody knows which message is new: all are repetitions, or one that is
// sent for ever would bury the other alerts. The brake's beginning is told, as the first of them.
template <class Effect>
occurrence occurrence_of(const Effect& effect) {
    return effect.keep_message ? occurrence::first : occurrence::repeated;
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

callback::callback(const services& with) : with_(with) {
    // To be seen before the first one.
    for (const refusal each :
         {refusal::ambiguous, refusal::bad_signature, refusal::foreign_deal, refusal::braked})
        callback_refusals(with.counted, text_of(each).label);
    callback_refusals(with.counted, kUnreadable);
    for (const std::string& file : with.settings.platform_key_files)
        key_uses_.push_back(&platform_key_uses(with.counted, with.settings.app, file));
}

task<response> callback::succ(request& req) {
    const field_list fields = fields_of(req);
    const auto told = baidu::read_payment_notify(fields);
    const auto doubt = doubt_about(fields);
    if (doubt) {
        if (told) {
            co_await doubted(*told, req);
        }
        refuse(*doubt);
    }
    if (!told) {
        co_return co_await unread("succ", fields, req);
    }
    const auto verdict = co_await recorded(*told, fields, req, record_notify);
    tell(with_.rules.app, verdict.alert, told->tp_order_id, told->order_id, occurrence_of(verdict));
    reconcile(verdict.reconcile, told->tp_order_id, told->order_id, req);
    if (verdict.refuse) refuse(*verdict.refuse);
    co_return answer::to_baidu(consumed(verdict));
}

task<response> callback::refund_audit(request& req) {
    const field_list fields = believed(req);
    const auto asked = baidu::read_refund_audit(fields);
    if (!asked) {
        co_return co_await unread("refund_audit", fields, req);
    }
    const auto verdict = co_await recorded(*asked, fields, req, record_audit);
    tell(with_.rules.app, verdict.effect.alert, asked->tp_order_id, asked->order_id,
         occurrence_of(verdict.effect));
    co_return answer::to_baidu(audited(verdict));
}

task<response> callback::refund(request& req) {
    const field_list fields = believed(req);
    const auto told = baidu::read_refund_notify(fields);
    if (!told) {
        co_return co_await unread("refund", fields, req);
    }
    const auto effect = co_await recorded(*told, fields, req, record_refund_notify);
    tell(with_.rules.app, effect.alert, told->tp_order_id, told->order_id, occurrence_of(effect));
    reconcile(effect.reconcile, told->tp_order_id, told->order_id, req);
    co_return answer::to_baidu("{}");
}

// Why this is not a message that Baidu signed and that can be read in one way only; nothing: it is
// one. The signed text joins raw values with '&' and '=', and the customer chooses some of them.
std::optional<refusal> callback::doubt_about(const field_list& fields) const {
    if (baidu::ambiguous(fields)) return refusal::ambiguous;
    const int verified = baidu::verified_by(fields, with_.settings.platform_keys);
    if (verified < 0) return refusal::bad_signature;
    if (static_cast<size_t>(verified) < key_uses_.size())
        key_uses_[static_cast<size_t>(verified)]->add();
    return std::nullopt;
}

void callback::refuse(refusal reason) const {
    const refusal_text text = text_of(reason);
    counter& refused = callback_refusals(with_.counted, text.label);
    refused.add();
    throw error(code::sys_fail, std::string(text.told),
                concat("callback refused: ", text.label, " refused=", refused.value()));
}

// Of text that is broken nobody can say what Baidu signed.
field_list callback::fields_of(const request& req) const {
    try {
        return parse_form(req.body);
    } catch (const error& broken) {
        callback_refusals(with_.counted, kUnreadable).add();
        throw error(broken.number(), broken.client_text(),
                    concat("callback refused: ", kUnreadable, ": ", broken.log_text()));
    }
}

field_list callback::believed(const request& req) const {
    field_list fields = fields_of(req);
    const auto doubt = doubt_about(fields);
    if (doubt) refuse(*doubt);
    return fields;
}

// Committed within the time that Baidu gives us, or nothing is promised.
template <class Write>
task<std::invoke_result_t<Write, sql&>> callback::committed(Write write) const {
    const auto limit = with_.settings.server.callback_commit;
    try {
        co_return co_await with_.db.run_within(limit, access::durable, write);
    } catch (error& why) {
        mark_uncommitted(why);
        throw;
    }
}

// The answer that the ledger gives to a believed message, committed.
template <class Message, class Verdict>
task<Verdict> callback::recorded(Message told, const field_list& fields, request& req,
                                 recorder<Message, Verdict> record) {
    req.tp_order_id = told.tp_order_id;
    const received_message message = as_kept(req.body, fields);
    const auto write = [rules = &with_.rules, told, message, record](sql& db) {
        return record(db, *rules, told, message, store_now_ms());
    };
    co_return co_await committed(write);
}

// Nothing is promised. How Baidu learns of it is the merchant's choice.
void callback::mark_uncommitted(error& why) const {
    using outage = ledger_settings::outage;
    if (with_.settings.server.ledger.when_unavailable == outage::close) why.with_silence();
}

// Signed, but without what decides: kept for the operator, promised nothing.
task<response> callback::unread(std::string_view kind, const field_list& fields, request& req) {
    const received_message message = as_kept(req.body, fields);
    const auto record = [rules = &with_.rules, kind, message](sql& db) {
        return record_unread(db, *rules, kind, message, store_now_ms());
    };
    const bool is_new = co_await committed(record);
    if (is_new || may_tell_again(with_.rules.app, kUnreadMessage))
        logging::alert(kUnreadMessage, concat("kind=", kind));
    throw error(code::sys_fail, "a field is missing or is not a number");
}

// Not to be believed, but it may name an unpaid order of ours with its amount: before it is taken
// for a forgery, an operator should know that the platform's key may have changed.
task<void> callback::doubted(baidu::payment_notify told, const request& req) {
    told.return_data.clear();  // no more waits for a disk that stalls than is read or kept
    const auto keep = [rules = &with_.rules, told,
                       body = req.body.substr(0, kMostKeptBytes)](sql& db) {
        return record_doubtful(db, *rules, told, body, store_now_ms());
    };
    const auto limit = with_.settings.server.callback_commit;
    doubtful seen;
    try {
        const doubtful found = co_await with_.db.run_within(limit, access::write, keep);
        seen = found;
    } catch (const error& e) {
        logging::warn(concat("a doubtful callback could not be kept: ", e.log_text()));
    }
    const auto which = seen.kept_now ? occurrence::first : occurrence::repeated;
    if (seen.fits) tell(with_.rules.app, "platform_key", told.tp_order_id, told.order_id, which);
    if (seen.kept_now)
        reconcile(reconciliation{told.user_id}, told.tp_order_id, told.order_id, req);
}

void callback::reconcile(const std::optional<reconciliation>& what, const std::string& tp_order_id,
                         const std::string& order_id, const request& req) {
    if (what)
        start(reconcile_with_baidu(*what, tp_order_id, order_id, req.request_id, req.answered_by));
}

// Runs beside the answer; `alive` keeps this object until then.
task<void> callback::reconcile_with_baidu(reconciliation what, std::string tp_order_id,
                                          std::string order_id, std::string request_id,
                                          [[maybe_unused]] std::shared_ptr<const void> alive) {
    co_await swan::reconcile(with_, what, tp_order_id, order_id, request_id);
}

}  // namespace swan
