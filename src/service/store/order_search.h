// What an operator looks for in the ledger. Inside a transaction of begin_read(); `app` is
// app_number()'s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/jobs.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// Of a period, newest first. Absent: whatever it is.
struct order_filter {
    std::optional<order::status> state = {};
    int64_t since_ms = 0;     // made then or later
    int64_t until_ms = 0;     // made before; 0: up to now
    std::string prefix = {};  // of the tpOrderId
    std::string after = {};   // only tpOrderIds behind this one: to go on with
    int64_t most = 50;
};
std::vector<order> search_orders(sql& db, int64_t app, const order_filter& wanted);
// The tpOrderIds of the same, oldest first.
std::vector<std::string> search_order_numbers(sql& db, int64_t app, const order_filter& wanted);

// Payments behind the orderId `after` that were made at `since_ms` or later, or of which a refund
// has not ended or has changed since then: some of them, by orderId.
struct payment_names {
    std::string order_id = {};
    std::string tp_order_id = {};
};
std::vector<payment_names> search_payments(sql& db, int64_t app, int64_t since_ms,
                                           std::string_view after, int64_t most);

// The tpOrderId of the order that `id` names: it is that, or the cashier's orderId of one of its
// payments, or the merchant's own number. Nothing when there is none. A payment without an order
// has a tpOrderId too.
std::optional<std::string> named_order(sql& db, int64_t app, std::string_view id);

// Newest first. Nothing for `state`: all.
std::vector<refund> search_refunds(sql& db, int64_t app, std::optional<refund::status> state,
                                   int64_t most);

// That a message of Baidu's, or an operator's decision, came about the payment `order_id`; not what
// it said.
struct received {
    std::string kind = {};  // "succ", "refund_audit", "refund", "operator"
    int64_t received_ms = 0;
};
// Those that came at `since_ms` or later: all from then on are read, the fewer the later it is.
std::vector<received> messages_about(sql& db, int64_t app, std::string_view order_id,
                                     int64_t since_ms);
std::vector<job> jobs_about(sql& db, int64_t app, std::string_view subject);

}  // namespace swan
