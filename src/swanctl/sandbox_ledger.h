// The records of a build/swan-sandbox (its sandbox.db), against our ledger: nothing is asked.
#pragma once

#include <cstdint>
#include <filesystem>

#include "service/store/sql.h"
#include "swanctl/table.h"

namespace swan::swanctl {

struct sandbox_comparison {
    int64_t compared = 0;  // payments and refunds of the sandbox
    table differences;
};

// Of orders made from `since_ms` to before `until_ms` (0: now). Inside a transaction of `db`.
// Throws sql_error, json::error.
sandbox_comparison compare_with_sandbox(sql& db, int64_t app, const std::filesystem::path& file,
                                        int64_t since_ms, int64_t until_ms);

}  // namespace swan::swanctl
