// The states of orders and refunds, and which moves between them are legal. Pure; the store's rows,
// the handlers, the schedule and swanctl go by these alone.
#pragma once

#include "service/store/record.h"

namespace swan {

// From a state to itself is no move.
bool may_move(order::status from, order::status to);
bool may_move(refund::status from, refund::status to);

// Whether money of the payment is set aside for a refund in that state.
bool holds_money(refund::status state);
// Done or failed. Success beats failure, whenever it comes; nothing else moves an ended one.
bool has_ended(refund::status state);

// When a refund in that state has to be looked at again although no message came, ms from its
// last change; 0: never. One that has to wait to be sent: the oftener it was tried (`attempts`),
// the later. `sending_ms`: how long a call to Baidu may take.
int64_t look_after_ms(refund::status state, int64_t attempts, int64_t sending_ms);

}  // namespace swan
