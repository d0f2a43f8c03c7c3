// What the merchant's own system reads of an event. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/store/events.h"
#include "service/store/record.h"

namespace swan {

// What is known of an event when it is sent: not what was known when it happened.
struct event_facts {
    event what;
    std::optional<order> sold;    // nothing: it was never sold here (an orphan, a foreign refund)
    std::optional<payment> paid;  // the payment it is of
    std::optional<refund> back;   // the refund it is of
};

// One JSON object. Amounts in fen, times in ms since 1970; a member that is not known is absent.
// `app`: the mini-program's name, empty for the plain one.
std::string event_body(const std::string& app, const event_facts& known);

// Why it is not true any more: a `paid` whose payment is not good, is on its way back, or has gone
// back. Empty: it still is. `refunds`: of its payment.
std::string outdated_by(const event& what, const std::optional<payment>& paid,
                        const std::vector<refund>& refunds);

}  // namespace swan
