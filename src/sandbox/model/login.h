// A login code against a session key, and the user's other name. Pure, but for randomness.
// Sources: develop/api/open/log_Session-Key, log_getunionid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/model/state.h"

namespace swan::sandbox {

// The user to whom the code was given, with a fresh session key. Null when nobody was given it, it
// was used before, or it is over. A code is used up in any case.
user* exchange_code(state& known, std::string_view code, int64_t now_ms);

// Is it a code of another app that is host to mini-programs? Only jscode2sessionkey knows those.
bool is_of_other_host(std::string_view code);

// The user's name for all mini-programs of one developer: the same for ever.
std::string union_id_of(const user& who);

}  // namespace swan::sandbox
