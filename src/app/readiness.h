// Whether what a configuration names can be used: the log file, the store, the order key. For
// `--check`, and for the start, which must not find out halfway.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/config.h"

namespace swan {

// `conf`: the folder that `settings` are from. Makes and changes no file, but for
// SQLite's after a crash (look_into_database()). Private keys that everybody can read are appended
// to `warnings`, a line each. Throws config_error for the first fault.
void check_readiness(const std::filesystem::path& conf, const installation& settings,
                     std::vector<std::string>& warnings);

}  // namespace swan
