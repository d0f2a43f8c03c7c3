#include "base/file_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace swan {

namespace {

std::string reason(int number) { return std::generic_category().message(number); }

// As the user that we are in effect, as open() would.
std::string why_not(const std::filesystem::path& path, int mode) {
    return faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0 ? "" : reason(errno);
}

}  // namespace

std::string why_not_writable(const std::filesystem::path& file) {
    struct stat seen {};
    if (stat(file.c_str(), &seen) == 0)
        return S_ISDIR(seen.st_mode) ? reason(EISDIR) : why_not(file, W_OK);
    // The nearest folder that is there takes the file, or the next folder.
    for (auto folder = file.parent_path();; folder = folder.parent_path()) {
        if (stat(folder.c_str(), &seen) == 0)
            return S_ISDIR(seen.st_mode) ? why_not(folder, W_OK | X_OK) : reason(ENOTDIR);
        if (errno != ENOENT || !folder.has_relative_path()) return reason(errno);
    }
}

bool is_readable_by_all(const std::filesystem::path& file) {
    struct stat seen {};
    return stat(file.c_str(), &seen) == 0 && (seen.st_mode & S_IROTH) != 0;
}

}  // namespace swan
