// The tables, as numbered steps that are applied at start.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

// Applies the steps that `db` lacks, all or none; does nothing when there are none. Several
// processes may do so at once. Throws config_error when the schema is newer than this program,
// sql_error when the database fails.
void migrate(sql& db);

// Throws config_error when `version`, the schema of a database, is newer than this program.
void refuse_newer_schema(int64_t version);
// The same, and when it is older: for programs that leave the tables as they are.
void refuse_other_schema(int64_t version);

// Whether migrate() has steps for a database of that schema. 0, none yet, is not older.
bool is_older_schema(int64_t version);
// What an operator should know of that before: "what is so; what to do".
std::string text_for_older_schema(int64_t version);

// Writes a row that means nothing, so that the transaction has something to sync.
void touch_for_sync(sql& db);

// The small number that stands for the mini-program `app_key` in every table; given on first use.
// Not in a transaction of begin_read(). Throws sql_error.
int64_t app_number(sql& db, std::string_view app_key);

}  // namespace swan
