// When an order that nobody told us about is looked at again. Pure.
#pragma once

#include <cstdint>

#include "base/config.h"
#include "service/store/record.h"

namespace swan {

// The first look, after the order was made or is unpaid again.
inline constexpr int64_t kFirstLookMs = 30'000;

// After the nth look (1 or more): 1 min, 2, 5, 15 min, 1 h, 3 h, then 12 h every time.
milliseconds wait_after_look(int64_t n);

// Whether it has been open for `close_after` (0: for ever).
bool is_to_close(const order& sold, std::chrono::seconds close_after, int64_t now_ms);

// After the nth look at an order that is still `created`: not later than it is to be closed. A look
// that failed is repeated within a quarter of an hour.
milliseconds next_look(const order& sold, std::chrono::seconds close_after, int64_t n, bool failed,
                       int64_t now_ms);

// At one whose closing goes on: at first a minute, then as long as it has been overdue, up to 12 h.
milliseconds next_try_to_close(const order& sold, std::chrono::seconds close_after, int64_t now_ms);

// For a confirmation that came to nothing: 1 min after the first try, doubling to 1 h.
milliseconds wait_after_confirmation(int64_t n);

}  // namespace swan
