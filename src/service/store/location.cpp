#include "service/store/location.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "service/store/sql.h"

namespace swan {

namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view why) {
    throw sql_error(sql_error::kind::other, concat("store: ", what, ": ", why));
}

// Makes the file before SQLite does, whose file would be readable by everybody; the files beside it
// get the same mode. An existing file is not opened here: closing it would drop the locks that
// another session of this process holds.
void create_private(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        refuse(folder.native(), std::generic_category().message(errno));
    const int fd = open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST) refuse(file.native(), std::generic_category().message(errno));
    if (fd >= 0) close(fd);
}

}  // namespace

std::string_view database_file_name(std::string_view where) {
    constexpr std::string_view kPrefix = "sqlite3:";
    if (!where.starts_with(kPrefix)) refuse(where.substr(0, where.find(':')), "not sqlite3");
    const auto name = where.substr(kPrefix.size());
    // SOCI's quoted values know no escape.
    if (name.empty() || name.find_first_of(std::string_view("\"\0", 2)) != name.npos)
        refuse("sqlite3", "the file name is empty or holds a quote");
    return name;
}

std::string database_file(std::string_view where) {
    // Absolute, as SQLite takes a relative name that starts with "file:" for a URI.
    const auto file = std::filesystem::absolute(database_file_name(where));
    create_private(file);
    return file.native();
}

}  // namespace swan
