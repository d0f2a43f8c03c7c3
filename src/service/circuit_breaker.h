// Whether it is worth asking a server that has failed. Pure: it is told the time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace swan {

// Closed it lets every request pass; so many failures in a row, over all threads, open it. Open it
// lets one pass from time to time, to see whether the server is back: the first success closes it.
// Any thread; no locks; a request to a server that is well costs two reads.
class circuit_breaker {
  public:
    using time = std::chrono::steady_clock::time_point;

    static constexpr int kFailures = 10;  // in a row
    static constexpr std::chrono::milliseconds kProbeEvery{500};

    // What opened it, and what a request that may not pass would most likely have met.
    enum class reason : uint16_t { unreachable, no_answer_in_time };

    // Stands for a request that passed. Taken along to its end, as failures of requests from before
    // the last closing say nothing any more.
    class pass {
        friend class circuit_breaker;
        explicit pass(uint32_t closings) : closings_(closings) {}
        uint32_t closings_;
    };

    // Nothing: the request must not be sent.
    std::optional<pass> admit(time now) noexcept;

    // What came of a request that passed; each tells whether it has just opened (closed) it.
    bool failed(pass which, reason why, time now) noexcept;
    bool succeeded() noexcept;

    bool is_open() const noexcept { return is_open(state_.load(std::memory_order_acquire)); }
    reason why() const noexcept { return state_.load(std::memory_order_acquire).why; }

  private:
    // Aligned as one word: clang 14 calls libatomic for what is aligned as its members are.
    struct alignas(uint64_t) state {
        uint32_t closings = 0;  // so far
        uint16_t failures = 0;  // in a row; kFailures: open
        reason why = reason::unreachable;
    };
    static_assert(std::atomic<state>::is_always_lock_free);

    static bool is_open(const state& now) noexcept { return now.failures >= kFailures; }

    std::atomic<state> state_{state{}};
    std::atomic<time> next_probe_{time::min()};  // while open
};

}  // namespace swan
