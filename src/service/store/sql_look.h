// A look into a database from outside, for checks: it changes nothing that the database holds. Of
// files only the index (-shm) of a log (-wal) that a crash has left may be made or written anew.
#pragma once

#include <cstdint>
#include <string_view>

#include "service/store/apps.h"

namespace swan {

struct database_look {
    int64_t schema_version = 0;  // 0: there is no database yet
    known_apps apps;
};

// What the database `where` ("sqlite3:/path/file.db") holds. A worker may be using it. Throws
// sql_error when it cannot be read.
database_look look_into_database(std::string_view where);

}  // namespace swan
