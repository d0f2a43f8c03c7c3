// Commands of an operator that are one transaction: what they do, and the JSON object that answers.
// Inside an operation of the store, on its thread; may run twice. Each throws swan::error with a
// text for the operator when it does not fit; then nothing has changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/command_arguments.h"
#include "app/ledger.h"

namespace swan {

struct stored_command {
    const ledger_rules& rules;
    const command_arguments& given;
    const std::string& asked_by;
    int64_t now_ms;
};
using stored_handler = std::string (*)(sql& db, const stored_command& what);

// Null: there is none of that name.
stored_handler stored_handler_of(std::string_view name);

// How a refund stands, for an operator. `repeated`: it was there before it was asked for.
std::string refund_as_json(const refund& one, bool repeated = false);

}  // namespace swan
