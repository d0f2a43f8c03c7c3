// /pay/refund: reserve, cancel the verification where needed, send, record; each step is in the
// ledger before the call that it allows, so that whatever dies leaves a state that is safe to
// repeat.
#include <algorithm>
#include <chrono>

#include "app/answer.h"
#include "app/merchant.h"
#include "app/order_query.h"
#include "app/pay.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/loop.h"
#include "runtime/time_limit.h"

namespace swan {

namespace {

using std::chrono::milliseconds;
using status = refund::status;
using verdict = enum baidu::money_outcome::verdict;

// nginx reads for 10 s, and would then answer "busy" without the number to ask again with. Up to
// three calls of Baidu's may take longer together.
constexpr milliseconds kAnswerWithin{9'000};

bool is_refund_id(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_' || c == '-';
    });
}

refund_request read(const request& req, std::string asked_by) {
    refund_request asked{.tp_order_id = std::string(req.parameters.required("tp_order_id")),
                         .refund_id = std::string(req.parameters.optional("refund_id")),
                         .amount = std::nullopt,
                         .asked = "all",
                         .reason = std::string(req.parameters.optional("reason")),
                         .asked_by = std::move(asked_by)};
    if (!is_refund_id(asked.refund_id))
        throw error(code::param_illegal, "parameter \"refund_id\" may hold 0-9 A-Z a-z _ - only");
    const std::string_view amount = req.parameters.optional("amount");
    if (amount.empty()) return asked;
    asked.amount = parse_decimal(amount);
    asked.asked = amount;
    if (!asked.amount || amount.starts_with('0'))  // one spelling for one amount
        throw error(code::param_illegal,
                    "parameter \"amount\" must be a whole number of fen, 1 or more");
    return asked;
}

std::string state_data(const refund& one, std::string_view state) {
    json::writer data;
    data.begin_object().member("refund_id", one.refund_id).member("state", state).end_object();
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

// Mostly Baidu's callback tells in the end. When none comes, only a person can look in its console.
void alert_unknown(const refund& one) {
    logging::alert("refund_unknown", concat("refund_id=", one.refund_id, " tp_order_id=",
                                            one.tp_order_id, " amount=", one.amount));
}

error outcome_unknown(const refund& one) {
    return error(code::upstream_timeout, "outcome unknown: ask again with this refund_id")
        .with_data(state_data(one, "unknown"));
}

response told(const refund& one, const payment& of, bool repeated) {
    switch (one.state) {
        case status::accepted:
        case status::done:
            return accepted(one, of, repeated);
        case status::failed:
        case status::unverified:
            throw error(code::upstream_fail, one.answer_text.empty()
                                                 ? "Baidu reports that this refund failed"
                                                 : one.answer_text)
                .with_data(state_data(one, one.state == status::failed ? "failed" : "unverified"));
        case status::reserved:
            if (!one.answer_text.empty())
                throw error(code::upstream_fail, one.answer_text)
                    .with_data(state_data(one, "reserved"));
            throw error(code::busy, "ask again with this refund_id")
                .with_data(state_data(one, "reserved"))
                .with_retry_after(2);
        default:
            throw outcome_unknown(one);
    }
}

constexpr int64_t kWrongState = 10002;  // of cancel-verification: "order not found", among others

refund_news news_of(const baidu::money_outcome& outcome, status step) {
    refund_news news{.step = step,
                     .refund_pay_money = outcome.refund_pay_money.value_or(-1),
                     .answer_code = outcome.baidu_code,
                     .answer_text = outcome.client_text};
    if (outcome.verdict == verdict::accepted) news.what = refund_news::kind::accepted;
    if (outcome.verdict == verdict::refused)  // by Baidu, or nothing could be sent to it
        news.what =
            outcome.baidu_code != 0 ? refund_news::kind::refused : refund_news::kind::not_begun;
    if (!outcome.refund_batch_id.empty()) news.batch_id = outcome.refund_batch_id;
    return news;
}

refund_news not_begun(status step) { return {.what = refund_news::kind::not_begun, .step = step}; }

baidu::refund_call call_of(const refund& one, const payment& of) {
    baidu::refund_call call{.ids = {.order_id = of.order_id, .user_id = of.user_id},
                            .tp_order_id = of.tp_order_id,
                            .amount = std::nullopt,
                            .refund_id = one.refund_id,
                            .reason = one.reason};
    if (!one.whole) call.amount = one.amount;
    return call;
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
    if (begun.lost) alert_unknown(begun.what);
    if (!begun.mine) co_return told(begun.what, begun.of, begun.repeated);
    const auto left = std::chrono::ceil<milliseconds>(came + kAnswerWithin - loop::clock::now());
    time_limited<swan::refund> outcome(left, settled(begun, req.request_id));
    const std::optional<swan::refund> now = co_await outcome;
    if (!now) throw outcome_unknown(begun.what);
    co_return told(*now, begun.of, begun.repeated);
}

// What has been reserved goes on to its end, also when nobody waits for the answer any more.
// Does not throw: the call may have been made, so that only "unknown" is safe to say.
task<swan::refund> pay::settled(refund_case begun, std::string request_id) {
    const unfinished::mark going_on(with_.going_on);
    swan::refund outcome = begun.what;
    outcome.state = status::unknown;
    try {
        const swan::refund after = co_await carry_out(begun, request_id);
        outcome = after;
    } catch (const std::exception& e) {
        logging::error(concat("refund_id=", begun.what.refund_id, " is unknown: ", e.what()));
    }
    co_return outcome;
}

task<swan::refund> pay::carry_out(refund_case begun, std::string request_id) {
    if (begun.what.state == status::unknown) {
        co_return co_await look_up(begun, request_id);
    }
    if (begun.what.state == status::unverifying) {
        const auto stopped = co_await cancel_verification(begun, request_id);
        if (stopped) co_return *stopped;
    }
    co_return co_await send(begun, request_id);
}

// Nothing when the refund may be sent now; else the refund as it stands.
task<std::optional<swan::refund>> pay::cancel_verification(refund_case begun,
                                                           std::string request_id) {
    const refund_news news = co_await cancelled(begun.of, request_id);
    if (news.what == refund_news::kind::accepted) {
        const auto go = [rules = &with_.rules, id = begun.what.refund_id](sql& db) {
            return move_to_sent(db, *rules, id, store_now_ms());
        };
        co_return co_await with_.db.run(access::durable, go);
    }
    const swan::refund stands = co_await recorded(begun.what.refund_id, news);
    co_return stands;
}

task<refund_news> pay::cancelled(payment of, std::string request_id) {
    const baidu::payment_ids ids{of.order_id, of.user_id};
    refund_news news = not_begun(status::unverifying);
    try {
        const auto outcome = co_await with_.baidu.cancel_verification(ids, request_id);
        news = news_of(outcome, status::unverifying);
    } catch (const error&) {
        // Too many requests wait already: nothing was sent.
    }
    if (news.what == refund_news::kind::refused && news.answer_code == kWrongState) {
        // Also what a second cancellation hears when the answer to the first was lost.
        const auto seen = co_await asked_at_baidu(with_, ids, request_id);
        if (!seen) news.what = refund_news::kind::unknown;
        if (seen && seen->verification == -1) news.what = refund_news::kind::accepted;
    }
    co_return news;
}

task<swan::refund> pay::send(refund_case begun, std::string request_id) {
    const baidu::refund_call call = call_of(begun.what, begun.of);
    refund_news news = not_begun(status::sent);
    try {
        const auto outcome = co_await with_.baidu.apply_refund(call, request_id);
        news = news_of(outcome, status::sent);
    } catch (const error&) {
        // Too many requests wait already: nothing was sent.
    }
    co_return co_await recorded(begun.what.refund_id, news);
}

// The outcome of a whole refund can be asked for; a partial one waits for the notify.
task<swan::refund> pay::look_up(refund_case begun, std::string request_id) {
    if (!begun.what.whole) co_return begun.what;
    const baidu::payment_ids ids{begun.of.order_id, begun.of.user_id};
    const auto told = co_await asked_at_baidu(with_, ids, request_id);
    const auto said = told ? told->refund : baidu::queried_refund::none;
    const auto record = [rules = &with_.rules, id = begun.what.refund_id, said](sql& db) {
        return record_query(db, *rules, id, said, store_now_ms());
    };
    co_return co_await with_.db.run(access::durable, record);
}

task<swan::refund> pay::recorded(std::string refund_id, refund_news news) {
    const auto record = [rules = &with_.rules, refund_id, news](sql& db) {
        return record_news(db, *rules, refund_id, news, store_now_ms());
    };
    const swan::refund now = co_await with_.db.run(access::durable, record);
    if (news.what == refund_news::kind::unknown && now.state == status::unknown) alert_unknown(now);
    co_return now;
}

}  // namespace swan
