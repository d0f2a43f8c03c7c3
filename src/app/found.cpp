#include "app/found.h"

#include <algorithm>

namespace swan {

namespace {

using kind = finding::kind;

// subStatus, as the order list numbers it (protocol: orderlist).
constexpr int64_t kPaid = 2;
constexpr int64_t kConsumed = 3;
constexpr int64_t kRefunding = 4;
constexpr int64_t kRefundFailed = 6;
constexpr int64_t kCancelled = 7;

constexpr int64_t kViewMayLagMs = 60'000;

finding meaning_of_paid(const baidu::found_order& found, const order& sold) {
    if (found.total_money && *found.total_money != sold.total_amount)
        return {kind::other, "totalMoney"};
    if (!found.deal_id.empty() && found.deal_id != sold.deal_id) return {kind::other, "dealId"};
    if (!found.total_money) return {kind::unclear, "totalMoney"};
    if (found.deal_id.empty()) return {kind::unclear, "dealId"};
    if (found.tp_order_id != sold.tp_order_id) return {kind::unclear, "tpOrderId"};
    if (found.order_id.empty()) return {kind::unclear, "orderId"};
    // Without it nobody can ask for its refunds.
    if (found.user_id.empty()) return {kind::unclear, "userId"};
    const int64_t sub_status = found.sub_status.value_or(kPaid);
    if (sub_status >= kRefunding && sub_status <= kRefundFailed) return {kind::refunded, {}};
    if (sub_status != kPaid && sub_status != kConsumed) return {kind::unclear, "subStatus"};
    return {kind::paid, {}};
}

bool is_of_another(const baidu::found_order& found, const payment& paid,
                   const std::vector<payment>& booked) {
    return found.order_id != paid.order_id &&
           std::any_of(booked.begin(), booked.end(),
                       [&](const payment& each) { return each.order_id == found.order_id; });
}

}  // namespace

finding meaning_of(const std::optional<baidu::found_order>& found, const order& sold) {
    using status = baidu::found_order::status;
    if (!found) return {kind::absent, {}};
    if (found->state == status::cancelled) return {kind::cancelled, {}};
    if (found->state == status::unpaid)
        return {found->sub_status == kCancelled ? kind::cancelled : kind::unpaid, {}};
    return meaning_of_paid(*found, sold);
}

payment payment_found(const baidu::found_order& found, int64_t now_ms) {
    const int64_t total_money = found.total_money.value_or(0);
    return {.order_id = found.order_id,
            .tp_order_id = found.tp_order_id,
            .user_id = found.user_id,
            .deal_id = found.deal_id,
            .total_money = total_money,
            .pay_money = std::min(total_money, found.pay_money.value_or(total_money)),
            .unsettled = true,
            .created_ms = now_ms};
}

bool was_contradicted(const payment& paid) {
    return paid.verdict == payment::judgement::mismatch && !paid.is_error_order;
}

confirmed judge_payment(const std::optional<baidu::found_order>& found, const order& sold,
                        const payment& paid, const std::vector<payment>& booked, int64_t now_ms) {
    const finding meaning = meaning_of(found, sold);
    if (meaning.what == kind::absent || meaning.what == kind::unclear) return confirmed::unclear;
    if (is_of_another(*found, paid, booked)) return confirmed::unclear;
    if (meaning.what == kind::unpaid)
        return now_ms - paid.created_ms < kViewMayLagMs ? confirmed::unclear : confirmed::no;
    if (meaning.what == kind::cancelled || meaning.what == kind::other) return confirmed::no;
    if (found->order_id != paid.order_id) return confirmed::no;
    return meaning.what == kind::refunded ? confirmed::refunding : confirmed::yes;
}

}  // namespace swan
