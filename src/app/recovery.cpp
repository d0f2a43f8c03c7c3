#include "app/recovery.h"

#include <algorithm>
#include <utility>

#include "app/bookkeeping.h"
#include "app/found.h"
#include "app/found_ledger.h"
#include "app/listed_refund.h"
#include "app/moves.h"
#include "app/recovered_refund.h"
#include "app/refund_terms.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/jobs.h"
#include "service/store/order_search.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

constexpr int64_t kAtOnce = 200;      // orders in one transaction
constexpr size_t kMostRefundId = 64;  // characters

void ask_about(sql& db, const ledger_rules& rules, const std::string& tp_order_id, int64_t now_ms) {
    schedule_job(db, rules.app, job_kind::recover, tp_order_id, now_ms, now_ms);
}

template <class T>
bool is_full(const std::vector<T>& some) {
    return static_cast<int64_t>(some.size()) == kAtOnce;
}

// What is written for one order, and the order's rows as it needs them.
class recording {
  public:
    recording(sql& db, const ledger_rules& rules, const std::string& tp_order_id, int64_t now_ms)
        : db_(db), rules_(rules), tp_order_id_(tp_order_id), now_ms_(now_ms) {}

    void take_payment(const looked_up& seen);
    void take_refund(baidu::found_refund listed);
    recovered done() { return std::move(out_); }

  private:
    void tell(std::string_view alert, std::string details);
    void ask_again(std::string_view why);
    std::vector<refund> all_refunds() const;
    refund_facts facts_of(const baidu::found_refund& listed) const;
    std::string free_number(const baidu::found_refund& listed) const;
    void write(const baidu::found_refund& listed, const refund_facts& known);

    sql& db_;
    const ledger_rules& rules_;
    const std::string& tp_order_id_;
    const int64_t now_ms_;
    recovered out_;
};

void recording::tell(std::string_view alert, std::string details) {
    out_.findings.push_back({alert, concat("tp_order_id=", tp_order_id_, " ", details)});
}

void recording::ask_again(std::string_view why) {
    out_.complete = false;
    tell({}, concat("why=", why));
}

void recording::take_payment(const looked_up& seen) {
    const bool paid = seen.found && seen.found->state == baidu::found_order::status::paid;
    const auto sold = find_order(db_, rules_.app, tp_order_id_);
    if (!paid || !sold) return;
    const bool refunded = meaning_of(seen.found, *sold).what == finding::kind::refunded;
    // Its list lags behind: what it does not show yet must not be missed.
    if (refunded && seen.refunds->empty()) return ask_again("its list of refunds is empty");
    if (find_payment(db_, rules_.app, seen.found->order_id)) return;
    const auto done = seen.refunds->empty()
                          ? record_found(db_, rules_, *seen.found, now_ms_)
                          : record_found_refunded(db_, rules_, *seen.found, now_ms_);
    out_.booked = done.booked;
    if (done.first_in_an_hour)
        tell("unsettled", concat("order_id=", seen.found->order_id,
                                 " why=a query after a restore found it paid: look whether Baidu's"
                                 " payment notifies reach this server"));
    if (!done.booked)
        tell("paid_unfit", concat("order_id=", printable(seen.found->order_id),
                                  " why=after a restore the ledger knows no such payment"));
}

std::vector<refund> recording::all_refunds() const {
    std::vector<refund> all;
    for (const payment& each : payments_of(db_, rules_.app, tp_order_id_))
        for (refund& one : refunds_of(db_, rules_.app, each.order_id))
            all.push_back(std::move(one));
    return all;
}

refund_facts recording::facts_of(const baidu::found_refund& listed) const {
    // Also of a payment that was never booked.
    auto known = find_refund_by_batch(db_, rules_.app, listed.batch_id);
    if (!known) known = refund_of(listed, all_refunds());
    return {.batch = known,
            .paid = find_payment(db_, rules_.app, listed.order_id),
            .sold = find_order(db_, rules_.app, tp_order_id_),
            .refunds = refunds_of(db_, rules_.app, listed.order_id),
            .now_ms = now_ms_};
}

std::string recording::free_number(const baidu::found_refund& listed) const {
    const std::string& id = listed.refund_id;
    const bool is_ours = !id.empty() && id.size() <= kMostRefundId && is_refund_id(id);
    return is_ours && !find_refund(db_, rules_.app, id) ? id : std::string();
}

void recording::take_refund(baidu::found_refund listed) {
    const auto payments = payments_of(db_, rules_.app, tp_order_id_);
    if (listed.order_id.empty() && payments.size() == 1) listed.order_id = payments[0].order_id;
    if (listed.batch_id.empty() || listed.order_id.empty())
        return ask_again("a refund in its list names no refundBatchId, or no payment");
    const refund_facts known = facts_of(listed);
    if (known.batch && known.batch->order_id != listed.order_id)
        return ask_again("a refund in its list is of another payment here");
    write(listed, known);
}

void recording::write(const baidu::found_refund& listed, const refund_facts& known) {
    refund_effect effect = judge(listed, known, free_number(listed));
    if (effect.write && effect.write->tp_order_id.empty()) effect.write->tp_order_id = tp_order_id_;
    const bool skips_sent = effect.write && !effect.is_new &&
                            known.batch->state != effect.write->state &&
                            !may_move(known.batch->state, effect.write->state);
    if (skips_sent) {  // it was sent after the backup
        refund sent = *known.batch;
        sent.state = refund::status::sent;
        sent.sent_by = refund::generation::v2;
        effect.write->sent_by = refund::generation::v2;
        change_refund(db_, rules_, sent);
    }
    apply(db_, rules_, listed.order_id, effect);
    if (!effect.alert.empty())
        tell(effect.alert, concat("order_id=", listed.order_id, " batch=", listed.batch_id,
                                  " refund_id=", printable(listed.refund_id)));
}

}  // namespace

bool is_recovering(sql& db, const ledger_rules& rules) {
    return counter_value(db, rules.app, kRecovering) != 0;
}

void refuse_while_recovering(sql& db, const ledger_rules& rules) {
    if (is_recovering(db, rules))
        throw error(code::busy,
                    "no refunds now: the ledger was restored and is being recovered; ask again "
                    "with the same refund_id when the operator has ended that")
            .with_retry_after(60);
}

void begin_recovery(sql& db, int64_t app) { set_counter(db, app, kRecovering, kRecoveryBegun); }

bool go_on_recovering(sql& db, const ledger_rules& rules) {
    if (!is_recovering(db, rules)) return false;
    set_counter(db, rules.app, kRecovering, kRecoveryAsks);
    return true;
}

void end_recovery(sql& db, const ledger_rules& rules, bool forced) {
    const bool begun = counter_value(db, rules.app, kRecovering) == kRecoveryBegun;
    const int64_t left = count_jobs(db, rules.app, job_kind::recover).all;
    if (!forced && (begun || left > 0))
        throw error(code::refund_conflict,
                    begun ? "the orders have not been looked through yet: swanctl recover tells"
                          : concat("Baidu has not answered about ", left,
                                   " orders: swanctl recover tells; --force ends it without them"));
    drop_jobs(db, rules.app, job_kind::recover);
    set_counter(db, rules.app, kRecovering, 0);
}

std::string ask_about_orders(sql& db, const ledger_rules& rules, int64_t from_ms,
                             const std::string& after, int64_t now_ms) {
    if (rules.api == api_generation::v1) return {};
    const auto some =
        search_order_numbers(db, rules.app, {.since_ms = from_ms, .after = after, .most = kAtOnce});
    for (const std::string& each : some) ask_about(db, rules, each, now_ms);
    return is_full(some) ? some.back() : std::string();
}

std::string ask_about_payments(sql& db, const ledger_rules& rules, int64_t from_ms,
                               const std::string& after, int64_t now_ms) {
    if (rules.api == api_generation::v1) return {};
    const auto some = search_payments(db, rules.app, from_ms, after, kAtOnce);
    for (const auto& each : some) ask_about(db, rules, each.tp_order_id, now_ms);
    return is_full(some) ? some.back().order_id : std::string();
}

std::vector<std::string> payers_of(sql& db, const ledger_rules& rules,
                                   const std::string& tp_order_id) {
    std::vector<std::string> all;
    for (const payment& each : payments_of(db, rules.app, tp_order_id)) {
        const bool known = std::find(all.begin(), all.end(), each.user_id) != all.end();
        if (!each.user_id.empty() && !known) all.push_back(each.user_id);
    }
    return all;
}

recovered record_recovered(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                           const looked_up& seen, int64_t now_ms) {
    if (!seen.answered || !seen.refunds) return {.complete = false};
    recording all(db, rules, tp_order_id, now_ms);
    all.take_payment(seen);
    for (const baidu::found_refund& each : *seen.refunds) all.take_refund(each);
    return all.done();
}

}  // namespace swan
