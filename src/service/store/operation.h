// An operation of the store on its way from a coroutine to the store's thread and back. Part of
// store.cpp.
#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "runtime/loop.h"
#include "service/store/sql.h"

namespace swan {

// What an operation needs.
enum class access {
    read,     // waits for no commit; writing is a std::logic_error
    write,    // committed before it completes; synced within 100 ms or with the next durable one
    durable,  // committed and synced before it completes: money
};

namespace store_detail {

using milliseconds = std::chrono::milliseconds;

// One operation on its way. Lives until the store thread and the waiting coroutine are both done
// with it, so that a coroutine may give up waiting.
class operation : public loop::work {
  public:
    operation(access what, std::optional<milliseconds> limit) : needs(what), within(limit) {}
    virtual ~operation() = default;

    const access needs;
    const std::optional<milliseconds> within;

    // The store thread.

    // Runs the function, keeps its result or throws. May be called again.
    virtual void perform(sql& db) = 0;
    // Forgets what perform() left.
    virtual void reset() = 0;
    void fail(std::exception_ptr why) noexcept { failure = std::move(why); }
    void fail(const sql_error& cause);
    // True: its time is over, and its waiter has been told so, or is about to be.
    bool fail_when_late();
    bool has_failed() const noexcept { return failure != nullptr; }
    // Hands all to their loops, which resume the waiters; a loop is woken once.
    static void complete(std::span<std::shared_ptr<operation>> all);

    // The loop's thread.

    // Before it is handed to the store thread.
    void expect();
    // Who goes on when it has completed.
    void resume(std::coroutine_handle<> waiter) { waiter_ = waiter; }
    // It was never handed over: there is no room.
    void refuse();
    bool has_completed() const { return completed_; }
    // Throws what the waiter has to know.
    void check() const;

  protected:
    std::exception_ptr failure;

  private:
    void run() override;
    void finish();
    void give_up();

    std::optional<loop::clock::time_point> deadline_;
    std::shared_ptr<operation> self_;      // while it lies in the loop's list
    std::shared_ptr<operation> together_;  // of the same loop, to be completed behind it

    // The loop's thread only, from expect() on.
    loop* home_ = nullptr;
    std::coroutine_handle<> waiter_ = std::noop_coroutine();
    std::optional<loop::timer_id> timer_;
    bool completed_ = false;
    bool gave_up_ = false;
};

template <class F>
class typed_operation final : public operation {
  public:
    using result_type = std::invoke_result_t<F&, sql&>;

    typed_operation(access what, std::optional<milliseconds> limit, F function)
        : operation(what, limit), function_(std::move(function)) {}

    void perform(sql& db) override {
        if constexpr (std::is_void_v<result_type>)
            function_(db);
        else
            result_.emplace(function_(db));
    }
    void reset() override {
        failure = nullptr;
        result_.reset();
    }
    result_type take() {
        check();
        if constexpr (!std::is_void_v<result_type>) return std::move(*result_);
    }

  private:
    struct nothing {};
    F function_;
    std::optional<std::conditional_t<std::is_void_v<result_type>, nothing, result_type>> result_;
};

}  // namespace store_detail

}  // namespace swan
