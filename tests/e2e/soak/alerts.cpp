#include "alerts.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "due.h"

namespace swan::e2e::soak {

namespace {

struct causes {
    std::set<std::string> to_its_order;         // actions
    std::map<std::string, int64_t> anywhere{};  // action: how many alerts one of it may cause
};

// A worker's end strikes whatever is on its way, a fault also what a job sends.
const std::map<std::string, causes> kCauses = {
    {"duplicate", {{"pay_again", "charge", "pay_another_amount"}}},
    {"late", {{"charge", "pass_time", "refund_unasked", "errno_gives_back"}}},
    {"mismatch", {{"pay_another_amount"}}},
    {"orphan", {{"pay_unknown_order"}}},
    {"platform_key", {{"send_forged_pair", "sign_badly"}}},
    {"payment_contradicted", {{"tell_otherwise"}}},
    {"refund_requested", {{"refund_unasked", "errno_gives_back"}}},
    {"audit_exceeds_payment", {{"refund_unasked", "errno_gives_back"}}},
    {"audit_unknown_order", {{"errno_gives_back"}}},
    {"foreign_refund", {{"refund_unasked", "errno_gives_back"}}},
    {"refund_batch", {{"refund_unasked", "errno_gives_back"}}},
    {"paid_after_refund", {{"refund_unasked", "errno_gives_back"}}},
    {"refund_failed_unbooked", {{"refund_unasked", "errno_gives_back"}}},
    {"paid_unfit", {{"refund_unasked", "pass_time", "pay_another_amount", "errno_gives_back"}}},
    {"unsettled", {{"fault of callback_succ"}, {{"fault", 1}, {"kill_worker", 1}}}},
    {"over_refunded", {{"refuse_at_bank"}}},
    {"refund_contradicted", {{"refuse_at_bank"}}},
    {"refund_unknown", {{"fault of refund"}, {{"fault", 1}, {"kill_worker", 3}}}},
    {"not_given_back",
     {{"pay_again", "charge", "pass_time", "pay_another_amount", "refund_unasked",
       "errno_gives_back"}}},
    {"unconfirmed_refund", {{"pay_with_own_return_data"}}},
    {"verification_not_cancelled",
     {{"fault of cancel_verification"}, {{"fault of cancel_verification", 1}}}},
    {"upstream_down", {{}, {{"fault", 1}}}},
    {"status_contradiction",
     {{"refuse_at_bank", "tell_otherwise", "send_forged_pair", "sign_badly"},
      {{"fault", 1}, {"kill_worker", 1}}}},
};

// `name`=value of an alert's line; empty: it is not there.
std::string value_of(const std::string& line, const std::string& name) {
    const size_t found = line.find(concat(" ", name, "="));
    if (found == std::string::npos) return {};
    const size_t from = found + name.size() + 2;
    return line.substr(from, line.find(' ', from) - from);
}

// The tpOrderId of the order that an alert is about; empty: it names none.
std::string order_of(sql& db, const std::string& line) {
    const std::string direct = value_of(line, "tp_order_id");
    if (!direct.empty()) return direct;
    const auto row = db.query_one(
        "select tp_order_id from payments where order_id = :id union"
        " select tp_order_id from refunds where refund_id = :refund",
        "t", {value_of(line, "order_id"), value_of(line, "refund_id")});
    return row ? row->text(0) : std::string();
}

bool was_done_to(const std::string& order, const std::set<std::string>& actions,
                 const all_played& done) {
    return std::any_of(actions.begin(), actions.end(), [&](const std::string& each) {
        const auto what = done.find(each);
        return what != done.end() && what->second.orders.contains(order);
    });
}

std::string all_done_to(const std::string& order, const all_played& done) {
    std::string names;
    for (const auto& [name, what] : done)
        if (what.orders.contains(order)) names += concat(names.empty() ? "" : ", ", name);
    return names;
}

int64_t allowed_anywhere(const causes& why, const all_played& done) {
    int64_t sum = 0;
    for (const auto& [action, each] : why.anywhere)
        if (const auto what = done.find(action); what != done.end())
            sum += what->second.times * each;
    return sum;
}

// Lines by kind, each once however often it was repeated.
std::map<std::string, std::set<std::string>> alerts_in(const std::string& log) {
    constexpr std::string_view kMark = " WARN alert ";
    std::map<std::string, std::set<std::string>> all;
    for (size_t at = log.find(kMark); at != std::string::npos; at = log.find(kMark, at + 1)) {
        const size_t from = at + kMark.size();
        const std::string line = log.substr(from, log.find('\n', at) - from);
        all[line.substr(0, line.find(' '))].insert(line);
    }
    return all;
}

}  // namespace

std::vector<std::string> unexplained_alerts(const local_system& system, const all_played& done) {
    sql db = database(system);
    std::vector<std::string> found;
    for (const auto& [kind, lines] : alerts_in(system.logs())) {
        const auto why = kCauses.find(kind);
        int64_t left = why == kCauses.end() ? 0 : allowed_anywhere(why->second, done);
        for (const std::string& line : lines) {
            const std::string order = order_of(db, line);
            const bool by_order =
                why != kCauses.end() && was_done_to(order, why->second.to_its_order, done);
            if (!by_order && left-- <= 0)
                found.push_back(
                    concat("alert ", line, " (done to it: ", all_done_to(order, done), ")"));
        }
    }
    return found;
}

}  // namespace swan::e2e::soak
