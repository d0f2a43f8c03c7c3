// The merchant's refund in the ledger: begun, sent, and what came of it.
#include <algorithm>

#include "app/bookkeeping.h"
#include "app/ledger.h"
#include "app/recovery.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

constexpr int64_t kNobodyAtIt = 0;  // updated_ms of a refund that the next one who asks may take up

[[noreturn]] void refuse_unpaid(const order_view& seen) {
    if (!seen.sold) throw error(code::order_not_existed, "there is no order with this tp_order_id");
    throw error(code::order_not_paid, "this order is not paid");
}

bool is_taken(const refund& one, const ledger_rules& rules, int64_t now_ms) {
    const bool sending = one.state == status::unverifying || one.state == status::sent;
    return sending && now_ms - one.updated_ms < rules.sending_ms;
}

// A refund that its sender died over: what was sent has an unknown outcome. What was not, goes on;
// in API 2.0 without the step that only 1.0 has.
bool settle_after_death(refund& one, api_generation api) {
    if (one.state == status::unverifying && api == api_generation::v2) one.state = status::reserved;
    if (one.state != status::sent) return false;
    one.state = status::unknown;
    return true;
}

refund_case take_up(sql& db, const ledger_rules& rules, refund_case found, int64_t now_ms) {
    refund& one = found.what;
    if (is_taken(one, rules, now_ms)) return found;
    found.lost = settle_after_death(one, rules.api);
    const auto all = refunds_of(db, rules.app, one.order_id);
    const bool to_send = one.state == status::reserved || one.state == status::unverified;
    if (to_send) one.state = next_step(one, found.of, all, rules.api);
    if (to_send) one.answer_text.clear();
    found.mine = one.state == status::unverifying || one.state == status::sent ||
                 one.state == status::unknown;
    one.updated_ms = now_ms;
    if (found.mine) change_refund(db, rules, one);
    return found;
}

refund_case begin_new(sql& db, const ledger_rules& rules, const refund_request& asked,
                      const order_view& seen, std::string refund_id, int64_t now_ms) {
    refund made = plan_refund(asked, *seen.paid, seen.refunds, std::move(refund_id), now_ms);
    if (!reserve(db, rules.app, made.order_id, made.amount))
        throw error(code::refund_exceeds_payment, "another refund of this payment was faster");
    made.state = next_step(made, *seen.paid, seen.refunds, rules.api);
    book_refund(db, rules, made);
    const bool mine = made.state != status::reserved;
    return {.what = std::move(made), .of = *seen.paid, .repeated = false, .mine = mine};
}

refund get(sql& db, const ledger_rules& rules, const std::string& refund_id) {
    auto found = find_refund(db, rules.app, refund_id);
    if (!found) throw error(code::sys_fail, "internal error", "a refund vanished from the store");
    return *std::move(found);
}

// Whether what came of a step still says something: nothing else has moved the refund since.
bool awaits(const refund& one, const refund_news& news) {
    return one.state == news.step || (news.step == status::sent && one.state == status::unknown);
}

// What a refund falls back to from being sent. Once its verification is cancelled a whole refund
// is repeated until accepted: letting go of it would leave the money with Baidu.
bool goes_on(const refund& one, const payment& of, const refund_news& news) {
    return one.whole && of.unverified && news.step == status::sent;
}

// A definite no.
void refuse(sql& db, const ledger_rules& rules, refund& one, const payment& of,
            const refund_news& news) {
    const bool unverified = goes_on(one, of, news);
    one.state = unverified ? status::unverified : status::failed;
    if (!unverified) release(db, rules.app, one.order_id, one.amount);
}

// Baidu's number of this refund, unless a message has bound one of the two to another already.
void bind_batch(sql& db, const ledger_rules& rules, refund& one,
                const std::optional<std::string>& batch) {
    if (!batch || one.batch_id == batch) return;
    if (one.batch_id || find_refund_by_batch(db, rules.app, *batch))
        logging::alert("refund_batch", concat("refund_id=", one.refund_id,
                                              " batch=", printable(*batch), " is bound otherwise"));
    else
        one.batch_id = batch;
}

// Whether Baidu can know `other`: all but what it refused at once.
bool may_be_at_baidu(const refund& other) {
    const bool refused = other.state == status::failed && other.answer_code != 0;
    return other.batch_id || !refused;
}

// The order query speaks of the order's refunds, not of one of them.
bool query_means(sql& db, const ledger_rules& rules, const refund& one) {
    const auto all = refunds_of(db, rules.app, one.order_id);
    return one.whole && std::none_of(all.begin(), all.end(), [&](const refund& other) {
               return other.refund_id != one.refund_id && may_be_at_baidu(other);
           });
}

// A refund whose outcome was unknown, as a query has it now.
refund after_query(sql& db, const ledger_rules& rules, refund one, int64_t now_ms) {
    if (one.state == status::failed) release(db, rules.app, one.order_id, one.amount);
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
    return one;
}

}  // namespace

refund_case begin_refund(sql& db, const ledger_rules& rules, const refund_request& asked,
                         int64_t now_ms) {
    refuse_while_recovering(db, rules);
    const order_view seen = view_order(db, rules, asked.tp_order_id);
    if (!seen.paid) refuse_unpaid(seen);
    const std::string id = asked.refund_id.empty()
                               ? derived_refund_id(asked, *seen.paid, seen.refunds)
                               : asked.refund_id;
    auto known = find_refund(db, rules.app, id);
    if (!known) return begin_new(db, rules, asked, seen, id, now_ms);
    if (!same_request(asked, *known))
        throw error(code::refund_conflict, "this refund_id was used with other parameters");
    return take_up(db, rules, {.what = *std::move(known), .of = *seen.paid, .repeated = true},
                   now_ms);
}

std::optional<refund> move_to_sent(sql& db, const ledger_rules& rules, const std::string& refund_id,
                                   int64_t now_ms) {
    refund one = get(db, rules, refund_id);
    if (one.state != status::unverifying) return one;
    mark_unverified(db, rules.app, one.order_id);
    one.state = status::sent;
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
    return std::nullopt;
}

refund record_news(sql& db, const ledger_rules& rules, const std::string& refund_id,
                   const refund_news& news, int64_t now_ms) {
    refund one = get(db, rules, refund_id);
    const auto of = find_payment(db, rules.app, one.order_id);
    if (news.refund_pay_money >= 0) one.refund_pay_money = news.refund_pay_money;
    bind_batch(db, rules, one, news.batch_id);
    if (awaits(one, news) && of) {
        one.answer_code = news.answer_code;
        one.answer_text = news.answer_text;
        if (news.what == refund_news::kind::accepted) one.state = status::accepted;
        if (news.what == refund_news::kind::refused) refuse(db, rules, one, *of, news);
        if (news.what == refund_news::kind::not_begun)
            one.state = goes_on(one, *of, news) ? status::unverified : status::reserved;
        if (news.what == refund_news::kind::unknown && one.state == status::sent)
            one.state = status::unknown;
    }
    one.updated_ms = one.state == status::unverifying ? kNobodyAtIt : now_ms;
    change_refund(db, rules, one);
    return one;
}

refund record_query(sql& db, const ledger_rules& rules, const std::string& refund_id,
                    baidu::queried_refund said, int64_t now_ms) {
    using baidu::queried_refund;
    refund one = get(db, rules, refund_id);
    if (one.state != status::unknown || !query_means(db, rules, one)) return one;
    if (said == queried_refund::running) one.state = status::accepted;
    if (said == queried_refund::done) one.state = status::done;
    if (said == queried_refund::failed) one.state = status::failed;
    return after_query(db, rules, std::move(one), now_ms);
}

refund record_listed(sql& db, const ledger_rules& rules, const std::string& refund_id,
                     const baidu::found_refund& listed, int64_t now_ms) {
    using baidu::listed_refund;
    refund one = get(db, rules, refund_id);
    if (one.state != status::unknown || !listed.state) return one;
    if (!listed.batch_id.empty()) bind_batch(db, rules, one, listed.batch_id);
    if (listed.state == listed_refund::running) one.state = status::accepted;
    if (listed.state == listed_refund::done) one.state = status::done;
    if (listed.state == listed_refund::failed) one.state = status::failed;
    return after_query(db, rules, std::move(one), now_ms);
}

}  // namespace swan
