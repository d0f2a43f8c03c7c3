// Has a worker carry a command out: written into the store, taken by whichever worker comes first.
#pragma once

#include <chrono>
#include <string>

#include "app/command_arguments.h"
#include "service/store/commands.h"
#include "swanctl/place.h"

namespace swan::swanctl {

inline constexpr std::chrono::seconds kPatience{15};

// Writes the command and waits for its end: up to `patience`, then it still waits in the store.
// Throws CLI::ValidationError when what is given is longer than any command takes.
command carried_out(opened& at, const std::string& name, const command_arguments& given,
                    std::chrono::milliseconds patience = kPatience);

// Tells how it ended (what failed: on standard error), or that it has not; gives the exit status:
// 0, 1, or 75.
int tell(const command& asked, bool json);

// Both: what most commands do.
void ask_worker(place& where, const std::string& name, const command_arguments& given);

}  // namespace swan::swanctl
