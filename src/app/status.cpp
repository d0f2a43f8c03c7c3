#include "app/status.h"

#include <algorithm>
#include <string_view>

#include "app/moves.h"
#include "base/json.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;
using baidu::queried_pay;
using baidu::queried_refund;
using baidu::queried_verification;

// Running or unknown beats all; else the last one's failure; else success of any.
queried_refund refund_status(const std::vector<refund>& refunds) {
    const auto any = [&](auto in_state) {
        return std::any_of(refunds.begin(), refunds.end(), in_state);
    };
    if (any([](const refund& one) {
            return one.state != status::requested && !has_ended(one.state);
        }))
        return queried_refund::running;
    // One that nobody has approved is no refund yet.
    const auto last = std::find_if(refunds.rbegin(), refunds.rend(), [](const refund& one) {
        return one.state != status::requested;
    });
    if (last != refunds.rend() && last->state == status::failed) return queried_refund::failed;
    const bool done = any([](const refund& one) { return one.state == status::done; });
    return done ? queried_refund::done : queried_refund::none;
}

// What Baidu says of the refund, or the ledger where Baidu does not. That one is under way the
// ledger knows better than a subStatus, which is of the order and may be older.
queried_refund refund_told(const baidu::order_status& told, queried_refund ledger) {
    const bool inferred = told.infers_refund && ledger == queried_refund::running;
    return inferred ? ledger : told.refund.value_or(ledger);
}

// We answered "consumed" (no notify of an unsettled one was), and no refund of the whole has
// cancelled it since.
bool is_verified(const payment& paid, const std::vector<refund>& refunds) {
    return paid.is_consumed == 2 && !paid.unsettled &&
           std::none_of(refunds.begin(), refunds.end(), [](const refund& one) {
               return one.whole && one.state != status::requested &&
                      one.state != status::reserved && one.state != status::unverifying &&
                      one.state != status::failed;
           });
}

queried_verification verification_of(const order_view& seen) {
    return seen.paid && is_verified(*seen.paid, seen.refunds) ? queried_verification::verified
                                                              : queried_verification::unverified;
}

// To API 2.0 what it has refunded as abnormal is cancelled: not paid.
bool is_given_back(const order_view& seen, const baidu::order_status& told) {
    return seen.paid && told.infers_refund &&
           std::any_of(seen.refunds.begin(), seen.refunds.end(),
                       [](const refund& one) { return holds_money(one.state); });
}

void text_of(json::writer& out, std::string_view name, int number, std::string_view text) {
    out.key(name).begin_object();
    out.member("statusNum", int64_t{number}).member("statusDesc", text).end_object();
}

std::string_view refund_text(queried_refund state) {
    switch (state) {
        case queried_refund::none:
            return "未退费";
        case queried_refund::running:
            return "退费中";
        case queried_refund::done:
            return "退费成功";
        case queried_refund::failed:
            return "退费失败";
    }
    return {};
}

// As Baidu numbers it.
template <class Enum>
int number_of(Enum state) {
    return static_cast<int>(state);
}

}  // namespace

merged_status merge(const order_view& seen, const std::optional<baidu::order_status>& told) {
    merged_status out{.pay = seen.paid ? queried_pay::paid : queried_pay::unpaid,
                      .refund = refund_status(seen.refunds),
                      .verification = verification_of(seen),
                      .from_baidu = told.has_value(),
                      .contradiction = {}};
    if (!told) return out;
    const bool pay_differs = told->pay != out.pay && !is_given_back(seen, *told);
    if (pay_differs)
        out.contradiction =
            concat("ledger_pay=", number_of(out.pay), " baidu_pay=", number_of(told->pay));
    const queried_refund refund = refund_told(*told, out.refund);
    if (refund != out.refund)
        out.contradiction +=
            concat(out.contradiction.empty() ? "" : " ", "ledger_refund=", number_of(out.refund),
                   " baidu_refund=", number_of(refund));
    if (pay_differs) out.from_baidu = false;
    out.refund = refund;
    out.verification = told->verification.value_or(out.verification);
    return out;
}

std::string status_data(const merged_status& merged) {
    json::writer out;
    out.begin_object();
    text_of(out, "payStatus", number_of(merged.pay),
            merged.pay == queried_pay::paid ? "支付成功" : "未支付");
    text_of(out, "refundStatus", number_of(merged.refund), refund_text(merged.refund));
    text_of(out, "verification", number_of(merged.verification),
            merged.verification == queried_verification::verified ? "已核销" : "未核销");
    out.member("source", merged.from_baidu ? "baidu" : "ledger").end_object();
    return out.take();
}

}  // namespace swan
