// A look into a database from outside, for checks: it changes nothing that the database holds. Of
// files only the index (-shm) of a log (-wal) that a crash has left may be made or written anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace swan {

struct database_look {
    int64_t schema_version = 0;  // 0: there is no database yet
    bool has_orders = false;     // of the mini-program asked for
};

// What the database `where` ("sqlite3:/path/file.db") holds for the mini-program `app_key`. A
// worker may be using it. Throws sql_error when it cannot be read.
database_look look_into_database(std::string_view where, std::string_view app_key);

}  // namespace swan
