#include "app/ledger_refund_query.h"

#include <algorithm>

#include "app/bookkeeping.h"
#include "app/ledger_refund.h"
#include "app/listed_refund.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

// Three absences that are counted this far apart span half an hour.
constexpr int64_t kApartMs = int64_t{15} * 60'000;

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
    if (one.state == status::failed) {
        if (one.amount > 0) release(db, rules.app, one.order_id, one.amount);
        one.answer_code = 0;  // nobody refused it: the call's own answer was lost
        one.answer_text.clear();
    }
    one.updated_ms = now_ms;
    change_refund(db, rules, one);
    return one;
}

// Baidu has asked about a refund of that payment since, which may be this one.
bool may_be_audited(sql& db, const ledger_rules& rules, const refund& one) {
    const auto all = refunds_of(db, rules.app, one.order_id);
    return std::any_of(all.begin(), all.end(), [&](const refund& other) {
        return !is_ours(other) && other.created_ms >= one.created_ms;
    });
}

// By API 2.0 alone, where our number keeps Baidu from doing it twice; and only while a doubled one
// would be seen in its audit, which an installation that approves everything does not do.
bool may_be_repeated(sql& db, const ledger_rules& rules, const refund& one) {
    const bool by_v2 = one.sent_by == refund::generation::v2 && rules.api == api_generation::v2;
    const bool approves = rules.settings.unasked_refund == ledger_settings::unasked::approve;
    return by_v2 && !approves && !may_be_audited(db, rules, one);
}

list_outcome absent(sql& db, const ledger_rules& rules, refund one, bool audited, int64_t now_ms) {
    list_outcome out{.what = std::move(one)};
    refund& lost = out.what;
    if (lost.state != status::unknown) return out;
    const int64_t times = count_absence(db, rules.app, lost.refund_id, kApartMs, now_ms);
    out.send = times == kAbsencesUntilSent && audited && may_be_repeated(db, rules, lost);
    if (out.send) {
        lost.state = status::sent;
        lost.updated_ms = now_ms;
        change_refund(db, rules, lost);
    } else {
        out.left_to_operator = absences_of(db, rules.app, lost.refund_id) >= kAbsencesUntilSent;
    }
    return out;
}

}  // namespace

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
    const bool open = one.state == status::unknown || one.state == status::accepted;
    if (!open || !listed.state || is_earlier_try(listed, one)) return one;
    if (!listed.batch_id.empty()) bind_batch(db, rules, one, listed.batch_id);
    if (listed.state == listed_refund::running) one.state = status::accepted;
    if (listed.state == listed_refund::done) one.state = status::done;
    if (listed.state == listed_refund::failed) one.state = status::failed;
    return after_query(db, rules, std::move(one), now_ms);
}

list_outcome record_list(sql& db, const ledger_rules& rules, const std::string& refund_id,
                         const std::vector<baidu::found_refund>& list, bool audited,
                         int64_t now_ms) {
    refund one = get(db, rules, refund_id);
    const auto entry = entry_of(list, one, query_means(db, rules, one));
    if (!entry) return absent(db, rules, std::move(one), audited, now_ms);
    return {.what = record_listed(db, rules, refund_id, *entry, now_ms)};
}

}  // namespace swan
