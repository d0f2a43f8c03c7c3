// What an operator wants the workers to do: swanctl writes them, whichever worker comes first
// carries them out and answers. Inside an operation; `app` is app_number()'s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

struct command {
    enum class status : int64_t { waiting = 1, done = 2, failed = 3 };
    std::string id = {};         // 32 hex digits, random
    std::string name = {};       // what to do
    std::string arguments = {};  // a JSON object of texts
    std::string asked_by = {};   // the operator's name on his host
    status state = status::waiting;
    std::string answer = {};  // a JSON object; failed: {"error":"..."}
    int64_t created_ms = 0;
    int64_t ended_ms = 0;
};

// Stores it under a new id, which is given back, with the job that carries it out.
std::string insert_command(sql& db, int64_t app, command fresh);
std::optional<command> find_command(sql& db, int64_t app, std::string_view id);
// The same, of one that has not ended.
std::optional<command> waiting_command(sql& db, int64_t app, std::string_view id);
// What is given with it from now on.
void set_arguments(sql& db, int64_t app, std::string_view id, std::string_view arguments);
// Only one that waits: its end stays as it is. False: nothing was changed.
bool end_command(sql& db, int64_t app, const command& ended);

}  // namespace swan
