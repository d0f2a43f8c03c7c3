// What Baidu's answer to findByTpOrderId means for an order, and for a payment, of ours. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baidu/api_v2_types.h"
#include "service/store/record.h"

namespace swan {

// Of an order.
struct finding {
    enum class kind {
        absent,     // Baidu knows no such order
        unpaid,     // its orderId may be cancelled, when it was told
        cancelled,  // or refunded as abnormal
        paid,       // on our terms, every one of them told
        refunded,   // paid on our terms, and a refund of it is under way, done or failed
        other,      // paid, and its amount or its dealId is definitely not ours
        unclear,    // paid, but something that decides was not told, or is not documented
    } what = kind::absent;
    std::string_view why = {};  // of other and unclear: the field
};

finding meaning_of(const std::optional<baidu::found_order>& found, const order& sold);

// The payment that such an answer tells of, whose finding is `paid`: good, and unsettled until its
// notify comes.
payment payment_found(const baidu::found_order& found, int64_t now_ms);

// A payment that was good until a query contradicted it; never one whose notify was answered
// isErrorOrder.
bool was_contradicted(const payment& paid);

// What an answer says of a payment that is booked.
enum class confirmed {
    yes,
    no,         // Baidu says definitely something else
    refunding,  // it is there, and a refund of it too
    unclear,    // nothing that decides: ask again
};

// `booked`: every payment of that order. An answer about another one of them says nothing, as two
// phones can pay one order; nor does "unpaid" so soon after the notify that it may be an older
// view.
confirmed judge_payment(const std::optional<baidu::found_order>& found, const order& sold,
                        const payment& paid, const std::vector<payment>& booked, int64_t now_ms);

}  // namespace swan
