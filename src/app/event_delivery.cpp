#include "app/event_delivery.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/event_post.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/events.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using clock = std::chrono::steady_clock;

constexpr metric_name kEvents{"swan_events_total",
                              "Attempts to tell the merchant's system of an event."};
constexpr metric_name kDead{"swan_events_dead_total", "Events that were given up."};

constexpr int64_t kMostJobs = 50;
// After which a job of many events ends, to be taken up anew: a drain waits for it.
constexpr milliseconds kInARow{500};
constexpr size_t kMostAnswer = 200;

// The next event of the order with what it says, if it may leave.
std::optional<due_event> look_up(sql& db, int64_t app, const std::string& tp_order_id) {
    auto what = next_event(db, app, tp_order_id);
    if (!what || what->state == event::status::dead) return std::nullopt;
    const bool held = what->state == event::status::held;
    event_facts known{.what = *std::move(what),
                      .sold = find_order(db, app, tp_order_id),
                      .paid = std::nullopt,
                      .back = std::nullopt};
    known.paid = find_payment(db, app, known.what.order_id);
    const auto refunds = refunds_of(db, app, known.what.order_id);
    if (!known.what.refund_id.empty()) known.back = find_refund(db, app, known.what.refund_id);
    std::string outdated = outdated_by(known.what, known.paid, refunds);
    if (held && outdated.empty())
        return std::nullopt;  // those behind it need not wait for what is gone
    return due_event{.outdated_by = std::move(outdated), .known = std::move(known)};
}

}  // namespace

int64_t event_delivery::free_places() const {
    return std::min<int64_t>(kMostJobs, to_.free_places());
}

task<std::optional<milliseconds>> event_delivery::run(job what) const {
    const auto begun = clock::now();
    while (clock::now() - begun < kInARow) {
        const auto found = co_await next(what.subject);
        if (!found) co_return std::nullopt;
        const event_facts& facts = found->known;
        if (!found->outdated_by.empty()) {
            co_await drop(facts.what, found->outdated_by);
            continue;
        }
        const trial came = co_await send(facts);
        const auto wait = co_await note(facts.what, came);
        if (!came.delivered) co_return wait;
    }
    co_return milliseconds(0);
}

task<std::optional<due_event>> event_delivery::next(std::string tp_order_id) const {
    const auto look = [app = with_.rules.app, tp_order_id](sql& db) {
        return look_up(db, app, tp_order_id);
    };
    co_return co_await with_.db.run(access::read, look);
}

task<event_delivery::trial> event_delivery::send(event_facts known) const {
    const notify_settings& how = with_.settings.server.notify;
    http_request request;
    request.url = how.url;
    request.post = true;
    request.form = event_body(with_.settings.app, known);
    request.repeatable = true;  // the receiver knows it by its id
    request.may_be_plain = true;
    request.only_public = !how.private_addresses;
    request.own_connection = request.only_public;  // the address is looked at as it is made
    request.headers =
        event_headers(with_.rules.notify_key, known.what.id, store_now_ms() / 1000, request.form);
    const http_result came = co_await to_.send(std::move(request));
    if (came.what != http_result::outcome::answered)
        co_return trial{.answer = came.reason, .why_not = came.reason};
    const std::string status = concat(static_cast<int64_t>(came.status));
    co_return trial{.delivered = came.status >= 200 && came.status <= 299,
                    .answer = concat(status, " ", printable(came.body, kMostAnswer)),
                    .why_not = concat("status ", status)};
}

task<void> event_delivery::drop(event what, std::string why) const {
    what.state = event::status::dropped;
    what.ended_ms = store_now_ms();
    what.answer = concat("not sent: ", why);
    co_await keep(what);
    count(what, "dropped");
}

task<std::optional<milliseconds>> event_delivery::note(event what, trial came) const {
    ++what.attempts;
    what.answer = came.answer;
    const auto wait = wait_after(what.attempts);
    if (came.delivered)
        what.state = event::status::sent;
    else if (!wait)
        what.state = event::status::dead;
    if (what.state != event::status::waiting) what.ended_ms = store_now_ms();
    co_await keep(what);
    count(what, came.delivered ? "delivered" : "failed");
    if (!came.delivered) tell(what, came);
    co_return wait;
}

// Unless an operator has taken it in hand meanwhile. Not durable: what a power cut loses of it is
// sent once more.
task<void> event_delivery::keep(event changed) const {
    const auto update = [app = with_.rules.app, changed](sql& db) {
        const auto now = find_event(db, app, changed.id);
        const bool open =
            now && (now->state == event::status::waiting || now->state == event::status::held);
        if (open) update_event(db, app, changed);
    };
    co_await with_.db.run(access::write, update);
}

void event_delivery::tell(const event& what, const trial& came) const {
    const std::string details = concat("id=", what.id, " event=", name_of(what.kind),
                                       " tp_order_id=", printable(what.tp_order_id),
                                       " attempts=", what.attempts, " why=", came.why_not);
    if (what.state != event::status::dead)
        return logging::warn(concat("an event was not delivered ", details));
    with_.counted.count(kDead).add();
    logging::alert("dead_event", details);
}

void event_delivery::count(const event& what, const char* outcome) const {
    with_.counted.count(kEvents, {{"event", std::string(name_of(what.kind))}, {"outcome", outcome}})
        .add();
}

}  // namespace swan
