#include "app/message.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace swan {

namespace {

constexpr size_t kLongestId = 64;

constexpr std::array<std::string_view, 19> kNotifyFields{
    "userId",      "orderId",     "unitPrice", "count",          "totalMoney",
    "payMoney",    "promoMoney",  "hbMoney",   "hbBalanceMoney", "giftCardMoney",
    "dealId",      "payTime",     "promoDetail", "payType",      "partnerId",
    "status",      "tpOrderId",   "returnData", "rsaSign"};

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_id_or_absent(std::string_view text) { return text.empty() || is_id(text); }

// The number in a field; `otherwise` when it is absent or empty; nothing when it is no number.
std::optional<int64_t> number(const field_list& fields, std::string_view name, int64_t otherwise) {
    const std::string_view text = field(fields, name);
    return text.empty() ? otherwise : parse_decimal(text);
}

std::optional<int64_t> read_status(std::string_view text) {
    if (text == "-1") return -1;
    return parse_decimal(text);
}

// What the customer paid and what others paid for him make up the order's amount.
bool adds_up(const field_list& fields, const payment_notify& told) {
    int64_t left = told.total_money;
    for (const char* part : {"payMoney", "promoMoney", "hbMoney", "hbBalanceMoney", "giftCardMoney"})
        left -= std::min(number(fields, part, 0).value_or(-1), told.total_money + 1);
    return left == 0 || field(fields, "payMoney").empty();
}

bool has_unknown_field(const field_list& fields) {
    return std::any_of(fields.begin(), fields.end(), [](const auto& pair) {
        return std::find(kNotifyFields.begin(), kNotifyFields.end(), pair.first) ==
               kNotifyFields.end();
    });
}

}  // namespace

std::optional<payment_notify> read_payment_notify(const field_list& fields) {
    const auto total = parse_decimal(field(fields, "totalMoney"));
    const auto status = read_status(field(fields, "status"));
    if (!total || !status) return std::nullopt;
    const auto paid = number(fields, "payMoney", *total);
    const auto time = number(fields, "payTime", 0);
    if (!paid || !time) return std::nullopt;
    payment_notify told{.order_id = std::string(field(fields, "orderId")),
                        .tp_order_id = std::string(field(fields, "tpOrderId")),
                        .user_id = std::string(field(fields, "userId")),
                        .deal_id = std::string(field(fields, "dealId")),
                        .total_money = *total,
                        .pay_money = *paid,
                        .pay_time = *time,
                        .status = *status,
                        .return_data = std::string(field(fields, "returnData"))};
    if (!is_id(told.order_id) || !is_id(told.tp_order_id) || !is_id(told.deal_id) ||
        !is_id_or_absent(told.user_id))
        return std::nullopt;
    told.odd = has_unknown_field(fields) || !adds_up(fields, told);
    return told;
}

std::optional<refund_audit> read_refund_audit(const field_list& fields) {
    refund_audit asked{.order_id = std::string(field(fields, "orderId")),
                       .refund_batch_id = std::string(field(fields, "refundBatchId")),
                       .tp_order_id = std::string(field(fields, "tpOrderId")),
                       .apply_refund_money = std::nullopt};
    const std::string_view money = field(fields, "applyRefundMoney");
    if (!money.empty()) {
        asked.apply_refund_money = parse_decimal(money);
        if (!asked.apply_refund_money) return std::nullopt;
    }
    if (!is_id(asked.order_id) || !is_id(asked.refund_batch_id) ||
        !is_id_or_absent(asked.tp_order_id))
        return std::nullopt;
    return asked;
}

std::optional<refund_notify> read_refund_notify(const field_list& fields) {
    const auto status = parse_decimal(field(fields, "refundStatus"));
    if (status != 1 && status != 2) return std::nullopt;
    refund_notify told{.order_id = std::string(field(fields, "orderId")),
                       .refund_batch_id = std::string(field(fields, "refundBatchId")),
                       .tp_order_id = std::string(field(fields, "tpOrderId")),
                       .status = static_cast<notified_refund>(*status)};
    if (!is_id(told.order_id) || !is_id(told.refund_batch_id) || !is_id_or_absent(told.tp_order_id))
        return std::nullopt;
    return told;
}

}  // namespace swan
