// Refunds in the store. Inside an operation, on the store's thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// Throws sql_error constraint when the refund_id, or the batch, is taken.
void insert_refund(sql& db, int64_t app, const refund& asked);
std::optional<refund> find_refund(sql& db, int64_t app, std::string_view refund_id);
std::optional<refund> find_refund_by_batch(sql& db, int64_t app, std::string_view batch_id);
// All refunds of one payment, oldest first.
std::vector<refund> refunds_of(sql& db, int64_t app, std::string_view order_id);
// Whether a refund of this payment was approved by us, or is done.
bool has_approved_refund(sql& db, int64_t app, std::string_view order_id);
// Writes everything that may change back to the row of `changed.refund_id`.
// Throws sql_error constraint when its batch belongs to another refund.
void update_refund(sql& db, int64_t app, const refund& changed);

// Baidu's list does not show it. Counts that, unless the last one was counted within `apart_ms`:
// gives how often by now; 0: not counted.
int64_t count_absence(sql& db, int64_t app, std::string_view refund_id, int64_t apart_ms,
                      int64_t now_ms);
int64_t absences_of(sql& db, int64_t app, std::string_view refund_id);
void set_absences(sql& db, int64_t app, std::string_view refund_id, int64_t times);

}  // namespace swan
