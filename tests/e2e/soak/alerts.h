// The alerts of a walk: each must follow from something that was played.
#pragma once

#include <string>
#include <vector>

#include "e2e/local_system.h"
#include "played.h"

namespace swan::e2e::soak {

// Each alert in the log that nothing of `done` explains: nothing of its causes was done to the
// order that it names, or it comes oftener than what may cause it anywhere was played.
std::vector<std::string> unexplained_alerts(const local_system& system, const all_played& done);

}  // namespace swan::e2e::soak
