#include "sandbox/model/faults.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/numbers.h"

namespace swan::sandbox {

namespace {

constexpr std::array<std::string_view, 9> kCalls = {
    "session_key", "token",        "unionid", "order_query",        "cancel_order",
    "refund",      "refund_query", "bill",    "cancel_verification"};
constexpr std::array<std::string_view, 6> kCallFaults = {"latency", "error",      "hang",
                                                         "garbage", "broken_tls", "act_no_answer"};
constexpr std::array<std::string_view, 3> kCallbacks = {"callback_succ", "callback_refund_audit",
                                                        "callback_refund"};
constexpr std::array<std::string_view, 4> kCallbackFaults = {"drop", "delay", "duplicate",
                                                             "reorder"};
constexpr std::array<std::string_view, 7> kMembers = {"call",       "fault", "ms",   "errno",
                                                      "error_code", "act",   "times"};

constexpr int64_t kLongestHold = 1000;     // ms
constexpr int64_t kLongestWait = 120'000;  // ms

bool is_one_of(const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_built(const fault& wanted) {
    return (is_one_of(kCalls, wanted.call) && is_one_of(kCallFaults, wanted.kind)) ||
           (is_one_of(kCallbacks, wanted.call) && is_one_of(kCallbackFaults, wanted.kind));
}

std::string text_of(const json::value& order, std::string_view name) {
    const auto member = order.find(name);
    if (!member || !member->is_string()) throw illegal(concat(name, " must be a text"));
    return std::string(*member->string());
}

int64_t number_of(const json::value& order, std::string_view name, int64_t otherwise,
                  int64_t most) {
    const auto member = order.find(name);
    if (!member) return otherwise;
    const auto number = member->integer();
    if (!number || *number > most) throw illegal(concat(name, " must be an integer up to ", most));
    return *number;
}

bool truth_of(const json::value& order, std::string_view name) {
    const auto member = order.find(name);
    if (!member) return false;
    const auto truth = member->boolean();
    if (!truth) throw illegal(concat(name, " must be true or false"));
    return *truth;
}

fault read(const json::value& order) {
    for (const auto& member : order.members())
        if (!is_one_of(kMembers, member.name))
            throw illegal(concat(printable(member.name, 64), ": unknown"));
    fault wanted;
    wanted.call = text_of(order, "call");
    wanted.kind = text_of(order, "fault");
    wanted.ms = number_of(order, "ms", wanted.kind == "reorder" ? kLongestHold : 0, kLongestWait);
    wanted.number = number_of(order, "errno", kInternalError, INT32_MAX);
    wanted.gateway = number_of(order, "error_code", 0, INT32_MAX);
    wanted.act = truth_of(order, "act");
    wanted.times = number_of(order, "times", 0, INT32_MAX);
    return wanted;
}

fault fault_of(const json::value& order) {
    fault wanted = read(order);
    const auto is = [&](std::string_view kind) { return wanted.kind == kind; };
    if (!is_built(wanted))
        throw illegal(concat("no fault ", printable(wanted.kind, 64), " of ",
                             printable(wanted.call, 64), " here"));
    if (wanted.ms < 0 || wanted.times < 0) throw illegal("ms and times must not be negative");
    if (wanted.ms == 0 && (is("latency") || is("delay") || is("reorder")))
        throw illegal("ms is missing");
    if (wanted.number == 0) throw illegal("errno 0 is no error");
    if (order.find("error_code") && (wanted.gateway <= 0 || order.find("errno") || !is("error")))
        throw illegal("error_code: a positive number of an error without errno");
    if (wanted.act && !is("error") && !is("garbage") && !is("broken_tls"))
        throw illegal("act goes with error, garbage or broken_tls");
    return wanted;
}

void add(strike& hit, const fault& one) {
    if (one.kind == "latency" || one.kind == "delay") hit.wait_ms = one.ms;
    if (one.kind == "error" && one.gateway == 0) hit.error = one.number;
    if (one.kind == "error" && one.gateway != 0) hit.gateway = one.gateway;
    if (one.kind == "hang") hit.hang = true;
    if (one.kind == "garbage") hit.garbage = true;
    if (one.kind == "broken_tls") hit.broken_tls = true;
    if (one.kind == "act_no_answer") hit.act_no_answer = true;
    if (one.kind == "drop") hit.drop = true;
    if (one.kind == "duplicate") hit.duplicate = true;
    if (one.kind == "reorder") hit.hold_ms = one.ms;
    hit.act = hit.act || one.act;
}

}  // namespace

void fault_table::obey(const json::value& order) {
    const auto clear = order.find("clear");
    if (!clear) return set(fault_of(order));
    if (clear->boolean() != true || order.members().size() != 1)
        throw illegal("clear must be true, and stand alone");
    faults_.clear();
}

void fault_table::set(fault fresh) {
    std::erase_if(faults_, [&](const fault& known) {
        return known.call == fresh.call && known.kind == fresh.kind;
    });
    faults_.push_back(std::move(fresh));
}

strike fault_table::take(std::string_view call) {
    strike hit;
    std::erase_if(faults_, [&](fault& one) {
        if (one.call != call) return false;
        add(hit, one);
        return one.times > 0 && --one.times == 0;
    });
    return hit;
}

std::string fault_table::list() const {
    json::writer out;
    out.begin_object().key("faults").begin_array();
    for (const fault& one : faults_) {
        out.begin_object().member("call", one.call).member("fault", one.kind);
        out.member("ms", one.ms).member("errno", one.number).member("times", one.times);
        if (one.gateway != 0) out.member("error_code", one.gateway);
        if (one.act) out.key("act").boolean(true);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

}  // namespace swan::sandbox
