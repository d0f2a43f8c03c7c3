#include "app/status.h"

#include <algorithm>
#include <string_view>

#include "base/json.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;

// Running or unknown beats all; else the last one's failure; else success of any.
int refund_status(const std::vector<refund>& refunds) {
    const auto any = [&](auto in_state) {
        return std::any_of(refunds.begin(), refunds.end(), in_state);
    };
    if (any([](const refund& one) {
            return one.state != status::requested && one.state != status::done &&
                   one.state != status::failed;
        }))
        return 1;
    // One that nobody has approved is no refund yet.
    const auto last = std::find_if(refunds.rbegin(), refunds.rend(), [](const refund& one) {
        return one.state != status::requested;
    });
    if (last != refunds.rend() && last->state == status::failed) return 9;
    return any([](const refund& one) { return one.state == status::done; }) ? 2 : -1;
}

// What Baidu says of the refund, or the ledger where Baidu does not. That one is under way the
// ledger knows better than a subStatus, which is of the order and may be older.
int refund_told(const baidu::order_status& told, int ledger) {
    constexpr int kRunning = 1;
    if (!told.refund || (told.infers_refund && ledger == kRunning)) return ledger;
    return static_cast<int>(*told.refund);
}

// We answered "consumed", and no refund of the whole has cancelled it since.
bool is_verified(const payment& paid, const std::vector<refund>& refunds) {
    return paid.is_consumed == 2 &&
           std::none_of(refunds.begin(), refunds.end(), [](const refund& one) {
               return one.whole && one.state != status::requested &&
                      one.state != status::reserved && one.state != status::unverifying &&
                      one.state != status::failed;
           });
}

void text_of(json::writer& out, std::string_view name, int number, std::string_view text) {
    out.key(name).begin_object();
    out.member("statusNum", int64_t{number}).member("statusDesc", text).end_object();
}

std::string_view refund_text(int number) {
    if (number == 1) return "退费中";
    if (number == 2) return "退费成功";
    return number == 9 ? "退费失败" : "未退费";
}

}  // namespace

merged_status merge(const order_view& seen, const std::optional<baidu::order_status>& told) {
    merged_status out{.pay = seen.paid ? 1 : -1,
                      .refund = refund_status(seen.refunds),
                      .verification = seen.paid && is_verified(*seen.paid, seen.refunds) ? 1 : -1,
                      .from_baidu = told.has_value(),
                      .contradiction = {}};
    if (!told) return out;
    if (told->pay != out.pay)
        out.contradiction = concat("ledger_pay=", out.pay, " baidu_pay=", told->pay);
    const int refund = refund_told(*told, out.refund);
    if (refund != out.refund)
        out.contradiction += concat(out.contradiction.empty() ? "" : " ",
                                    "ledger_refund=", out.refund, " baidu_refund=", refund);
    if (told->pay != out.pay) out.from_baidu = false;
    out.refund = refund;
    out.verification = told->verification.value_or(out.verification);
    return out;
}

std::string status_data(const merged_status& merged) {
    json::writer out;
    out.begin_object();
    text_of(out, "payStatus", merged.pay, merged.pay == 1 ? "支付成功" : "未支付");
    text_of(out, "refundStatus", merged.refund, refund_text(merged.refund));
    text_of(out, "verification", merged.verification,
            merged.verification == 1 ? "已核销" : "未核销");
    out.member("source", merged.from_baidu ? "baidu" : "ledger").end_object();
    return out.take();
}

}  // namespace swan
