// /pay/refund: reserve it, have it carried out, tell how it stands.
#include <chrono>

#include "app/answer.h"
#include "app/merchant.h"
#include "app/pay.h"
#include "app/refund_desk.h"
#include "app/refund_standing.h"
#include "app/refund_terms.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "runtime/loop.h"
#include "runtime/time_limit.h"
#include "service/store/names.h"

namespace swan {

namespace {

using std::chrono::milliseconds;

// nginx reads for 10 s, and would then answer "busy" without the number to ask again with. Up to
// three calls of Baidu's may take longer together.
constexpr milliseconds kAnswerWithin{9'000};

refund_request read(const request& req, std::string asked_by) {
    return request_of({.tp_order_id = std::string(req.parameters.required("tp_order_id")),
                       .refund_id = std::string(req.parameters.optional("refund_id")),
                       .amount = std::string(req.parameters.optional("amount")),
                       .reason = std::string(req.parameters.optional("reason"))},
                      std::move(asked_by));
}

std::string state_data(const refund& one, std::string_view state, bool repeated) {
    json::writer data;
    data.begin_object().member("refund_id", one.refund_id).member("state", state);
    if (repeated) data.key("repeated").boolean(true);
    data.end_object();
    return data.take();
}

response accepted(const refund& one, const payment& of, bool repeated) {
    const int64_t cash = one.refund_pay_money >= 0 ? one.refund_pay_money
                         : one.whole               ? of.pay_money
                                                   : one.amount;
    json::writer data;
    data.begin_object()
        .member("refundBatchId", one.batch_id.value_or(""))
        .member("refundPayMoney", concat(cash));
    if (repeated) data.key("repeated").boolean(true);
    data.end_object();
    return answer::success(data.take());
}

error outcome_unknown(const refund& one, bool repeated) {
    return error(code::upstream_timeout, "outcome unknown: ask again with this refund_id")
        .with_data(state_data(one, "unknown", repeated));
}

error failed_at_baidu(const refund& one, bool repeated) {
    return error(code::upstream_fail, one.answer_text.empty()
                                          ? "Baidu reports that this refund failed"
                                          : one.answer_text)
        .with_data(state_data(one, name_of(one.state), repeated));
}

response told(const refund& one, const payment& of, bool repeated) {
    switch (standing_of(one)) {
        case standing::taken:
            return accepted(one, of, repeated);
        case standing::not_taken:
            throw failed_at_baidu(one, repeated);
        case standing::waiting:
            throw error(code::busy, "ask again with this refund_id")
                .with_data(state_data(one, name_of(one.state), repeated))
                .with_retry_after(2);
        default:
            throw outcome_unknown(one, repeated);
    }
}

}  // namespace

task<response> pay::refund(request& req) {
    const auto came = loop::clock::now();
    const refund_request asked = read(req, require_merchant(with_.settings, req));
    req.tp_order_id = asked.tp_order_id;
    const auto begin = [rules = &with_.rules, asked](sql& db) {
        return begin_refund(db, *rules, asked, store_now_ms());
    };
    const refund_case begun = co_await with_.db.run(access::durable, begin);
    if (begun.lost) refund_desk::alert_unknown(begun.what);
    if (!begun.mine) co_return told(begun.what, begun.of, begun.repeated);
    const auto left = std::chrono::ceil<milliseconds>(came + kAnswerWithin - loop::clock::now());
    time_limited<swan::refund> outcome(left, desk_.settled(begun, req.request_id, req.answered_by));
    const std::optional<swan::refund> now = co_await outcome;
    if (!now) throw outcome_unknown(begun.what, begun.repeated);
    co_return told(*now, begun.of, begun.repeated);
}

}  // namespace swan
