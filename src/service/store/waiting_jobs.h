// Jobs that are due, and that no worker is at. Inside an operation, on the store's thread; `app` is
// app_number()'s.
#pragma once

#include <cstdint>
#include <optional>

#include "service/store/jobs.h"
#include "service/store/sql.h"

namespace swan {

// Since when the oldest of that kind has waited to be taken, ms; nothing: there is none.
std::optional<int64_t> waits_since(sql& db, int64_t app, job_kind kind, int64_t now_ms);
// How many of that kind there are, counted up to `most`.
int64_t count_waiting(sql& db, int64_t app, job_kind kind, int64_t now_ms, int64_t most);

}  // namespace swan
