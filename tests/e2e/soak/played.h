// What a walk has done, for whoever has to explain what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace swan::e2e::soak {

// Of one kind of action.
struct played {
    int64_t times = 0;
    std::set<std::string> orders;  // tpOrderIds that it was done to
};
using all_played = std::map<std::string, played>;  // by name of the action

}  // namespace swan::e2e::soak
