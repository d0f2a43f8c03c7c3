// How long the long tests are: short in `make test`, whole in `make soak`.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "base/text.h"

namespace swan::e2e::soak {

// The number that the environment variable `name` holds.
inline int64_t environment(const char* name, int64_t otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : parse_decimal(given).value_or(otherwise);
}

}  // namespace swan::e2e::soak
