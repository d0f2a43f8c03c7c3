// task<T>: a lazy coroutine that runs when awaited, on the thread that awaits it, and hands its
// value or exception to the one who awaits.
//
// g++ 12.2 miscompiles coroutine code outside this rule (value lost, double free), silently:
//   One co_await a statement: as the whole right-hand side of a named local, as a whole statement,
//   or as `co_return co_await f(x);`. Arguments are names, literals or class values with
//   constructors. No lambda and no {} in that statement, and never inside if, while, switch,
//   for (...) or ?:.
// `make lint` checks it.
//
// Awaiting costs no stack in an optimised build, however often. g++ without optimisation or under
// a sanitizer makes no tail call of a symmetric transfer: there, thousands of awaits in a row that
// are all ready at once use the stack up.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace swan {

template <class T>
class task;

namespace task_detail {

struct final_awaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
        return self.promise().continuation;
    }
    void await_resume() const noexcept {}
};

struct promise_base {
    std::coroutine_handle<> continuation = std::noop_coroutine();
    std::exception_ptr failure;

    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_awaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { failure = std::current_exception(); }
};

template <class T>
struct promise : promise_base {
    std::optional<T> result;
    task<T> get_return_object() noexcept;
    template <class U>
    void return_value(U&& given) {
        result.emplace(std::forward<U>(given));
    }
    T take() {
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }
};

template <>
struct promise<void> : promise_base {
    task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const {
        if (failure) std::rethrow_exception(failure);
    }
};

}  // namespace task_detail

template <class T>
class [[nodiscard]] task {
  public:
    using promise_type = task_detail::promise<T>;

    explicit task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
    task(task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    task& operator=(task&&) = delete;
    ~task() {
        if (frame_) frame_.destroy();
    }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        frame_.promise().continuation = awaiting;
        return frame_;
    }
    T await_resume() { return frame_.promise().take(); }

  private:
    std::coroutine_handle<promise_type> frame_;
};

namespace task_detail {

template <class T>
task<T> promise<T>::get_return_object() noexcept {
    return task<T>(std::coroutine_handle<promise<T>>::from_promise(*this));
}
inline task<void> promise<void>::get_return_object() noexcept {
    return task<void>(std::coroutine_handle<promise<void>>::from_promise(*this));
}

// A coroutine that starts at once and frees itself at its end.
struct detached {
    struct promise_type {
        detached get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
    };
};

inline detached run_detached(task<void> work) { co_await work; }

}  // namespace task_detail

// Runs `work` on this thread up to its first wait; it goes on by itself from there. An exception
// that leaves it ends the process: who starts a task catches inside it.
inline void start(task<void> work) { task_detail::run_detached(std::move(work)); }

}  // namespace swan
