#include "service/circuit_breaker.h"

namespace swan {

std::optional<circuit_breaker::pass> circuit_breaker::admit(time now) noexcept {
    const state seen = state_.load(std::memory_order_acquire);
    if (is_open(seen)) {
        time due = next_probe_.load(std::memory_order_relaxed);
        const bool is_probe = now >= due && next_probe_.compare_exchange_strong(
                                                due, now + kProbeEvery, std::memory_order_relaxed);
        if (!is_probe) return std::nullopt;
    }
    return pass(seen.closings);
}

bool circuit_breaker::failed(pass which, reason why, time now) noexcept {
    state seen = state_.load(std::memory_order_relaxed);
    for (;;) {
        if (is_open(seen) || seen.closings != which.closings_) return false;
        state next = seen;
        ++next.failures;
        next.why = why;
        // Before anybody can see that it is open.
        if (is_open(next)) next_probe_.store(now + kProbeEvery, std::memory_order_relaxed);
        if (state_.compare_exchange_weak(seen, next, std::memory_order_release,
                                         std::memory_order_relaxed))
            return is_open(next);
    }
}

bool circuit_breaker::succeeded() noexcept {
    state seen = state_.load(std::memory_order_relaxed);
    for (;;) {
        if (seen.failures == 0) return false;
        state next = seen;
        next.failures = 0;
        if (is_open(seen)) ++next.closings;
        if (state_.compare_exchange_weak(seen, next, std::memory_order_release,
                                         std::memory_order_relaxed))
            return is_open(seen);
    }
}

}  // namespace swan
