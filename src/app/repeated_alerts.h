// When an alert is told that says nothing new: what caused it came again.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace swan {

// Anybody can repeat a forgery, and what Baidu signed if he has got hold of it; and the first one's
// alert may have died with its worker: a repetition is told, but only once a minute. Of each kind
// for itself, which a mini-program has as many of as the code has names: else whoever repeats one,
// if only a forgery, would keep all others from being told. Any thread.
class repeated_alerts {
  public:
    using clock = std::chrono::steady_clock;

    // Whether `alert` of the mini-program `app` is to be told, having come again; then it is.
    bool is_due(int64_t app, std::string_view alert, clock::time_point now = clock::now());

  private:
    std::mutex mutex_;
    std::map<std::pair<int64_t, std::string>, clock::time_point> told_;
};

}  // namespace swan
