// The records of a swan-sandbox, as its database keeps them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace swan {

// The JSON objects of all records of a kind ("order", "refund") in `file`, which a sandbox may be
// using. Throws sql_error.
std::vector<std::string> bodies_of_records(const std::filesystem::path& file,
                                           std::string_view kind);

}  // namespace swan
