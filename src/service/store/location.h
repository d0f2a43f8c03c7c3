// Where the database is, and that nobody else can read it.
#pragma once

#include <string>
#include <string_view>

namespace swan {

// The absolute name of the database file of `where` ("sqlite3:/path/file.db"), after making it
// (mode 0600) and its folder (0700) if they are missing. Holds no quote. Throws sql_error.
std::string database_file(std::string_view where);

}  // namespace swan
