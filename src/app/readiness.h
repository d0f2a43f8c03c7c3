// Whether what a configuration names can be used: the log file, the store, the order key. For
// `--check`, and for the start, which must not find out halfway.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/config.h"
#include "service/store/sql_look.h"

namespace swan {

// `conf`: the folder that `settings` are from. Makes and changes no file, but for
// SQLite's after a crash (look_into_database()). Private keys that everybody can read, and that a
// start will bring the database up to date, are appended to `warnings`, a line each. Throws
// config_error for the first fault.
void check_readiness(const std::filesystem::path& conf, const installation& settings,
                     std::vector<std::string>& warnings);

// Its parts; each throws config_error for the first fault.

void check_log(const std::filesystem::path& conf, const log_settings& log);
// What the store holds. `app_keys`: all mini-programs, see refuse_replaced_app().
database_look check_store(const std::filesystem::path& conf, const server_settings& server,
                          std::span<const std::string> app_keys);
void check_order_key(const std::filesystem::path& conf, const server_settings& server,
                     bool has_orders);

}  // namespace swan
