// The ledger of one mini-program: what a message or a request writes, as one transaction each.
// Every function runs inside an operation of the store, on the store's thread, and may run twice:
// it touches nothing but the database and its result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/marks.h"
#include "app/order_number.h"
#include "app/payment_notify.h"
#include "app/refund.h"
#include "baidu/message.h"
#include "base/config.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

class query_budget;

// What of the configuration decides about money. Lives as long as the process; not changed.
struct ledger_rules {
    int64_t app = 0;  // app_number() of the mini-program
    std::string deal_id = {};
    api_generation api = api_generation::v2;
    const order_numbers* numbers = nullptr;
    query_budget* queries = nullptr;  // of its orders, at Baidu
    ledger_settings settings = {};
    bool tells_merchant = false;  // events are kept for the merchant's system
    std::string notify_key = {};  // which signs them
    // How long a refund that is being sent belongs to the request that sends it, ms; afterwards
    // that process is taken for dead.
    int64_t sending_ms = 0;

    bool operator==(const ledger_rules&) const = default;
};

// ---- orders

// `made` with the time of the store's clock and a number drawn for it.
order numbered(const ledger_rules& rules, order made);

// The order as it is in the ledger now: `made`, which is numbered, stored under its number or, when
// that is taken, under another one; or the one that the merchant's own number has had before.
// Throws swan::error too_many_requests (its customer has 20 unpaid orders), param_illegal (that one
// had other terms, or is closed), order_already_paid.
order record_sale(sql& db, const ledger_rules& rules, order made);

// ---- messages of Baidu's: the answer, once committed, may be given. Each is kept as received.

notify_verdict record_notify(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                             const received_message& message, int64_t now_ms);
audit_verdict record_audit(sql& db, const ledger_rules& rules, const baidu::refund_audit& asked,
                           const received_message& message, int64_t now_ms);
refund_effect record_refund_notify(sql& db, const ledger_rules& rules,
                                   const baidu::refund_notify& told,
                                   const received_message& message, int64_t now_ms);
// Not believed. What an operator must know of, each time it comes: whether it names an unpaid order
// of ours with its amount. Then it is kept too, within limits (service/store/quarantine.h).
struct doubtful {
    bool fits = false;
    bool kept_now = false;
};
doubtful record_doubtful(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                         const std::string& body, int64_t now_ms);
// The alert that is told of record_unread().
inline constexpr std::string_view kUnreadMessage = "unread_message";
// Believed, but not to be understood. False: the same came before.
bool record_unread(sql& db, const ledger_rules& rules, std::string_view kind,
                   const received_message& message, int64_t now_ms);

// ---- what is known

struct order_view {
    std::optional<order> sold;
    std::optional<payment> paid;  // the good payment, else an orphan
    std::vector<refund> refunds;  // of that payment
};
order_view view_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id);

}  // namespace swan
