#include "app/refund.h"

#include <algorithm>

#include "app/moves.h"
#include "base/error.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;

bool is_unverified(const refund& one) {
    return one.state == status::unverifying || one.state == status::unverified;
}

// A whole refund that Baidu has not yet taken on, and that is repeated until it has.
bool is_whole_under_way(const refund& one) {
    const bool sent = one.state == status::sent || one.state == status::unknown;
    return is_ours(one) && one.whole && (is_unverified(one) || sent);
}

// The n of a number that begins with `way`, if it was derived: also of a refund that was lost, and
// found again at Baidu under it. A number that the merchant chose himself says nothing.
std::optional<int64_t> derived_n(const refund& one, std::string_view way) {
    constexpr size_t kMostDigits = 9;
    if (!one.refund_id.starts_with(way)) return std::nullopt;
    const std::string_view n = std::string_view(one.refund_id).substr(way.size());
    return n.size() <= kMostDigits ? parse_decimal(n) : std::nullopt;
}

}  // namespace

bool is_ours(const refund& one) {
    const bool by_baidu = one.refund_id.starts_with(kOfBaidu);
    return one.origin == refund::source::merchant ||
           (one.origin == refund::source::abnormal && !by_baidu);
}

bool was_answered(const refund& one) {
    return one.audit_status == audit_answer::approve || one.audit_status == audit_answer::reject;
}

bool is_unbound(const refund& one) {
    const bool sent =
        one.state == status::sent || one.state == status::unknown || one.state == status::accepted;
    return is_ours(one) && sent && !one.batch_id;
}

bool is_under_way(const refund& one) { return is_unbound(one) || is_unverified(one); }

bool has_unknown_amount(const std::vector<refund>& all) {
    return std::any_of(all.begin(), all.end(),
                       [](const refund& one) { return one.amount < 0 && holds_money(one.state); });
}

int64_t left_of(const payment& paid) {
    return std::max<int64_t>(0, paid.total_money - paid.reserved);
}

std::string derived_refund_id(const refund_request& asked, const payment& paid,
                              const std::vector<refund>& of_order) {
    const std::string way = concat(asked.tp_order_id, "-", asked.asked, "-");
    const refund* open = nullptr;
    const refund* done = nullptr;
    int64_t next = 1;
    for (const refund& one : of_order) {
        const auto n = derived_n(one, way);
        if (!n) continue;
        next = std::max(next, *n + 1);
        if (one.order_id != paid.order_id) continue;
        if (one.state == status::done)
            done = &one;
        else if (one.state != status::failed)
            open = &one;
    }
    if (open != nullptr) return open->refund_id;
    const bool rest = !asked.amount && left_of(paid) > 0;
    if (done != nullptr && !rest) return done->refund_id;
    return concat(way, next);
}

bool same_request(const refund_request& asked, const refund& known) {
    const bool same_payment = asked.order_id.empty() || asked.order_id == known.order_id;
    return known.origin == refund::source::merchant && asked.tp_order_id == known.tp_order_id &&
           same_payment && asked.asked == known.asked && asked.reason == known.reason;
}

refund plan_refund(const refund_request& asked, const payment& paid,
                   const std::vector<refund>& earlier, std::string refund_id, int64_t now_ms) {
    const int64_t left = left_of(paid);
    const int64_t amount = asked.amount.value_or(left);
    const bool part = asked.amount && amount < paid.total_money;
    if (part && std::any_of(earlier.begin(), earlier.end(), is_whole_under_way))
        throw error(code::full_refund_only, "a refund of the whole payment is under way");
    if (has_unknown_amount(earlier))
        throw error(code::refund_exceeds_payment,
                    "Baidu has refunded nobody knows how much of this payment: an operator must "
                    "tell it first");
    if (amount > left || left == 0)
        throw error(code::refund_exceeds_payment,
                    concat("of this payment ", left, " fen can still be refunded"));
    if (amount == 0) throw error(code::param_illegal, "parameter \"amount\" must be at least 1");
    const bool whole = amount == paid.total_money && paid.reserved == 0;
    if (paid.unverified && !whole)
        throw error(code::full_refund_only, "this payment is prepared for a refund of the whole");
    if (paid.pay_money < paid.total_money && !whole)
        throw error(code::full_refund_only, "a discounted payment is refunded whole or not at all");
    return {.refund_id = std::move(refund_id),
            .order_id = paid.order_id,
            .tp_order_id = paid.tp_order_id,
            .state = status::reserved,
            .amount = amount,
            .asked = asked.asked,
            .whole = whole,
            .reason = asked.reason,
            .asked_by = asked.asked_by,
            .created_ms = now_ms,
            .updated_ms = now_ms};
}

status next_step(const refund& mine, const payment& paid, const std::vector<refund>& all,
                 api_generation api) {
    const bool must_wait = std::any_of(all.begin(), all.end(), [&](const refund& other) {
        return other.refund_id != mine.refund_id && is_under_way(other);
    });
    if (must_wait || has_unknown_amount(all) || paid.user_id.empty()) return mine.state;
    if (mine.state == status::unverified || api == api_generation::v2) return status::sent;
    const bool verified = paid.is_consumed == 2 && !paid.unverified;
    return mine.whole && verified ? status::unverifying : status::sent;
}

}  // namespace swan
