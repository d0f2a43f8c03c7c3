#include "sandbox/model/verdict.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace swan::sandbox {

namespace {

using std::chrono::minutes;

constexpr int64_t kNotifies = 200;
constexpr milliseconds kNotifyWait = minutes(2);
constexpr std::array<milliseconds, 5> kRefundWaits = {minutes(2), minutes(4), minutes(10),
                                                      minutes(30), minutes(60)};
constexpr milliseconds kUndecidedWait = minutes(5);

// The answer as a document, when it came in time, with HTTP 200, as a JSON object.
std::optional<json::document> in_form(const delivery& answer) {
    if (answer.status != 200 || answer.ms > kAnswerDeadline.count()) return std::nullopt;
    try {
        return json::document::parse_object(answer.body);
    } catch (const json::error&) {
        return std::nullopt;
    }
}

// The same, when its errno is 0.
std::optional<json::document> accepted(const delivery& answer) {
    auto parsed = in_form(answer);
    if (!parsed) return std::nullopt;
    const auto number = parsed->root().find("errno");
    const auto text = parsed->root().find("msg");
    if (!number || number->integer() != 0) return std::nullopt;
    if (!text || !text->is_string()) return std::nullopt;
    return parsed;
}

// The integer at `path` of an object, if all of it is there.
template <class... Names>
std::optional<int64_t> integer_at(json::value from, const Names&... path) {
    std::optional<json::value> here = from;
    ((here = here ? here->find(path) : here), ...);
    return here ? here->integer() : std::nullopt;
}

// Tests scale minutes down to nothing; a wait of zero would only keep the loop busy.
milliseconds scaled(milliseconds wait, int64_t time_scale) {
    return std::max(wait / time_scale, milliseconds(1));
}

}  // namespace

notify_verdict judge_notify(const delivery& answer) {
    const auto good = accepted(answer);
    if (!good) return notify_verdict::repeat;
    const auto consumed = integer_at(good->root(), "data", "isConsumed");
    const auto error_order = integer_at(good->root(), "data", "isErrorOrder");
    if (error_order == 1) return notify_verdict::abnormal_refund;
    if (consumed == 2) return notify_verdict::consumed;
    return consumed == 1 ? notify_verdict::not_consumed : notify_verdict::abnormal_refund;
}

bool is_errno(const delivery& answer) {
    const auto parsed = in_form(answer);
    const auto number = parsed ? parsed->root().find("errno") : std::nullopt;
    return number && number->integer().value_or(0) != 0;
}

audit_verdict judge_audit(const delivery& answer, int64_t money) {
    using decision = audit_verdict::decision;
    const auto good = accepted(answer);
    if (!good) return {};
    const auto status = integer_at(good->root(), "data", "auditStatus");
    // Required in every case, also when the merchant says no.
    const auto pay = integer_at(good->root(), "data", "calculateRes", "refundPayMoney");
    if (!status || !pay || *pay < 0 || *pay > money) return {};
    if (status == 1) return {decision::approved, *pay};
    if (status == 2) return {decision::rejected, *pay};
    if (status == 3) return {decision::undecided, *pay};
    return {};
}

bool judge_refund_notify(const delivery& answer) {
    const auto good = accepted(answer);
    if (!good) return false;
    const auto data = good->root().find("data");
    return data && data->is_object();
}

std::optional<milliseconds> wait_after_notify(int64_t sent, int64_t time_scale) {
    if (sent >= kNotifies) return std::nullopt;
    return scaled(kNotifyWait, time_scale);
}

milliseconds wait_after_refund_call(int64_t sent, int64_t time_scale) {
    const auto last = static_cast<int64_t>(kRefundWaits.size());
    return scaled(kRefundWaits[static_cast<size_t>(std::clamp<int64_t>(sent, 1, last) - 1)],
                  time_scale);
}

milliseconds wait_undecided(int64_t time_scale) { return scaled(kUndecidedWait, time_scale); }

}  // namespace swan::sandbox
