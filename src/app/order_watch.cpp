#include "app/order_watch.h"

#include "app/found.h"
#include "app/found_ledger.h"
#include "app/marks.h"
#include "app/watch_times.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/orders.h"

namespace swan {

namespace {

using status = order::status;
using kind = finding::kind;

constexpr milliseconds kLookAfterClose{300'000};
constexpr milliseconds kAskOnceMore{60'000};
constexpr int64_t kPatientLooks = 5;  // within half an hour a list of refunds should be had

std::string request_of(const std::string& tp_order_id) { return concat("watch-", tp_order_id); }

std::string_view reason_of(const looked_up& seen, const order& sold) {
    const finding meaning = meaning_of(seen.found, sold);
    if (meaning.what == kind::refunded) return "it has refunds";
    if (meaning.what != kind::paid) return meaning.why;
    if (!seen.refunds) return "findOrderRefund does not answer";
    if (sold.state == status::closed) return "the order is closed";
    return seen.refunds->empty() ? "the ledger knows it as something else" : "it has refunds";
}

bool may_be_booked(const looked_up& seen, const order& sold) {
    return sold.state != status::closed && meaning_of(seen.found, sold).what == kind::paid &&
           seen.refunds && seen.refunds->empty();
}

// Paid on our terms, but whether there are refunds was not answered.
bool is_half_answered(const looked_up& seen, const order& sold) {
    return !seen.answered || (meaning_of(seen.found, sold).what == kind::paid && !seen.refunds);
}

bool is_paid(const looked_up& seen) {
    return seen.found && seen.found->state == baidu::found_order::status::paid;
}

}  // namespace

milliseconds order_watch::next(const order& sold, int64_t looks, bool failed) const {
    const auto close_after = with_.rules.settings.close_after;
    if (sold.state == status::closing) return next_try_to_close(sold, close_after, store_now_ms());
    return next_look(sold, close_after, looks, failed, store_now_ms());
}

task<std::optional<order>> order_watch::order_of(std::string tp_order_id) const {
    const auto look = [rules = &with_.rules, tp_order_id](sql& db) {
        return find_order(db, rules->app, tp_order_id);
    };
    co_return co_await with_.db.run(access::read, look);
}

task<std::optional<milliseconds>> order_watch::run(job what) const {
    const auto sold = co_await order_of(what.subject);
    const bool open = sold && sold->state != status::paid;
    if (!open) co_return std::nullopt;
    const std::string request_id = request_of(what.subject);
    const looked_up seen = co_await look_up_order(with_, what.subject, request_id);
    co_return co_await go_on(*sold, seen, what.attempts);
}

task<std::optional<milliseconds>> order_watch::go_on(order sold, looked_up seen,
                                                     int64_t looks) const {
    const bool half = is_half_answered(seen, sold);
    if (half && (!is_paid(seen) || looks < kPatientLooks)) co_return next(sold, looks, true);
    const bool is_back = co_await went_back(sold, seen);
    if (!is_back && may_be_booked(seen, sold)) {
        co_return co_await book(sold, seen, looks);
    }
    if (!is_back && is_paid(seen)) {
        co_return co_await alert_unfit(sold, seen, looks);
    }
    if (sold.state == status::closed) co_return std::nullopt;
    const bool is_due = is_to_close(sold, with_.rules.settings.close_after, store_now_ms());
    const bool closes = sold.state == status::closing || is_due;
    if (closes && !is_back) {
        co_return co_await close(sold, seen);
    }
    if (is_due && is_back && sold.state == status::created) co_return std::nullopt;
    co_return next(sold, looks, false);
}

// A payment that does not count and has gone back is nothing to tell an operator. As long as Baidu
// calls its order paid, it does not say that it is closed: it stays open, and is asked about no
// more when another would be closed. What is paid then is told by its notify.
task<bool> order_watch::went_back(order sold, looked_up seen) const {
    if (!is_paid(seen)) co_return false;
    const auto look = [rules = &with_.rules, id = sold.tp_order_id,
                       order_id = seen.found->order_id](sql& db) {
        return is_given_back(db, *rules, id, order_id);
    };
    co_return co_await with_.db.run(access::read, look);
}

task<std::optional<milliseconds>> order_watch::book(order sold, looked_up seen,
                                                    int64_t looks) const {
    const auto record = [rules = &with_.rules, found = *seen.found](sql& db) {
        return record_found(db, *rules, found, store_now_ms());
    };
    const auto done = co_await with_.db.run(access::durable, record);
    if (done.stays_open) {
        co_return co_await alert_unfit(sold, seen, looks);
    }
    if (!done.booked) co_return std::nullopt;  // somebody was faster
    const std::string ids =
        concat("tp_order_id=", sold.tp_order_id, " order_id=", seen.found->order_id);
    if (done.first_in_an_hour)
        logging::alert("unsettled", concat(ids,
                                           " why=a query found it paid: look whether Baidu's"
                                           " payment notifies reach this server"));
    else
        logging::warn(concat("paid, and no notify has told of it ", ids));
    co_return std::nullopt;
}

// Paid by what Baidu says, but not on the terms on which it could be booked: an operator decides,
// and is told once. The notify may still come, so that the order is looked at further on.
task<std::optional<milliseconds>> order_watch::alert_unfit(order sold, looked_up seen,
                                                           int64_t looks) const {
    const auto first = [rules = &with_.rules, id = sold.tp_order_id](sql& db) {
        return is_first_time(db, *rules, id, store_now_ms());
    };
    const bool is_first = co_await with_.db.run(access::durable, first);
    if (is_first)
        logging::alert("paid_unfit", concat("tp_order_id=", sold.tp_order_id,
                                            " order_id=", printable(seen.found->order_id),
                                            " why=", reason_of(seen, sold)));
    if (sold.state == status::closed) co_return std::nullopt;
    co_return next(sold, looks, false);
}

// `closing` is committed before Baidu is asked to close, and an order that Baidu does not know, or
// calls cancelled, is closed only when it says so once more after that.
//
// "Does not know" is an answer without data, or errno 60021 (未获取到有效数据). That number is
// documented for the payment service as a whole, not for this call, and might be said in a failure
// of Baidu's own too. It may close nevertheless: an order that never reached the cashier has no
// other answer, so that it would be asked for for ever; and a wrong close takes nobody's money.
// What was paid before it is booked when its notify comes, what is paid later is given back, and
// one more query looks whether anything was paid after all. That it must come twice, at least a
// minute apart, keeps a short failure from closing anything.
task<std::optional<milliseconds>> order_watch::close(order sold, looked_up seen) const {
    const bool was_closing = sold.state == status::closing;
    if (!was_closing) {
        const auto begin = [rules = &with_.rules, id = sold.tp_order_id](sql& db) {
            return record_closing(db, *rules, id, store_now_ms());
        };
        const bool begun = co_await with_.db.run(access::durable, begin);
        if (!begun) co_return next(sold, 1, true);
        sold.state = status::closing;
    }
    if (meaning_of(seen.found, sold).what != kind::unpaid) {
        if (!was_closing) co_return kAskOnceMore;
        co_return co_await closed(sold);
    }
    // Never another's: cancelling an order cannot be undone.
    const bool named = seen.found->tp_order_id == sold.tp_order_id && !seen.found->order_id.empty();
    if (!named) co_return next(sold, 1, false);
    const std::string order_id = seen.found->order_id;
    const std::string request_id = request_of(sold.tp_order_id);
    const bool cancelled = co_await cancelled_at_baidu(with_, order_id, request_id);
    if (!cancelled) co_return next(sold, 1, true);
    co_return co_await closed(sold);
}

// A payment that came meanwhile wins: then nothing is closed.
task<std::optional<milliseconds>> order_watch::closed(order sold) const {
    const auto end = [rules = &with_.rules, id = sold.tp_order_id](sql& db) {
        return record_closed(db, *rules, id, store_now_ms());
    };
    co_await with_.db.run(access::durable, end);
    co_return kLookAfterClose;
}

}  // namespace swan
