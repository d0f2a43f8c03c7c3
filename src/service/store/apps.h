// The mini-programs that the store has been used for. Inside an operation, on the store's thread.
#pragma once

#include <string>
#include <vector>

#include "service/store/sql.h"

namespace swan {

// By the app_key of smart_app.json.
struct known_apps {
    std::vector<std::string> all;
    std::vector<std::string> sold;  // those of them that have orders
};

// Throws sql_error.
known_apps find_apps(sql& db);

}  // namespace swan
