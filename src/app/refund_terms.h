// What is asked for a refund, checked: by whichever way it comes.
#pragma once

#include <string>
#include <string_view>

#include "app/refund.h"

namespace swan {

// The texts as they were sent; an empty one was not. Throws swan::error param_illegal.
struct refund_terms {
    std::string tp_order_id;
    std::string refund_id;
    std::string amount;
    std::string reason;
};
refund_request request_of(refund_terms sent, std::string asked_by);

// Whether every character may stand in a refund_id.
bool is_refund_id(std::string_view text);

}  // namespace swan
