// Numbers of an app that its transactions share, and how often Baidu was asked to refund of late.
// Inside an operation, on the store's thread; `app` is app_number()'s.
#pragma once

#include <cstdint>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

// Names of counters, ms since 1970: when the brake on isErrorOrder answers last began to hold, and
// when an operator released it.
inline constexpr std::string_view kBrakedAt = "error_order_braked_ms";
inline constexpr std::string_view kResumedAt = "error_order_resumed_ms";
// Not 0 while a restored store is made good: no refund is sent.
inline constexpr std::string_view kRecovering = "recovering";
inline constexpr int64_t kRecoveryBegun = 1;
inline constexpr int64_t kRecoveryAsks = 2;  // every job_kind::recover is there that will be
// In which minute since 1970 notifies that were not believed were last kept, and how many.
inline constexpr std::string_view kDoubtfulMinute = "doubtful_minute";
inline constexpr std::string_view kDoubtfulCount = "doubtful_count";
// In which minute since 1970 refunds were last begun, and how many; on which day since 1970 (of
// UTC+8), and how much of money.
inline constexpr std::string_view kRefundMinute = "refund_minute";
inline constexpr std::string_view kRefundsInMinute = "refunds_in_minute";
inline constexpr std::string_view kRefundDay = "refund_day";
inline constexpr std::string_view kRefundFenOnDay = "refund_fen_on_day";
// When it was last told that a payment was found which no notify has told of, ms since 1970.
inline constexpr std::string_view kUnsettledTold = "unsettled_alert_ms";
// When work that is late was last told, ms since 1970: behind it comes the kind's name.
inline constexpr std::string_view kScheduleLate = "schedule_late_";

// When marks were last forgotten, ms since 1970.
inline constexpr std::string_view kMarksForgotten = "marks_forgotten_ms";

// 0 when it was never set. `name`: at most 32 bytes.
int64_t counter_value(sql& db, int64_t app, std::string_view name);
void set_counter(sql& db, int64_t app, std::string_view name, int64_t value);

// Whether an hour has passed since it last was so for `name`, which is a counter's.
bool is_first_in_an_hour(sql& db, int64_t app, std::string_view name, int64_t now_ms);

void drop_counter(sql& db, int64_t app, std::string_view name);
// Forgets the marks that are older: counters whose name begins with a digit, as the ids of orders
// and payments do, or '0' and the hash of a message. Each holds when something was done about one
// of them, ms.
void forget_marks(sql& db, int64_t app, int64_t before_ms);

// One more payment whose notify is answered isErrorOrder.
void add_error_order(sql& db, int64_t app, std::string_view order_id, int64_t now_ms);
// Whether it is one already.
bool is_error_order(sql& db, int64_t app, std::string_view order_id);
// How many there were after `since_ms`, counted up to `most`; forgets the earlier ones.
int64_t count_error_orders(sql& db, int64_t app, int64_t since_ms, int64_t most);

}  // namespace swan
