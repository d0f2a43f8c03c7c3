// The session keys of the mini-program's users: the last two of each, as data that was encrypted
// just before a second login still has to be decrypted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

struct session_keys {
    std::string current;
    std::string previous;  // empty before the second login
};

// Makes `session_key` the current key of the user `open_id`; the one before becomes the previous.
// Saving the current key again changes only its time. `app`: app_number(). Throws sql_error.
void save_session(sql& db, int64_t app, std::string_view open_id, std::string_view session_key,
                  int64_t now_ms);

// The keys of the user; none when he never logged in. Throws sql_error.
std::optional<session_keys> find_session(sql& db, int64_t app, std::string_view open_id);

}  // namespace swan
