// What the merchant's own system has to hear: an outbox, written in the transaction of what
// happened. Inside an operation, on the store's thread; `app` is app_number()'s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/sql.h"

namespace swan {

// The numbers of the enums are what the table holds: never renumber.
struct event {
    enum class what : int64_t {
        paid = 1,
        unsettled = 2,
        orphan = 3,
        mismatch = 4,
        duplicate = 5,
        late = 6,
        refund_requested = 7,
        refund_done = 8,
        refund_failed = 9,
        closed = 10,
    };
    enum class status : int64_t {
        held = 1,     // until what it says is confirmed
        waiting = 2,  // to be delivered
        sent = 3,
        dead = 4,     // given up: those behind it wait until an operator sends it again
        dropped = 5,  // not true any more when its turn came
    };
    std::string id = {};  // 32 hex digits, random
    std::string tp_order_id = {};
    int64_t sequence = 0;  // 1, 2, ... of its order
    what kind = what::paid;
    status state = status::waiting;
    std::string order_id = {};   // the cashier's; empty: of no payment
    std::string refund_id = {};  // empty: of no refund
    int64_t attempts = 0;
    std::string answer = {};  // to the last attempt, or why there was none
    int64_t created_ms = 0;
    int64_t ended_ms = 0;  // when it was sent, given up or dropped

    bool operator==(const event&) const = default;
};

// "refund_done": as documented, and as swanctl shows it.
std::string_view name_of(event::what kind);
std::string_view name_of(event::status state);

// Gives it its id and its place behind the others of its order.
void insert_event(sql& db, int64_t app, event fresh);
std::optional<event> find_event(sql& db, int64_t app, std::string_view id);
std::vector<event> events_of(sql& db, int64_t app, std::string_view tp_order_id);
// Of all orders, newest first, up to `most`. Nothing for `state`: all of them.
std::vector<event> search_events(sql& db, int64_t app, std::optional<event::status> state,
                                 int64_t most);
// The first of its order that has not ended: those behind it wait. A dead one counts.
std::optional<event> next_event(sql& db, int64_t app, std::string_view tp_order_id);
// state, attempts, answer and ended_ms.
void update_event(sql& db, int64_t app, const event& changed);

}  // namespace swan
