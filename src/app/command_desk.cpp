#include "app/command_desk.h"

#include <array>
#include <utility>

#include "app/comparison.h"
#include "app/recovery.h"
#include "app/refund_desk.h"
#include "app/refund_standing.h"
#include "app/refund_target.h"
#include "app/replay.h"
#include "app/stored_commands.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;
constexpr int64_t kMostAttempts = 5;  // while the store fails

// The refund keeps its number with the command from its beginning: carried out again, perhaps
// while another worker is at it or when the refund has ended, the command means no other refund.
// Nothing: the command has ended.
std::optional<refund_case> begin_asked_refund(sql& db, const ledger_rules& rules,
                                              const std::string& command_id, int64_t now_ms) {
    const auto what = waiting_command(db, rules.app, command_id);
    if (!what) return std::nullopt;
    command_arguments given(what->arguments);
    const refund_request asked = refund_asked_for(db, rules, given, what->asked_by);
    refund_case begun = begin_refund(db, rules, asked, now_ms);
    given.set("refund_id", begun.what.refund_id);
    set_arguments(db, rules.app, command_id, given.as_json());
    return begun;
}

// With the codes of /pay/refund. `was_sent`: by this command, as far as it came.
error not_done(const refund& now, bool was_sent) {
    const std::string& text = now.answer_text;
    const std::string_view why = text.empty() ? "Baidu tells no reason" : std::string_view(text);
    switch (standing_of(now)) {
        case standing::not_taken:
            return error(code::upstream_fail,
                         concat(now.state == refund::status::failed
                                    ? "the refund failed: "
                                    : "not refunded yet, it is tried again by itself: ",
                                why));
        case standing::waiting:
            return error(code::busy,
                         was_sent ? "the refund could not be sent now; it is sent by itself"
                                  : "the refund waits for another one of this payment to end, "
                                    "or for the amount of one to be told (swanctl order "
                                    "shows which); then it is sent by itself");
        default:
            return error(code::upstream_timeout,
                         "nobody knows yet whether Baidu makes this refund; that is looked up by "
                         "itself, and swanctl order shows it. Asked for again it is the same "
                         "refund");
    }
}

command ended_with(command what, std::string answer) {
    what.state = command::status::done;
    what.answer = std::move(answer);
    what.ended_ms = store_now_ms();
    return what;
}

command failed_with(command what, std::string_view why, std::string_view data) {
    json::writer answer;
    answer.begin_object().member("error", why);
    if (!data.empty()) answer.key("data").raw(data);
    answer.end_object();
    what = ended_with(std::move(what), answer.take());
    what.state = command::status::failed;
    return what;
}

std::string as_json(const comparison& seen) {
    json::writer answer;
    answer.begin_object()
        .member("compared", seen.compared)
        .member("unanswered", seen.unanswered)
        .key("differences")
        .begin_array();
    for (const difference& each : seen.differences)
        answer.begin_object()
            .member("tp_order_id", each.tp_order_id)
            .member("what", each.what)
            .member("ledger", each.ledger)
            .member("baidu", each.baidu)
            .end_object();
    answer.end_array().member("next", seen.next).end_object();
    return answer.take();
}

}  // namespace

command_desk::handler command_desk::handler_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, handler>, 4> kHandlers{{
        {"refund ask", &command_desk::ask_refund},
        {"replay", &command_desk::replay},
        {"compare", &command_desk::compare},
        {"recover", &command_desk::recover},
    }};
    for (const auto& [each, function] : kHandlers)
        if (each == name) return function;
    return nullptr;
}

task<std::optional<milliseconds>> command_desk::run(job what) const {
    const auto find = [app = with_.rules.app, id = what.subject](sql& db) {
        return waiting_command(db, app, id);
    };
    const auto known = co_await with_.db.run(access::read, find);
    if (!known) co_return std::nullopt;
    command failed;
    try {
        co_await carry_out(*known);
    } catch (const error& e) {
        if (e.number() == code::sys_fail && what.attempts < kMostAttempts) throw;
        failed = failed_with(*known, e.client_text(), e.data());
    } catch (const std::exception& e) {
        logging::error(concat("command ", known->name, " id=", known->id, " failed: ", e.what()));
        failed = failed_with(*known, "internal error: the worker's log has it", {});
    }
    if (!failed.id.empty()) {
        co_await store_answer(failed);
    }
    co_return std::nullopt;
}

// What is one transaction is committed together with its answer, and only while it waits: a worker
// whose lease has ended may be at it still.
task<void> command_desk::carry_out(command what) const {
    logging::info(concat("command ", printable(what.name), " id=", what.id,
                         " asked_by=", printable(what.asked_by)));
    const command_arguments given(what.arguments);
    if (const stored_handler in_store = stored_handler_of(what.name)) {
        const auto both = [rules = &with_.rules, what, given, in_store](sql& db) {
            if (!waiting_command(db, rules->app, what.id)) return;
            const stored_command asked{*rules, given, what.asked_by, store_now_ms()};
            end_command(db, rules->app, ended_with(what, in_store(db, asked)));
        };
        co_await with_.db.run(access::durable, both);
        co_return;
    }
    const handler beside = handler_of(what.name);
    if (beside == nullptr)
        throw error(code::not_found, "this worker knows no such command: is it an older one?");
    const std::string answer = co_await (this->*beside)(what, given);
    const command done = ended_with(what, answer);
    co_await store_answer(done);
}

task<void> command_desk::store_answer(command ended) const {
    const auto end = [app = with_.rules.app, ended](sql& db) { end_command(db, app, ended); };
    co_await with_.db.run(access::durable, end);
}

// The same way that /pay/refund goes.
task<std::string> command_desk::ask_refund(command what,
                                           [[maybe_unused]] command_arguments given) const {
    const auto begin = [rules = &with_.rules, id = what.id](sql& db) {
        return begin_asked_refund(db, *rules, id, store_now_ms());
    };
    const auto begun = co_await with_.db.run(access::durable, begin);
    if (!begun) co_return std::string();  // another worker has answered
    if (begun->lost) refund_desk::alert_unknown(begun->what);
    refund now = begun->what;
    if (begun->mine) {
        refund_desk desk(with_);
        const refund after = co_await desk.settled(*begun, concat("swanctl-", what.id), nullptr);
        now = after;
    }
    // Not by this command, carried out a second time.
    const bool repeated = begun->repeated && now.created_ms < what.created_ms;
    if (standing_of(now) != standing::taken)
        throw not_done(now, begun->mine).with_data(refund_as_json(now, repeated));
    co_return refund_as_json(now, repeated);
}

// Twice at once, or again, replay and recover leave what once would have left; compare changes
// nothing.
task<std::string> command_desk::replay([[maybe_unused]] command what,
                                       [[maybe_unused]] command_arguments given) const {
    const replayed done = co_await replay_quarantine(with_);
    json::writer answer;
    answer.begin_object()
        .member("booked", done.booked)
        .member("unverified", done.unverified)
        .member("refused", done.refused)
        .end_object();
    co_return answer.take();
}

task<std::string> command_desk::compare([[maybe_unused]] command what,
                                        command_arguments given) const {
    const int64_t since_ms = given.number("since_ms", 0);
    const int64_t until_ms = given.number("until_ms", 0);
    const std::string after = given.optional("after");
    const comparison seen = co_await compare_with_baidu(with_, since_ms, until_ms, after);
    co_return as_json(seen);
}

task<std::string> command_desk::recover([[maybe_unused]] command what,
                                        command_arguments given) const {
    const int64_t from_ms = given.required_number("since_ms") - 7 * kDayMs;
    co_await ask_about_all(ask_about_orders, from_ms);
    co_await ask_about_all(ask_about_payments, from_ms);
    const auto go_on = [rules = &with_.rules](sql& db) {
        const bool goes_on = go_on_recovering(db, *rules);
        return std::pair(goes_on, count_jobs(db, rules->app, job_kind::recover).all);
    };
    const auto [goes_on, to_ask] = co_await with_.db.run(access::durable, go_on);
    json::writer answer;
    answer.begin_object().key("recovering").boolean(goes_on).member("to_ask", to_ask);
    if (with_.rules.api == api_generation::v1) answer.member("cannot_ask", kCannotAsk);
    answer.end_object();
    co_return answer.take();
}

task<void> command_desk::ask_about_all(asking some, int64_t from_ms) const {
    std::string after;
    do {
        const auto ask = [rules = &with_.rules, some, from_ms, after](sql& db) {
            return some(db, *rules, from_ms, after, store_now_ms());
        };
        const std::string last = co_await with_.db.run(access::durable, ask);
        after = last;
    } while (!after.empty());
}

}  // namespace swan
