// The rows of the ledger as plain values. Amounts in fen, times in milliseconds since 1970 unless
// a name says otherwise. The numbers of the enums are what the tables hold: never renumber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace swan {

// No more is kept of the body of a message.
inline constexpr size_t kMostKeptBytes = 8 * 1024;

// What the tables hold for `value`.
template <class Enum>
constexpr int64_t stored(Enum value) {
    static_assert(std::is_enum_v<Enum>);
    return static_cast<int64_t>(value);
}

// What we sold; fixed when it is made, but for state, paid_ms and closed_ms.
struct order {
    enum class status : int64_t { created = 1, paid = 2, closing = 3, closed = 4 };
    std::string tp_order_id = {};
    status state = status::created;
    int64_t total_amount = 0;
    std::string deal_id = {};
    std::string title = {};
    std::string goods_id = {};  // empty: demo goods, or an order by the merchant's key
    int64_t count = 1;
    std::optional<std::string> open_id = {};
    std::optional<std::string> merchant_order_id = {};
    std::string return_data = {};  // what the orderInfo carried
    int64_t created_ms = 0;
    int64_t paid_ms = 0;
    int64_t closed_ms = 0;

    bool operator==(const order&) const = default;
};

// What of an order decides about a payment of it.
struct sale_terms {
    order::status state = order::status::created;
    int64_t total_amount = 0;
    std::string deal_id = {};
    std::string return_data = {};
    int64_t closed_ms = 0;
};

// What Baidu took: one for each orderId of the cashier.
struct payment {
    enum class judgement : int64_t { good = 1, mismatch = 2, duplicate = 3, late = 4, orphan = 5 };
    std::string order_id = {};
    std::string tp_order_id = {};
    std::string user_id = {};
    std::string deal_id = {};
    int64_t total_money = 0;  // the order's amount; refunds are counted in it
    int64_t pay_money = 0;    // after discounts
    int64_t pay_time = 0;     // unix seconds, Baidu's
    judgement verdict = judgement::good;
    int64_t is_consumed = 2;      // the first answer, given again to every repetition
    bool is_error_order = false;  // the first answer asked Baidu to refund
    bool proven = false;          // an orphan's check digits prove its amount
    bool odd = false;             // believed, but to be confirmed before it is told on
    bool unverified = false;      // its verification was cancelled, for a refund of the whole
    bool unsettled = false;       // a query found it; no notify has told of it yet
    int64_t reserved = 0;         // refunds reserved, sent, unknown, accepted or done, together
    int64_t created_ms = 0;

    bool operator==(const payment&) const = default;
};

// What we answer when Baidu audits a refund: its numbers, but for `none`.
namespace audit_answer {
inline constexpr int64_t none = 0;  // not asked yet
inline constexpr int64_t approve = 1;
inline constexpr int64_t reject = 2;
inline constexpr int64_t undecided = 3;
}  // namespace audit_answer

// Money on its way back.
struct refund {
    enum class status : int64_t {
        requested = 1,    // not asked for by us; nothing decided, nothing reserved
        reserved = 2,     // its amount is set aside
        unverifying = 3,  // cancel-verification was sent
        unverified = 4,   // cancel-verification was accepted
        sent = 5,         // committed before the first byte left
        unknown = 6,      // sent, and no definite answer came
        accepted = 7,     // Baidu took it on
        done = 8,         // final
        failed = 9,       // its amount is released; success may still come
    };
    enum class source : int64_t {
        merchant = 1,  // asked for through us
        abnormal = 2,  // we answered isErrorOrder, or Baidu refunds what we never booked
        foreign = 3,   // the customer in Baidu's app, the console, Baidu
    };
    // Of Baidu's API, by which it was sent.
    enum class generation : int64_t { none = 0, v1 = 1, v2 = 2 };
    std::string refund_id = {};  // ours, or "batch:" and Baidu's number
    std::string order_id = {};
    std::string tp_order_id = {};
    status state = status::reserved;
    source origin = source::merchant;
    int64_t amount = 0;      // in totalMoney terms; -1: unknown
    std::string asked = {};  // the amount as it was asked for, or "all"
    bool whole = false;      // the whole payment, none of it refunded before
    std::string reason = {};
    std::string asked_by = {};                 // name of the merchant's key; empty in the sandbox
    std::optional<std::string> batch_id = {};  // Baidu's number, once bound
    int64_t refund_pay_money = -1;             // cash as Baidu told it; -1: not told
    int64_t audit_status = audit_answer::none;
    int64_t audit_money = 0;
    generation sent_by = generation::none;
    int64_t answer_code = 0;  // of a failed refund: what the first answer was
    std::string answer_text = {};
    int64_t created_ms = 0;
    int64_t updated_ms = 0;

    bool operator==(const refund&) const = default;
};

}  // namespace swan
