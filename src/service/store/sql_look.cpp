#include "service/store/sql_look.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "service/store/location.h"
#include "service/store/sql.h"

namespace swan {

namespace {

constexpr int kLockWait = 1000;  // ms

using session = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;
using statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

[[noreturn]] void fail(int result) {
    throw sql_error(sql_error::kind::other, sqlite3_errstr(result));
}

std::string uri_of(const std::filesystem::path& file) {
    std::string uri = "file:";
    for (const char c : file.native())
        if (c == '?' || c == '#' || c == '%')
            uri += concat('%', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]);
        else
            uri += c;
    // Without a log beside it nobody has it open, and all is in the file itself. With one SQLite
    // needs the index of the log, and makes it anew after a crash.
    const bool is_open = std::filesystem::exists(file.native() + "-wal");
    return uri + (is_open ? "?mode=ro" : "?immutable=1");
}

session open(const std::filesystem::path& file) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(uri_of(file).c_str(), &opened,
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    session one(opened, sqlite3_close);
    if (result != SQLITE_OK) fail(result);
    sqlite3_busy_timeout(opened, kLockWait);
    return one;
}

// Gives each row of `text` to `take`; none when its table is not there yet or the database is
// locked.
template <class Take>
void each_row(const session& db, const char* text, Take take) {
    sqlite3_stmt* prepared = nullptr;
    int result = sqlite3_prepare_v2(db.get(), text, -1, &prepared, nullptr);
    const statement one(prepared, sqlite3_finalize);
    if (result == SQLITE_ERROR || result == SQLITE_BUSY) return;
    if (result != SQLITE_OK) fail(result);
    while ((result = sqlite3_step(prepared)) == SQLITE_ROW) take(prepared);
    if (result != SQLITE_DONE && result != SQLITE_BUSY) fail(result);
}

std::vector<std::string> texts(const session& db, const char* text) {
    std::vector<std::string> all;
    each_row(db, text, [&all](sqlite3_stmt* row) {
        const auto* const begin = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
        all.emplace_back(begin, static_cast<size_t>(sqlite3_column_bytes(row, 0)));
    });
    return all;
}

}  // namespace

database_look look_into_database(std::string_view where) {
    const std::filesystem::path file(database_file_name(where));
    if (!std::filesystem::exists(file)) return {};
    const session db = open(file);
    database_look seen;
    each_row(db, "select version from schema_version where id = 1",
             [&seen](sqlite3_stmt* row) { seen.schema_version = sqlite3_column_int64(row, 0); });
    seen.apps.all = texts(db, "select app_key from apps");
    seen.apps.sold = texts(
        db, "select app_key from apps where exists (select 1 from orders where app = apps.id)");
    return seen;
}

}  // namespace swan
