// Lets one coroutine wait until something has happened, or for a time.
#pragma once

#include <chrono>
#include <coroutine>
#include <utility>

#include "runtime/loop.h"

namespace swan::sandbox {

// The loop's thread only. Must outlive its wait().
class happening {
  public:
    explicit happening(loop& on) : on_(on) {}

    // Resumes the waiter, now or when it begins to wait.
    void happened() {
        happened_ = true;
        if (!waiter_) return;
        on_.cancel(timer_);
        std::exchange(waiter_, nullptr).resume();
    }

    // co_await the_happening.wait(ms)
    auto wait(std::chrono::milliseconds most) {
        struct awaiter {
            happening& what;
            std::chrono::milliseconds most;
            bool await_ready() const noexcept { return what.happened_; }
            void await_suspend(std::coroutine_handle<> h) { what.suspend(h, most); }
            void await_resume() const noexcept {}
        };
        return awaiter{*this, most};
    }

  private:
    void suspend(std::coroutine_handle<> waiter, std::chrono::milliseconds most) {
        waiter_ = waiter;
        timer_ = on_.call_after(most, [this] { std::exchange(waiter_, nullptr).resume(); });
    }

    loop& on_;
    bool happened_ = false;
    std::coroutine_handle<> waiter_;
    loop::timer_id timer_;
};

}  // namespace swan::sandbox
