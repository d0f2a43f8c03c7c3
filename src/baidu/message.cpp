#include "baidu/message.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace swan::baidu {

namespace {

constexpr size_t kLongestId = 64;

constexpr std::array<std::string_view, 19> kNotifyFields{
    "userId",   "orderId",    "unitPrice",   "count",          "totalMoney",
    "payMoney", "promoMoney", "hbMoney",     "hbBalanceMoney", "giftCardMoney",
    "dealId",   "payTime",    "promoDetail", "payType",        "partnerId",
    "status",   "tpOrderId",  "returnData",  "rsaSign"};

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A batch number of Baidu's is documented as a text.
bool is_batch_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '_' || c == '-';
           });
}

// An id that may be absent; one that cannot be ours or Baidu's counts as absent.
std::string optional_id(const field_list& fields, std::string_view name) {
    const std::string_view text = field(fields, name);
    return std::string(is_id(text) ? text : std::string_view());
}

std::optional<int64_t> read_status(std::string_view text) {
    if (text == "-1") return -1;
    return parse_decimal(text);
}

// Reads fields that do not decide: a notify that is wrong in them is booked, and odd.
class lenient {
  public:
    explicit lenient(const field_list& fields) : fields_(fields) {}

    int64_t number(std::string_view name, int64_t otherwise) {
        const std::string_view text = field(fields_, name);
        if (text.empty()) return otherwise;
        const auto value = parse_decimal(text);
        failed = failed || !value;
        return value.value_or(otherwise);
    }
    std::string id(std::string_view name) {
        std::string value = optional_id(fields_, name);
        failed = failed || (value.empty() && !field(fields_, name).empty());
        return value;
    }

    bool failed = false;

  private:
    const field_list& fields_;
};

// What the customer paid and what others paid for him make up the order's amount.
bool adds_up(lenient& read, const payment_notify& told) {
    int64_t sum = told.pay_money;
    bool overflow = false;
    for (const char* part : {"promoMoney", "hbMoney", "hbBalanceMoney", "giftCardMoney"})
        overflow = __builtin_add_overflow(sum, read.number(part, 0), &sum) || overflow;
    return !overflow && sum == told.total_money;
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
    lenient read(fields);
    payment_notify told{.order_id = optional_id(fields, "orderId"),
                        .tp_order_id = optional_id(fields, "tpOrderId"),
                        .user_id = read.id("userId"),
                        .deal_id = optional_id(fields, "dealId"),
                        .total_money = *total,
                        .pay_money = read.number("payMoney", *total),
                        .pay_time = read.number("payTime", 0),
                        .status = *status,
                        .return_data = std::string(field(fields, "returnData"))};
    if (told.order_id.empty() || told.tp_order_id.empty() || told.deal_id.empty())
        return std::nullopt;
    const bool whole = adds_up(read, told);
    told.odd = !whole || read.failed || has_unknown_field(fields);
    return told;
}

std::optional<refund_audit> read_refund_audit(const field_list& fields) {
    refund_audit asked{.order_id = optional_id(fields, "orderId"),
                       .refund_batch_id = std::string(field(fields, "refundBatchId")),
                       .tp_order_id = optional_id(fields, "tpOrderId"),
                       .apply_refund_money = std::nullopt};
    const std::string_view money = field(fields, "applyRefundMoney");
    asked.apply_refund_money = parse_decimal(money);
    const bool bad_money = !money.empty() && !asked.apply_refund_money;
    if (bad_money || asked.order_id.empty() || !is_batch_id(asked.refund_batch_id))
        return std::nullopt;
    return asked;
}

std::optional<refund_notify> read_refund_notify(const field_list& fields) {
    const std::string_view status = field(fields, "refundStatus");
    if (status != "1" && status != "2") return std::nullopt;
    refund_notify told{.order_id = optional_id(fields, "orderId"),
                       .refund_batch_id = std::string(field(fields, "refundBatchId")),
                       .tp_order_id = optional_id(fields, "tpOrderId"),
                       .status = status == "1" ? notified_refund::done : notified_refund::failed};
    if (told.order_id.empty() || !is_batch_id(told.refund_batch_id)) return std::nullopt;
    return told;
}

}  // namespace swan::baidu
