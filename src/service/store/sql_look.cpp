#include "service/store/sql_look.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <optional>

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

// The first number of the first row; nothing when there is none, also because its table is not
// there yet or because the database is locked.
std::optional<int64_t> first(const session& db, const char* text, std::string_view bound) {
    sqlite3_stmt* prepared = nullptr;
    int result = sqlite3_prepare_v2(db.get(), text, -1, &prepared, nullptr);
    const statement one(prepared, sqlite3_finalize);
    if (result == SQLITE_ERROR || result == SQLITE_BUSY) return std::nullopt;
    if (result != SQLITE_OK) fail(result);
    if (sqlite3_bind_parameter_count(prepared) > 0)
        sqlite3_bind_text(prepared, 1, bound.data(), static_cast<int>(bound.size()), nullptr);
    result = sqlite3_step(prepared);
    if (result == SQLITE_ROW) return sqlite3_column_int64(prepared, 0);
    if (result != SQLITE_DONE && result != SQLITE_BUSY) fail(result);
    return std::nullopt;
}

}  // namespace

database_look look_into_database(std::string_view where, std::string_view app_key) {
    const std::filesystem::path file(database_file_name(where));
    if (!std::filesystem::exists(file)) return {};
    const session db = open(file);
    const auto version = first(db, "select version from schema_version where id = 1", {});
    const auto order = first(db,
                             "select 1 from orders where app ="
                             " (select id from apps where app_key = :app_key) limit 1",
                             app_key);
    return {.schema_version = version.value_or(0), .has_orders = order.has_value()};
}

}  // namespace swan
