// Payment notifies in quarantine, verified again: the platform's key may be there now.
#pragma once

#include <cstdint>

#include "app/services.h"
#include "runtime/task.h"

namespace swan {

struct replayed {
    int64_t booked = 0;      // believed now, and recorded as if they came now; gone from there
    int64_t unverified = 0;  // still not believed: they stay until their 7 days are over
    int64_t refused = 0;     // believed, but the ledger refuses them: they stay too
};

// Each in a transaction of its own. `with` must live until the task ends.
task<replayed> replay_quarantine(const services& with);

}  // namespace swan
