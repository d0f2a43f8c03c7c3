#include "app/stored_commands.h"

#include <array>
#include <utility>

#include "app/bookkeeping.h"
#include "app/error_order_brake.h"
#include "app/event_resend.h"
#include "app/operator_refund.h"
#include "app/recovery.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "service/store/names.h"
#include "service/store/orders.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = order::status;

// By our number or Baidu's.
refund refund_named(sql& db, const stored_command& what) {
    const std::string& id = what.given.required("id");
    auto by_number = find_refund(db, what.rules.app, id);
    auto by_batch = find_refund_by_batch(db, what.rules.app, id);
    if (by_number && by_batch && by_number->refund_id != by_batch->refund_id)
        throw error(code::param_illegal,
                    concat("names two: the refund ", id, ", and ", by_batch->refund_id,
                           ", whose refundBatchId it is; ask by another id of the one you mean"));
    if (by_number) return *std::move(by_number);
    if (by_batch) return *std::move(by_batch);
    throw error(code::order_not_existed, "there is no refund with this refund_id or refundBatchId");
}

std::string batch_named(sql& db, const stored_command& what) {
    const refund known = refund_named(db, what);
    if (!known.batch_id)
        throw error(code::refund_conflict, "Baidu has told no refundBatchId of this refund yet");
    return *known.batch_id;
}

template <audit_decision decision>
std::string decide(sql& db, const stored_command& what) {
    const std::string batch = batch_named(db, what);
    return refund_as_json(
        decide_audit(db, what.rules, batch, decision, what.asked_by, what.now_ms));
}

std::string settle(sql& db, const stored_command& what) {
    const std::string& how = what.given.required("how");
    if (how != "done" && how != "failed")
        throw error(code::param_illegal, "argument \"how\" must be done or failed");
    const auto end = how == "done" ? settlement::done : settlement::failed;
    const std::string refund_id = refund_named(db, what).refund_id;
    return refund_as_json(
        settle_refund(db, what.rules, refund_id, end, what.asked_by, what.now_ms));
}

std::string amount(sql& db, const stored_command& what) {
    const int64_t fen = what.given.required_number("fen");
    const std::string batch = batch_named(db, what);
    return refund_as_json(tell_amount(db, what.rules, batch, fen, what.asked_by, what.now_ms));
}

// Only Baidu's word closes an order: the watch asks for it.
std::string close(sql& db, const stored_command& what) {
    const std::string& id = what.given.required("tp_order_id");
    if (what.rules.api == api_generation::v1)
        throw error(code::param_illegal, "API 1.0 cannot cancel an order: it stays payable");
    const auto sold = find_terms(db, what.rules.app, id);
    if (!sold) throw error(code::order_not_existed, "there is no order with this tp_order_id");
    if (sold->state == status::paid)
        throw error(code::order_already_paid, "this order is paid: refund it instead");
    if (sold->state == status::created)
        change_order(db, what.rules, id, status::created, status::closing, what.now_ms);
    if (sold->state != status::closed) watch_order(db, what.rules, id, what.now_ms, what.now_ms);
    json::writer answer;
    answer.begin_object()
        .member("tp_order_id", id)
        .member("state", name_of(sold->state == status::closed ? status::closed : status::closing))
        .end_object();
    return answer.take();
}

std::string resend(sql& db, const stored_command& what) {
    const std::string& id = what.given.required("id");
    resend_event(db, what.rules, id, what.now_ms);
    json::writer answer;
    answer.begin_object().member("id", id).member("state", "waiting").end_object();
    return answer.take();
}

std::string resume(sql& db, const stored_command& what) {
    error_order_brake::release(db, what.rules.app, what.now_ms);
    json::writer answer;
    answer.begin_object().member("resumed_ms", what.now_ms).end_object();
    return answer.take();
}

std::string recover_done(sql& db, const stored_command& what) {
    end_recovery(db, what.rules, what.given.number("force", 0) != 0);
    json::writer answer;
    answer.begin_object().key("recovering").boolean(false).end_object();
    return answer.take();
}

constexpr std::array<std::pair<std::string_view, stored_handler>, 8> kHandlers{{
    {"refund approve", decide<audit_decision::approve>},
    {"refund reject", decide<audit_decision::reject>},
    {"refund settle", settle},
    {"refund amount", amount},
    {"close", close},
    {"events resend", resend},
    {"resume", resume},
    {"recover done", recover_done},
}};

}  // namespace

stored_handler stored_handler_of(std::string_view name) {
    for (const auto& [each, handler] : kHandlers)
        if (each == name) return handler;
    return nullptr;
}

std::string refund_as_json(const refund& one, bool repeated) {
    json::writer text;
    text.begin_object()
        .member("refund_id", one.refund_id)
        .member("tp_order_id", one.tp_order_id)
        .member("order_id", one.order_id)
        .member("state", name_of(one.state))
        .member("amount", one.amount)
        .member("refundBatchId", one.batch_id.value_or(""))
        .member("text", one.answer_text);
    if (repeated) text.key("repeated").boolean(true);
    text.end_object();
    return text.take();
}

}  // namespace swan
