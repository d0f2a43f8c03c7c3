// Something that happens once, and that any number of coroutines of one loop wait for.
#pragma once

#include <coroutine>
#include <utility>
#include <vector>

namespace swan {

// `co_await it;` goes on when it happens, at once when it has happened. On one thread. It may be
// destroyed while it happens, by one of those who waited, but not while somebody waits.
class one_time_event {
  public:
    one_time_event() = default;
    one_time_event(const one_time_event&) = delete;
    one_time_event& operator=(const one_time_event&) = delete;

    // Resumes who waits, in the order of coming, each up to its next wait. Once.
    void happen() {
        happened_ = true;
        const auto waiting = std::exchange(waiting_, {});
        for (const auto each : waiting) each.resume();
    }

    bool await_ready() const noexcept { return happened_; }
    void await_suspend(std::coroutine_handle<> waiter) { waiting_.push_back(waiter); }
    void await_resume() const noexcept {}

  private:
    bool happened_ = false;
    std::vector<std::coroutine_handle<>> waiting_;
};

}  // namespace swan
