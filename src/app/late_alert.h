// Alerts about what stays as it is until a person sees to it.
#pragma once

#include <cstdint>
#include <string>

#include "app/services.h"
#include "runtime/task.h"

namespace swan {

// Whether an operator is told at `now_ms` of what is late since `since_ms`, after he was last told
// at `last_ms` (0: never): at once, 1 h later, 6 h after that, then once a day. Pure.
bool is_told_again(int64_t since_ms, int64_t last_ms, int64_t now_ms);

struct late_alert {
    std::string kind;
    std::string subject;  // what is late: one of its kind
    std::string details;
    int64_t since_ms = 0;  // from when on it is late
};
// Alerts if it is late, and time to say so; all workers of a store together. `with` must live until
// the task ends.
task<void> alert_of_late(const services& with, late_alert what);

}  // namespace swan
