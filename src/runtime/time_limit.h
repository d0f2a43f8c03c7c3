// Waiting for a task no longer than a limit. The task is not cut off: it runs on to its end.
#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/loop.h"
#include "runtime/task.h"

namespace swan {

// co_await of a time_limited<T>(limit, work), on a loop's thread: the value of `work`, or its
// exception; nothing when the limit passes first. Then `work` goes on by itself: it must hold
// copies of all it uses, and what it gives or throws in the end is dropped, so it logs that itself.
template <class T>
class time_limited {
  public:
    time_limited(std::chrono::milliseconds limit, task<T> work)
        : limit_(limit), work_(std::move(work)) {}

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiter) {
        start(run(std::move(work_), shared_));
        if (shared_->is_over) return false;  // it waited for nothing
        shared_->waiter = waiter;
        shared_->timer = loop::current()->call_after(limit_, [shared = shared_] {
            shared->timer.reset();
            shared->resume();
        });
        return true;
    }
    std::optional<T> await_resume() {
        if (shared_->failure) std::rethrow_exception(shared_->failure);
        return std::move(shared_->value);
    }

  private:
    // Of the waiter and of the work, whichever lives longer.
    struct state {
        bool is_over = false;
        std::optional<T> value;
        std::exception_ptr failure;
        std::coroutine_handle<> waiter;  // null: there is none, or it has gone on
        std::optional<loop::timer_id> timer;

        void resume() {
            const auto who = std::exchange(waiter, nullptr);
            if (timer) loop::current()->cancel(*timer);
            timer.reset();
            if (who) who.resume();
        }
    };

    static task<void> run(task<T> work, std::shared_ptr<state> to) {
        try {
            T value = co_await work;
            to->value = std::move(value);
        } catch (...) {
            to->failure = std::current_exception();
        }
        to->is_over = true;
        to->resume();
    }

    std::chrono::milliseconds limit_;
    task<T> work_;
    std::shared_ptr<state> shared_ = std::make_shared<state>();
};

}  // namespace swan
