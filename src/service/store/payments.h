// Payments and what Baidu sent, in the store. Inside an operation, on the store's thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// Throws sql_error constraint when this orderId is booked already.
void insert_payment(sql& db, int64_t app, const payment& taken);
std::optional<payment> find_payment(sql& db, int64_t app, std::string_view order_id);
// All payments of an order, in the order they were booked.
std::vector<payment> payments_of(sql& db, int64_t app, std::string_view tp_order_id);

// The orderId of the good payment of an order; empty: it has none.
std::string find_good_payment(sql& db, int64_t app, std::string_view tp_order_id);

// Sets `amount` fen aside for a refund, if that much is left: checked and done in one statement.
bool reserve(sql& db, int64_t app, std::string_view order_id, int64_t amount);
// The same whatever is left: Baidu has refunded it, whether it fits or not.
void reserve_anyway(sql& db, int64_t app, std::string_view order_id, int64_t amount);
// Gives back what a failed refund had set aside.
void release(sql& db, int64_t app, std::string_view order_id, int64_t amount);

// A notify has told of a payment that a query had found: who paid, how much and when, and whether
// that was odd.
void settle_payment(sql& db, int64_t app, const payment& told);
// Baidu contradicts what was booked.
void judge_anew(sql& db, int64_t app, std::string_view order_id, payment::judgement verdict);

// Who paid, which no notify has told.
void name_payer(sql& db, int64_t app, std::string_view order_id, std::string_view user_id);

// Its verification is cancelled at Baidu; for good.
void mark_unverified(sql& db, int64_t app, std::string_view order_id);

// A message of Baidu's, as received: kind "succ", "refund_audit" or "refund"; or "operator", who
// decided something. `subject` is the orderId or what stands in its place; the body is cut to 8 KB.
void keep_message(sql& db, int64_t app, std::string_view kind, std::string_view subject,
                  std::string_view body, int64_t now_ms);

}  // namespace swan
