// Orders in the store. Inside an operation, on the store's thread; `app` is app_number()'s.
#pragma once

#include <optional>
#include <string_view>

#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// False when its number is taken. Throws sql_error constraint when the merchant's number is.
bool insert_order(sql& db, int64_t app, const order& made);
std::optional<order> find_order(sql& db, int64_t app, std::string_view tp_order_id);
std::optional<sale_terms> find_terms(sql& db, int64_t app, std::string_view tp_order_id);
std::optional<order> find_order_by_merchant(sql& db, int64_t app,
                                            std::string_view merchant_order_id);
// Unpaid orders among the newest 200 of one customer made after `since_ms`, counted up to `most`.
int64_t count_unpaid(sql& db, int64_t app, std::string_view open_id, int64_t since_ms,
                     int64_t most);
// False when the order was in another state than `from`: nothing changed. Sets paid_ms, closed_ms.
bool move_order(sql& db, int64_t app, std::string_view tp_order_id, order::status from,
                order::status to, int64_t now_ms);

}  // namespace swan
