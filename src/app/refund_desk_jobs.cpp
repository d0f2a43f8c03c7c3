// What the schedule does about refunds.
#include <algorithm>

#include "app/give_back.h"
#include "app/late_alert.h"
#include "app/moves.h"
#include "app/order_query.h"
#include "app/recovery.h"
#include "app/refund_desk.h"
#include "base/text.h"
#include "service/store/payments.h"

namespace swan {

namespace {

using status = refund::status;
using std::chrono::hours;
using std::chrono::minutes;

constexpr milliseconds kDay = hours{24};
constexpr milliseconds kGivenBackWithin = hours{1};

// When a refund that has not moved is looked at again; the oftener it was, the later.
milliseconds pause_of(status state, int64_t attempts, int64_t sending_ms) {
    if (state == status::unknown) return minutes{1} * std::min<int64_t>(attempts, 60);
    return milliseconds(look_after_ms(state, attempts, sending_ms));
}

late_alert late_after_a_day(const refund& one) {
    const bool undecided = one.state == status::requested;
    return {.kind = undecided ? "refund_undecided" : "refund_not_ended",
            .subject = one.refund_id,
            .details = concat("refund_id=", one.refund_id, " tp_order_id=", one.tp_order_id,
                              " amount=", one.amount),
            .since_ms = one.created_ms + kDay.count()};
}

bool wants_payer(const refund_case& found) {
    const refund& one = found.what;
    const bool to_send = one.state == status::reserved || one.state == status::unverified;
    return to_send && found.of.user_id.empty();
}

}  // namespace

task<std::optional<milliseconds>> refund_desk::run_refund(job what) const {
    const std::string request_id = concat("job-", what.subject);
    const auto resume = [rules = &with_.rules, id = what.subject](sql& db) {
        refuse_while_recovering(db, *rules);
        return resume_refund(db, *rules, id, store_now_ms());
    };
    const auto found = co_await with_.db.run(access::durable, resume);
    if (!found) co_return std::nullopt;
    const refund_case& begun = *found;
    if (begun.lost) alert_unknown(begun.what);
    const bool learnt = co_await learn_payer_of(begun, request_id);
    if (learnt) co_return milliseconds(0);
    const refund now = co_await gone_on(begun, request_id);
    if (has_ended(now.state)) co_return std::nullopt;
    const late_alert late = late_after_a_day(now);
    co_await alert_of_late(with_, late);
    co_return pause_of(now.state, what.attempts, with_.rules.sending_ms);
}

// Whether it is known only now, and the refund can be sent.
task<bool> refund_desk::learn_payer_of(refund_case found, std::string request_id) const {
    const bool can_ask = with_.rules.api == api_generation::v2;
    if (!can_ask || !wants_payer(found)) co_return false;
    const std::string user_id = co_await payer_at_baidu(with_, reference_to(found.of), request_id);
    if (user_id.empty()) co_return false;
    const auto write = [app = with_.rules.app, id = found.of.order_id, user_id](sql& db) {
        name_payer(db, app, id, user_id);
    };
    co_await with_.db.run(access::durable, write);
    co_return true;
}

task<refund> refund_desk::gone_on(refund_case found, std::string request_id) const {
    if (found.mine) {
        co_return co_await carry_out(found, request_id);
    }
    const bool can_list = with_.rules.api == api_generation::v2;
    if (found.what.state == status::accepted && can_list) {
        co_return co_await look_up_listed(found, request_id);
    }
    co_return found.what;
}

task<std::optional<milliseconds>> refund_desk::run_give_back(job what) const {
    const auto ask = [rules = &with_.rules, id = what.subject](sql& db) {
        refuse_while_recovering(db, *rules);
        return give_back(db, *rules, id, store_now_ms());
    };
    const bool is_over = co_await with_.db.run(access::durable, ask);
    if (is_over) co_return std::nullopt;
    const int64_t late_ms = what.since_ms + kGivenBackWithin.count();
    if (store_now_ms() < late_ms) co_return minutes{5};
    const late_alert late{.kind = "not_given_back",
                          .subject = what.subject,
                          .details = concat("order_id=", what.subject),
                          .since_ms = late_ms};
    co_await alert_of_late(with_, late);
    co_return hours{1};
}

}  // namespace swan
