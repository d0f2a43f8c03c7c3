// How an event goes to the merchant's own system, and how often. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"

namespace swan {

// The header lines that go with `body`, its signature among them: the hex digits of HMAC-SHA256
// with `key` over "<now_s>.<id>.<body>". `now_s`: unix seconds.
std::vector<std::string> event_headers(std::string_view key, std::string_view id, int64_t now_s,
                                       std::string_view body);

// How long to wait after so many attempts that have failed: from 5 s, doubled each time, to 6 h.
// Nothing when the waits before them were 24 h already: then no more are made.
std::optional<milliseconds> wait_after(int64_t failures);

}  // namespace swan
