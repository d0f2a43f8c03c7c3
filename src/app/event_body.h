// What the merchant's own system is told of an event: composed from the ledger as it is when the
// event leaves. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "service/store/events.h"
#include "service/store/record.h"

namespace swan {

// An event and what it is about.
struct event_facts {
    event what;
    std::optional<order> sold = {};
    std::optional<payment> of = {};
    std::optional<refund> back = {};
    std::vector<refund> refunds = {};  // all of that payment
};

// What it says is not worth saying any more: a payment whose money is on its way back, or is back,
// must not make the merchant deliver.
bool is_outdated(const event_facts& known);

// A JSON object; what is not known of the event is absent. `app`: the mini-program's name, empty
// for the plain one. Amounts in fen, times in milliseconds since 1970.
std::string event_body(std::string_view app, const event_facts& known);

// The header lines that go with `body`, its signature among them: the hex digits of HMAC-SHA256
// with `key` over "<now_s>.<id>.<body>".
std::vector<std::string> event_headers(std::string_view key, std::string_view id, int64_t now_s,
                                       std::string_view body);

// How long to wait after so many attempts that have failed: from 5 s, doubled each time, to 6 h.
// Nothing when they have taken 24 h already: then no more are made.
std::optional<milliseconds> wait_after(int64_t failures);

}  // namespace swan
