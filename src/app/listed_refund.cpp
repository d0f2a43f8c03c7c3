#include "app/listed_refund.h"

#include <string_view>

namespace swan {

namespace {

using baidu::found_refund;

bool is_same(std::string_view listed, std::string_view ours) {
    return !listed.empty() && listed == ours;
}

bool names(const found_refund& entry, const refund& one) {
    const bool of_another = !entry.order_id.empty() && entry.order_id != one.order_id;
    const bool by_batch = one.batch_id && is_same(entry.batch_id, *one.batch_id);
    return !of_another && (is_same(entry.refund_id, one.refund_id) || by_batch);
}

int rank(const found_refund& entry) {
    using baidu::listed_refund;
    if (entry.state == listed_refund::done) return 3;
    if (entry.state == listed_refund::running) return 2;
    return entry.state == listed_refund::failed ? 0 : 1;
}

std::optional<found_refund> nameless(const std::vector<found_refund>& list, const refund& one) {
    std::optional<found_refund> only;
    for (const found_refund& each : list) {
        if (!each.refund_id.empty() || each.order_id != one.order_id) continue;
        if (only) return std::nullopt;
        only = each;
    }
    return only;
}

// Sent by API 1.0 without a number of ours, and not told of since.
bool is_nameless(const refund& one) {
    return one.sent_by == refund::generation::v1 && one.whole && !one.batch_id &&
           one.state != refund::status::failed;
}

}  // namespace

std::optional<found_refund> entry_of(const std::vector<found_refund>& list, const refund& one,
                                     bool only_one) {
    std::optional<found_refund> best;
    for (const found_refund& each : list)
        if (names(each, one) && (!best || rank(each) > rank(*best))) best = each;
    const bool sent_nameless = one.sent_by == refund::generation::v1 && one.whole && only_one;
    if (!best && sent_nameless) best = nameless(list, one);
    return best;
}

std::optional<refund> refund_of(const found_refund& entry, const std::vector<refund>& all) {
    std::optional<refund> by_number;
    for (const refund& one : all) {
        if (!names(entry, one)) continue;
        if (one.batch_id && is_same(entry.batch_id, *one.batch_id)) return one;
        by_number = one;
    }
    if (by_number || !entry.refund_id.empty()) return by_number;
    for (const refund& one : all)
        if (is_nameless(one) && one.order_id == entry.order_id) return one;
    return std::nullopt;
}

bool is_earlier_try(const found_refund& entry, const refund& one) {
    return entry.state == baidu::listed_refund::failed && one.batch_id && !entry.batch_id.empty() &&
           entry.batch_id != *one.batch_id;
}

}  // namespace swan
