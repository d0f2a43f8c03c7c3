#include "sandbox/model/payment_service.h"

#include <chrono>
#include <optional>

#include "base/text.h"

namespace swan::sandbox {

namespace {

const order& existing(const order* one) {
    if (one == nullptr) throw refusal{kNoSuchData, "未获取到有效数据"};
    return *one;
}

const order& unpaid(const order& one) {
    if (one.is_paid()) throw refusal{kNotInThisState, "订单已支付"};
    if (one.is_closed()) throw refusal{kNotInThisState, "订单已取消"};
    return one;
}

// What findOrderRefund shows of a refund now; 0: nothing yet.
int64_t shown_status(const refund& one, int64_t seen_until_ms) {
    if (one.created_ms > seen_until_ms) return 0;
    return one.changed_ms > seen_until_ms ? one.earlier_status : refund_status(one.stage);
}

std::vector<refund_line> refunds_seen(const state& known, const std::vector<const order*>& orders,
                                      int64_t seen_until_ms) {
    std::vector<refund_line> lines;
    for (const order* paid : orders)
        for (const refund* one : known.refunds_of(paid->order_id))
            if (const int64_t status = shown_status(*one, seen_until_ms); status != 0)
                lines.push_back({one, status});
    return lines;
}

constexpr auto kBeijing = std::chrono::hours(8);

// The day that `text`, yyyy-MM-dd, names; nothing when it is none.
std::optional<std::chrono::sys_days> day_named(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_decimal(text.substr(0, 4));
    const auto month = parse_decimal(text.substr(5, 2));
    const auto day = parse_decimal(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

bool was_paid_on(const order& one, std::chrono::sys_days day) {
    const std::chrono::sys_seconds when(std::chrono::seconds(one.pay_time));
    return one.is_paid() && std::chrono::floor<std::chrono::days>(when + kBeijing) == day;
}

}  // namespace

checked_fields service_fields(const field_list& fields, const settings& merchant) {
    const checked_fields from(fields, kServiceParameter, kServiceType);
    if (from.needed("pmAppKey") != merchant.pay_app_key) throw refusal{kNoPermission, "无权限"};
    return from;
}

std::variant<const order*, refusal> decide_find_order(const state& known, const field_list& fields,
                                                      const settings& merchant) {
    try {
        const checked_fields from = service_fields(fields, merchant);
        return &existing(known.find_newest(from.needed("tpOrderId")));
    } catch (refusal& no) {
        return std::move(no);
    }
}

int64_t sub_status_of(const state& known, const order& one) {
    if (!one.is_paid()) return one.is_closed() ? 7 : 1;
    switch (status_of(known, one).refund) {
        case 1:
            return 4;
        case 2:
            return 5;
        case 9:
            return 6;
        default:
            return one.consumed ? 3 : 2;
    }
}

std::variant<int64_t, refusal> decide_cancel_order(const state& known, const field_list& fields,
                                                   const settings& merchant) {
    try {
        const checked_fields from = service_fields(fields, merchant);
        return unpaid(existing(known.find_order(from.number("orderId")))).order_id;
    } catch (refusal& no) {
        return std::move(no);
    }
}

std::variant<std::vector<refund_line>, refusal> decide_find_refunds(const state& known,
                                                                    const field_list& fields,
                                                                    const settings& merchant,
                                                                    int64_t now_ms) {
    try {
        const checked_fields from = service_fields(fields, merchant);
        const auto tp_order_id = from.needed("tpOrderId");
        const int64_t user_id = from.number("userId");
        std::vector<const order*> his = known.orders_of(tp_order_id);
        std::erase_if(his, [&](const order* one) { return one->user_id != user_id; });
        if (his.empty()) throw refusal{kNoSuchData, "未获取到有效数据"};
        const int64_t lag_ms = merchant.refund_query_lag_s * 1000 / merchant.time_scale;
        return refunds_seen(known, his, now_ms - lag_ms);
    } catch (refusal& no) {
        return std::move(no);
    }
}

std::variant<bill, refusal> decide_bill(const state& known, const field_list& fields,
                                        const settings& merchant) {
    try {
        const checked_fields from = service_fields(fields, merchant);
        bill asked;
        asked.day = from.needed("billTime");
        const auto day = day_named(asked.day);
        if (!day) from.refuse("billTime");
        for (const auto& [id, one] : known.orders()) asked.payments += was_paid_on(one, *day);
        return asked;
    } catch (refusal& no) {
        return std::move(no);
    }
}

}  // namespace swan::sandbox
