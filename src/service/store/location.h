// Where the database is, and that nobody else can read it.
#pragma once

#include <string>
#include <string_view>

namespace swan {

// The name of the database file in `where` ("sqlite3:/path/file.db"): not empty, without quotes.
// Throws sql_error.
std::string_view database_file_name(std::string_view where);

// The same made absolute, after making the file (mode 0600) and its folder (0700) if they are
// missing. Throws sql_error.
std::string database_file(std::string_view where);

}  // namespace swan
