// Which settings a running worker can take over from a changed configuration.
#pragma once

#include <string>
#include <vector>

#include "base/config.h"

namespace swan {

// `fresh`, but with what only a restart can change as it is in force; each such change is told in
// `warnings`, a line each. Throws config_error when it is for another environment,
// or when a mini-program is missing or has another app_key.
installation reloaded(installation fresh, const installation& in_force,
                      std::vector<std::string>& warnings);

}  // namespace swan
