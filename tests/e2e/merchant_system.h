// The merchant's own system, which the events of the ledger are posted to.
#pragma once

#include <string_view>

#include "../service/plain_server.h"
#include "base/text.h"
#include "running_system.h"

namespace swan::e2e {

inline bool takes_event(test::connection& to, const test::seen_request&) {
    to.send(test::http_answer("204 No Content", ""));
    return false;
}

// server.json for a system that tells `merchant`.
inline running_system::settings telling(const test::plain_server& merchant,
                                        bool private_too = true) {
    running_system::settings how;
    how.server_json = concat(R"({"notify_url":")", merchant.url("/events?shop=1"), "\"",
                             private_too ? R"(,"notify_private_addresses":true})" : "}");
    return how;
}

}  // namespace swan::e2e
