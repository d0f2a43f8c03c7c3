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
    // A log file from its present end on.
    class rest_of_log {
      public:
        explicit rest_of_log(std::filesystem::path file);
        // What of it fits, through a command.
        std::string grep(const std::string& pattern, const std::string& then) const;
        int64_t lines(const std::string& pattern) const;

      private:
        std::filesystem::path file_;
        uintmax_t begin_;
    };

    rest_of_log nginx_;   // has the code of every answer
    rest_of_log worker_;  // has the reason
    std::function<int64_t()> stored_;
    int64_t before_;
};

}  // namespace swan::bench
