// Every row of the ledger that comes or changes does so here, together with what follows from it:
// legal moves only, events for the merchant's own system, jobs for the schedule. Inside an
// operation, on the store's thread. Throws std::logic_error for an illegal move: nothing is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/ledger.h"
#include "service/store/events.h"
#include "service/store/jobs.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// A new order, to be watched until it is paid or closed (API 2.0; 1.0 cannot ask for an order that
// nobody paid): by `watch`, or by `watch_anonymous`, behind the others. False when its number is
// taken.
bool book_order(sql& db, const ledger_rules& rules, const order& made, job_kind watched_by);
// Has one that somebody asks about looked at by `due_ms`, and not behind the others any more.
void watch_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id, int64_t due_ms,
                 int64_t now_ms);
// False when it is not in the state `from` any more.
bool change_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                  order::status from, order::status to, int64_t now_ms);

// A new payment. Its order is moved by change_order().
void book_payment(sql& db, const ledger_rules& rules, const payment& taken, int64_t now_ms);
// Whether the merchant's system hears of a payment only after a query.
bool waits_for_confirmation(const ledger_rules& rules, const payment& taken);

void book_refund(sql& db, const ledger_rules& rules, const refund& made);
// The row with its refund_id becomes `changed`.
void change_refund(sql& db, const ledger_rules& rules, const refund& changed);

// What a message, or Baidu's list, does to a refund of the payment `order_id`: its row and what is
// set aside. Throws swan::error busy when that much is not left any more.
void apply(sql& db, const ledger_rules& rules, const std::string& order_id,
           const refund_effect& effect);

// Tells the merchant's system, if there is one.
void tell_merchant(sql& db, const ledger_rules& rules, event what);
// What was held of the payment `order_id` may be told now, or is not true any more.
void release_events(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                    const std::string& order_id, event::status to, int64_t now_ms);

}  // namespace swan
