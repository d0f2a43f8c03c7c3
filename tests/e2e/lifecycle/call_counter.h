// Counts what reaches one of Baidu's calls at the sandbox, and slows it down.
#pragma once

#include <string>

#include "base/text.h"
#include "e2e/local_system.h"

namespace swan::e2e {

class call_counter {
  public:
    // Every `call` (session_key, refund, ...) is answered `latency_ms` late from now on. What it
    // does at Baidu is done when it arrives.
    call_counter(const local_system& system, std::string call, int latency_ms)
        : system_(system), call_(std::move(call)) {
        system_.fault(concat(R"({"call":")", call_, R"(","fault":"latency","ms":)", latency_ms,
                             R"(,"times":)", kTimes, "}"));
    }

    // How often it was called: the sandbox counts a fault's times down.
    int count() const {
        // The list comes with the answer to an order; this one changes nothing.
        const reply list = system_.sandbox_post(
            "/sandbox/faults", R"({"call":"callback_refund","fault":"delay","ms":1,"times":1})");
        for (int i = 0; i < 16; ++i) {
            const std::string one = concat("faults.", i, ".");
            if (at(list, one + "call") == call_) return kTimes - std::stoi(at(list, one + "times"));
        }
        throw std::runtime_error("no such fault in " + list.body);
    }

  private:
    static constexpr int kTimes = 1'000'000;
    const local_system& system_;
    std::string call_;
};

}  // namespace swan::e2e
