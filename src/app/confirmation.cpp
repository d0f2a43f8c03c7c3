#include "app/confirmation.h"

#include "app/late_alert.h"
#include "app/marks.h"
#include "app/watch_times.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr milliseconds kForSupport = std::chrono::hours(7);  // so long Baidu repeats its notifies
constexpr milliseconds kConfirmedWithin = std::chrono::hours(1);
constexpr milliseconds kAskedAfterNotify = std::chrono::hours(24);
constexpr size_t kMostOfKind = 11;  // in the name of a counter, beside 20 digits and a hyphen

milliseconds age_of(const payment& paid) { return milliseconds(store_now_ms() - paid.created_ms); }

std::string ids_of(const payment& paid) {
    return concat("tp_order_id=", paid.tp_order_id, " order_id=", paid.order_id);
}

// Both queries: Baidu lists a refund later than its order shows it, or the other way round.
confirmed judged(const looked_up& seen, const confirmation_case& which) {
    if (!seen.answered) return confirmed::unclear;
    const confirmed found =
        judge_payment(seen.found, which.sold, which.paid, which.booked, store_now_ms());
    if (found != confirmed::yes) return found;
    if (!seen.refunds) return confirmed::unclear;
    return seen.refunds->empty() ? confirmed::yes : confirmed::refunding;
}

std::string text_for_support(const payment& paid) {
    return concat(ids_of(paid), " ask_baidu=\"Order orderId ", paid.order_id, ", tpOrderId ",
                  paid.tp_order_id,
                  ", is paid by findByTpOrderId, but its payment notify has not reached our server"
                  " within 7 hours. Please look why, and send it again.\"");
}

// Baidu does not answer, or knows no such order: neither contradicts it.
late_alert late_confirmation(const payment& paid) {
    return {.kind = "unconfirmed",
            .subject = paid.order_id,
            .details = concat(ids_of(paid), " why=Baidu's order query tells nothing of it"),
            .since_ms = paid.created_ms + kConfirmedWithin.count()};
}

}  // namespace

task<std::optional<milliseconds>> confirmation::run(job what) const {
    const auto view = [rules = &with_.rules, order_id = what.subject](sql& db) {
        return view_confirmation(db, *rules, order_id);
    };
    const auto which = co_await with_.db.run(access::read, view);
    if (!which) co_return std::nullopt;
    const payment& paid = which->paid;
    const bool is_good = !was_contradicted(paid);
    const bool overdue = is_good && paid.unsettled && age_of(paid) >= kForSupport;
    if (overdue) {
        const std::string text = text_for_support(paid);
        co_await alert_once("unsettled_support", text, paid);
    }
    if (overdue && !which->is_held) co_return std::nullopt;
    // Settled meanwhile, or the settings do not want it any more.
    if (!which->waits) {
        co_await confirm(paid);
        co_return std::nullopt;
    }
    if (!is_good) {
        co_return co_await ask_again(*which, what);
    }
    co_return co_await ask(*which, what.attempts);
}

task<std::optional<milliseconds>> confirmation::ask(confirmation_case which, int64_t tries) const {
    const payment& paid = which.paid;
    const std::string request_id = concat("confirm-", paid.order_id);
    const looked_up seen = co_await look_up_order(with_, paid.tp_order_id, request_id);
    const confirmed verdict = judged(seen, which);
    if (verdict == confirmed::no) {
        co_return co_await contradict(paid, tries);
    }
    if (verdict == confirmed::refunding) {
        const std::string text = concat(ids_of(paid), " why=Baidu knows a refund of it");
        co_await alert_once("unconfirmed_refund", text, paid);
    }
    if (verdict == confirmed::unclear) {
        const late_alert late = late_confirmation(paid);
        co_await alert_of_late(with_, late);
    }
    if (verdict != confirmed::yes) co_return wait_after_confirmation(tries);
    co_await confirm(paid);
    if (!paid.unsettled || age_of(paid) >= kForSupport) co_return std::nullopt;
    co_return kForSupport - age_of(paid);
}

// For a day after a notify has told of it again: only its agreement changes anything.
task<std::optional<milliseconds>> confirmation::ask_again(confirmation_case which, job what) const {
    const std::string request_id = concat("confirm-", which.paid.order_id);
    const looked_up seen = co_await look_up_order(with_, which.paid.tp_order_id, request_id);
    if (judged(seen, which) == confirmed::yes) {
        co_await confirm(which.paid);
        co_return std::nullopt;
    }
    if (milliseconds(store_now_ms() - what.since_ms) >= kAskedAfterNotify) co_return std::nullopt;
    co_return wait_after_confirmation(what.attempts);
}

task<void> confirmation::confirm(payment paid) const {
    const auto record = [rules = &with_.rules, order_id = paid.order_id](sql& db) {
        return record_confirmed(db, *rules, order_id, store_now_ms());
    };
    const agreement now = co_await with_.db.run(access::durable, record);
    if (now == agreement::good_again)
        logging::warn(concat("good again, as Baidu's order query agrees now ", ids_of(paid)));
    if (now == agreement::too_late)
        logging::alert("mismatch", concat(ids_of(paid), " why=Baidu's order query agrees now, but",
                                          " its order is paid otherwise, or it has refunds"));
}

task<std::optional<milliseconds>> confirmation::contradict(payment paid, int64_t tries) const {
    const auto record = [rules = &with_.rules, order_id = paid.order_id](sql& db) {
        return record_contradicted(db, *rules, order_id, store_now_ms());
    };
    const contradiction now = co_await with_.db.run(access::durable, record);
    if (now == contradiction::waits) co_return wait_after_confirmation(tries);
    const bool stands = now == contradiction::stands;
    logging::alert("mismatch", concat(ids_of(paid), " why=Baidu's order query contradicts",
                                      stands ? "" : ", after it was told on"));
    co_return std::nullopt;
}

task<void> confirmation::alert_once(std::string kind, std::string details, payment paid) const {
    const std::string name = concat(paid.order_id, "-", kind.substr(0, kMostOfKind));
    const auto first = [rules = &with_.rules, name](sql& db) {
        return is_first_time(db, *rules, name, store_now_ms());
    };
    const bool is_first = co_await with_.db.run(access::durable, first);
    if (is_first) logging::alert(kind, details);
}

}  // namespace swan
