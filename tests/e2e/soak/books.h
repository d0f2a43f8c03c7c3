// Both ledgers of a system that nothing happens in any more, compared to the fen.
#pragma once

#include <string>
#include <vector>

#include "e2e/local_system.h"

namespace swan::e2e::soak {

// Each difference between what Baidu's side holds (GET /sandbox/state) and what the worker's
// database holds, as one line; none when they agree and nothing is left hanging.
std::vector<std::string> differences(const local_system& system);

}  // namespace swan::e2e::soak
