#include "app/refund_desk.h"

#include "app/late_alert.h"
#include "app/ledger_refund_query.h"
#include "app/order_query.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;
using verdict = enum baidu::money_outcome::verdict;

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
    if (outcome.verdict == verdict::later) {
        news.what = refund_news::kind::not_begun;
        news.answer_text.clear();  // told as "busy"
    }
    if (!outcome.refund_batch_id.empty()) news.batch_id = outcome.refund_batch_id;
    return news;
}

refund_news not_begun(status step) { return {.what = refund_news::kind::not_begun, .step = step}; }

// Nothing was sent: that there was no room is told by "busy", every other reason in its own words.
void explain(refund_news& news, const error& why) {
    if (why.number() == code::busy) return;
    news.answer_text = why.client_text();
    logging::warn(concat("a refund was not sent: ", why.log_text()));
}

// Nothing was refunded, but the order may still count as verified: it is tried further on.
late_alert not_cancelled(const refund& one) {
    return {.kind = "verification_not_cancelled",
            .subject = one.refund_id,
            .details = concat("refund_id=", one.refund_id, " tp_order_id=", one.tp_order_id,
                              " baidu_code=", one.answer_code),
            .since_ms = one.created_ms};
}

}  // namespace

// Mostly Baidu's callback tells in the end. When none comes, only a person can look in its console.
void refund_desk::alert_unknown(const refund& one) {
    logging::alert("refund_unknown",
                   concat("refund_id=", one.refund_id, " tp_order_id=", one.tp_order_id,
                          " order_id=", one.order_id, " amount=", one.amount));
}

// What has been reserved goes on to its end, also when nobody waits for the answer any more.
// Does not throw: the call may have been made, so that only "unknown" is safe to say. `alive` keeps
// this object until then.
task<refund> refund_desk::settled(refund_case begun, std::string request_id,
                                  [[maybe_unused]] std::shared_ptr<const void> alive) {
    const unfinished_work::mark mark(with_.unfinished);
    refund outcome = begun.what;
    outcome.state = status::unknown;
    try {
        const refund after = co_await carry_out(begun, request_id);
        outcome = after;
    } catch (const std::exception& e) {
        logging::error(concat("refund_id=", begun.what.refund_id, " is unknown: ", e.what()));
    }
    co_return outcome;
}

task<refund> refund_desk::carry_out(refund_case begun, std::string request_id) const {
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
task<std::optional<refund>> refund_desk::cancel_verification(refund_case begun,
                                                             std::string request_id) const {
    const refund_news news = co_await cancelled(begun.of, request_id);
    if (news.what == refund_news::kind::accepted) {
        const auto go = [rules = &with_.rules, id = begun.what.refund_id](sql& db) {
            return move_to_sent(db, *rules, id, store_now_ms());
        };
        co_return co_await with_.db.run(access::durable, go);
    }
    const refund stands = co_await recorded(begun.what.refund_id, news);
    const bool refused = stands.state == status::unverifying && stands.answer_code != 0;
    if (refused) {
        const late_alert late = not_cancelled(stands);
        co_await alert_of_late(with_, late);
    }
    co_return stands;
}

task<refund_news> refund_desk::cancelled(payment of, std::string request_id) const {
    const baidu::payment_ids ids{of.order_id, of.user_id};
    refund_news news = not_begun(status::unverifying);
    try {
        const auto outcome = co_await with_.baidu.cancel_verification(ids, request_id);
        news = news_of(outcome, status::unverifying);
    } catch (const error& e) {
        explain(news, e);
    }
    if (news.what == refund_news::kind::refused && news.answer_code == kWrongState) {
        // Also what a second cancellation hears when the answer to the first was lost.
        const auto seen = co_await asked_at_baidu(with_, reference_to(of), request_id);
        if (!seen) news.what = refund_news::kind::unknown;
        if (seen && seen->verification == baidu::queried_verification::unverified)
            news.what = refund_news::kind::accepted;
    }
    co_return news;
}

task<refund> refund_desk::send(refund_case begun, std::string request_id) const {
    refund_news news = not_begun(status::sent);
    try {
        const auto outcome = co_await with_.baidu.apply_refund(begun.what, begun.of, request_id);
        news = news_of(outcome, status::sent);
    } catch (const error& e) {
        explain(news, e);
    }
    co_return co_await recorded(begun.what.refund_id, news);
}

// API 2.0 lists each refund. In 1.0 the outcome of a whole one can be asked for; a partial one
// waits for the notify.
task<refund> refund_desk::look_up(refund_case begun, std::string request_id) const {
    if (with_.rules.api == api_generation::v2) {
        co_return co_await look_up_listed(begun, request_id);
    }
    if (!begun.what.whole) co_return begun.what;
    const auto told = co_await asked_at_baidu(with_, reference_to(begun.of), request_id);
    const auto said = told ? told->refund : std::nullopt;
    if (!said) co_return begun.what;
    const auto record = [rules = &with_.rules, id = begun.what.refund_id, said](sql& db) {
        return record_query(db, *rules, id, *said, store_now_ms());
    };
    co_return co_await with_.db.run(access::durable, record);
}

// That it is not there says nothing at once: the list lags behind by minutes.
task<refund> refund_desk::look_up_listed(refund_case begun, std::string request_id) const {
    const auto list = co_await refunds_at_baidu(with_, reference_to(begun.of), request_id);
    if (!list) co_return begun.what;
    const bool audited = !with_.settings.server.skip_audit;
    const auto record = [rules = &with_.rules, id = begun.what.refund_id, all = *list,
                         audited](sql& db) {
        return record_list(db, *rules, id, all, audited, store_now_ms());
    };
    const list_outcome seen = co_await with_.db.run(access::durable, record);
    if (seen.left_to_operator) alert_unknown(seen.what);
    begun.what = seen.what;
    if (seen.send) {
        co_return co_await send(begun, request_id);
    }
    co_return begun.what;
}

task<refund> refund_desk::recorded(std::string refund_id, refund_news news) const {
    const auto record = [rules = &with_.rules, refund_id, news](sql& db) {
        return record_news(db, *rules, refund_id, news, store_now_ms());
    };
    const refund now = co_await with_.db.run(access::durable, record);
    if (news.what == refund_news::kind::unknown && now.state == status::unknown) alert_unknown(now);
    co_return now;
}

}  // namespace swan
