// Whether a database can be written where one is to be, and how long its commits take.
#pragma once

#include <chrono>
#include <string>

namespace swan {

// How long a durable commit takes, as those that move money: in a database of its own beside
// `where` ("sqlite3:/path/file.db"), which is read again by another session and then removed, as is
// the folder if it was not there. `where` itself is not opened. Throws sql_error.
std::chrono::microseconds probe_durable_write(const std::string& where);

}  // namespace swan
