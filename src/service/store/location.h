// Where the database is, and that nobody else can read it.
#pragma once

#include <string>
#include <string_view>

namespace swan {

// The connect string of SOCI's SQLite backend for `where` ("sqlite3:/path/file.db"), after making
// the file (mode 0600) and its folder (0700) if they are missing. Throws sql_error.
std::string connect_string(std::string_view where);

}  // namespace swan
