// Whether our clock is right. Pure.
#pragma once

#include <ctime>
#include <optional>
#include <string_view>

#include "swanctl/doctor/finding.h"

namespace swan::doctor {

// `theirs`: what the server `whose` said when our clock stood at `ours`, if one did say.
finding judge_clock(std::time_t ours, std::optional<std::time_t> theirs, std::string_view whose);

}  // namespace swan::doctor
