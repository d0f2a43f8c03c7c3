// After a restore the store lacks what happened since its backup: until an operator says that it
// has been made good, no refund begins, and Baidu is asked what became of the orders
// (app/recovery_desk.h). Inside an operation of the store, on its thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/ledger.h"
#include "app/order_lookup.h"

namespace swan {

// For an operator.
inline constexpr std::string_view kCannotAsk =
    "API 1.0 cannot be asked about lost payments and refunds: look at each in Baidu's console";

bool is_recovering(sql& db, const ledger_rules& rules);
// Throws swan::error busy.
void refuse_while_recovering(sql& db, const ledger_rules& rules);

// By swanctl itself, at once: a worker that starts takes up its commands together with refunds that
// are due. Also while it goes on: then it begins anew.
void begin_recovery(sql& db, int64_t app);
// Every order has its job by now. False: it has been ended meanwhile.
bool go_on_recovering(sql& db, const ledger_rules& rules);
// `forced`: the jobs that are left are dropped. Otherwise throws swan::error refund_conflict while
// there are any, or may come more.
void end_recovery(sql& db, const ledger_rules& rules, bool forced);

// Has Baidu asked (job_kind::recover) about orders that were made at `from_ms` or later, and about
// those of payments that were made or refunded since then, or are being refunded: each some
// hundreds behind `after`, a tpOrderId or an orderId. Gives the last one's; empty: it was the last
// of all. API 2.0 only: 1.0 can be asked neither for an order nor for its refunds.
std::string ask_about_orders(sql& db, const ledger_rules& rules, int64_t from_ms,
                             const std::string& after, int64_t now_ms);
std::string ask_about_payments(sql& db, const ledger_rules& rules, int64_t from_ms,
                               const std::string& after, int64_t now_ms);

// The userIds of an order's payments, as far as they are known.
std::vector<std::string> payers_of(sql& db, const ledger_rules& rules,
                                   const std::string& tp_order_id);

// Writes what Baidu has answered about an order, both queries: its payment, where the ledger lacks
// it and nothing speaks against it, and every refund. May be repeated.
struct recovered {
    bool booked = false;   // the payment
    bool complete = true;  // else Baidu is to be asked once more
    struct finding {
        std::string_view alert = {};  // empty: only why Baidu is asked once more
        std::string details = {};
    };
    std::vector<finding> findings = {};  // for an operator
};
recovered record_recovered(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                           const looked_up& seen, int64_t now_ms);

}  // namespace swan
