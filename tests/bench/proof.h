// What is fast must also be right: that every answer of a load had code 0, and that what it says
// is done is stored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "e2e/running_system.h"

namespace swan::bench {

class proof {
  public:
    // Of what `system` answers from now on. `stored` counts the rows to which each answer adds one;
    // none for requests that store nothing.
    proof(const e2e::running_system& system, std::function<int64_t()> stored);

    // Throws std::runtime_error unless `answered` answers were right and are stored.
    void check(int64_t answered) const;

  private:
    // What of the log since then fits, through a command.
    std::string grep(const std::string& pattern, const std::string& then) const;
    int64_t lines(const std::string& pattern) const;

    std::filesystem::path log_;  // nginx's, which has the code of every answer
    uintmax_t begin_;
    std::function<int64_t()> stored_;
    int64_t before_;
};

}  // namespace swan::bench
