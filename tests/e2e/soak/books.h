// Both ledgers of a system that nothing happens in any more, compared to the fen.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "e2e/local_system.h"

namespace swan::e2e::soak {

// Each difference between what Baidu's side holds (GET /sandbox/state) and what the worker's
// database holds, as one line; none when they agree and nothing is left hanging.
std::vector<std::string> differences(const local_system& system);

// Each alert in the log that nothing of `played` (walk::played()) explains, one line a kind.
std::vector<std::string> unexplained_alerts(const local_system& system,
                                            const std::set<std::string>& played);

}  // namespace swan::e2e::soak
