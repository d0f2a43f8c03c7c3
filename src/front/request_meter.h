// Counts the answers of one path, by code, and how long they took.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"

namespace swan {

// One a loop and path; all those of a path count into the same numbers.
class request_meter {
  public:
    // `path`: one of ours, never what a stranger asked for. `into` must outlive it.
    request_meter(metrics& into, std::string path);

    void answered(int code, std::chrono::nanoseconds took);

  private:
    counter& of(int code);

    metrics& into_;
    const std::string path_;
    durations& took_;
    std::vector<std::pair<int, counter*>> codes_;  // seen so far: few
};

}  // namespace swan
