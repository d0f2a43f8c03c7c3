// What a request to /pay/gen buys: goods of the catalogue, the demo goods, or what the merchant
// himself names. Prices never come from a client.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/config.h"
#include "front/request.h"
#include "service/store/record.h"

namespace swan {

// An order without its number and time; amount checked: 1..max_amount fen.
// `merchant`: the name of the merchant's key, empty for the mini-program.
// Throws swan::error param_illegal naming the parameter; unauthorized when terms that only the
// merchant may name (amount, merchant_order_id) come without a key.
order wanted_order(const config& settings, const request& req, const std::string& merchant);

// The rows that the goods of `made` show at the cashier.
std::vector<std::pair<std::string, std::string>> rows_of(const config& settings, const order& made);

}  // namespace swan
