// The store for a program beside the workers: swanctl. It makes no database and no tables.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

// A session on the database `where` ("sqlite3:/path/file.db"), which is there and has this
// program's tables. Throws config_error when it does not; sql_error.
std::unique_ptr<sql> open_beside_workers(const std::string& where);

// app_number() of the mini-program, without making one. Throws config_error when no worker has
// served it yet.
int64_t known_app_number(sql& db, std::string_view app_key);

}  // namespace swan
