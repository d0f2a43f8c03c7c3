#include "swanctl/listing.h"

namespace swan::swanctl {

void add_limit(CLI::App& command, int64_t& into) {
    command.add_option("--limit", into, "so many at most (default: 50)")
        ->check(CLI::Range(int64_t{1}, int64_t{100'000}));
}

}  // namespace swan::swanctl
