// Whether the mini-programs of a configuration are those that the store has sold for.
#pragma once

#include <span>
#include <string>

#include "service/store/apps.h"

namespace swan {

// The environment variable that lets a mini-program in though another one has gone: "1".
inline constexpr const char* kNewAppVariable = "SWAN_NEW_APP";

// The ledger goes by the app_key of smart_app.json: a mistyped one would begin another ledger, in
// which no order that was sold is found. Throws config_error when one of `configured` is new to the
// store while one that has sold is not among them any more, unless the environment allows it.
void refuse_replaced_app(const known_apps& stored, std::span<const std::string> configured);

}  // namespace swan
