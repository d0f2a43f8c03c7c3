#include "app/refund_terms.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace swan {

bool is_refund_id(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_' || c == '-';
    });
}

refund_request request_of(refund_terms sent, std::string asked_by) {
    refund_request asked{.tp_order_id = std::move(sent.tp_order_id),
                         .refund_id = std::move(sent.refund_id),
                         .amount = std::nullopt,
                         .asked = "all",
                         .reason = std::move(sent.reason),
                         .asked_by = std::move(asked_by)};
    if (!is_refund_id(asked.refund_id))
        throw error(code::param_illegal, "parameter \"refund_id\" may hold 0-9 A-Z a-z _ - only");
    if (sent.amount.empty()) return asked;
    asked.amount = parse_decimal(sent.amount);
    if (!asked.amount || sent.amount.starts_with('0'))  // one spelling for one amount
        throw error(code::param_illegal,
                    "parameter \"amount\" must be a whole number of fen, 1 or more");
    asked.asked = std::move(sent.amount);
    return asked;
}

}  // namespace swan
