// Files that hold a secret key of ours: 64 hex digits, 32 bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace swan {

// The key in `file`, made there, mode 0600, if it is missing. Several workers may start at once.
// `name` ("the order key") is for messages. Throws config_error naming file and mend.
std::string load_or_make_key(const std::filesystem::path& file, std::string_view name);

// The same, but it must be there.
std::string load_key(const std::filesystem::path& file, std::string_view name);

}  // namespace swan
