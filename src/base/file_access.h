// What this user may do with a file, found out without touching it.
#pragma once

#include <filesystem>
#include <string>

namespace swan {

// Why `file` (absolute) could not be opened for writing, or made together with the folders that it
// needs; empty when it could.
std::string why_not_writable(const std::filesystem::path& file);

// Whether every user of this machine may read `file`, as far as its own mode goes.
bool is_readable_by_all(const std::filesystem::path& file);

}  // namespace swan
