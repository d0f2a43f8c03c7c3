// The store: operations of many requests, run on one thread in common transactions (group commit).
#pragma once

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "runtime/loop.h"
#include "service/store/sql.h"

namespace swan {

// What an operation needs.
enum class access {
    read,     // waits for no commit
    write,    // committed before it completes; synced within 100 ms or with the next durable one
    durable,  // committed and synced before it completes: money
};

namespace store_detail {

// One operation on its way. Lives until the store thread and the waiting coroutine are both done
// with it, so that a coroutine may give up waiting.
class operation {
  public:
    virtual ~operation() = default;

    access needs = access::read;
    // Not begun after this time: its waiter has been told that it failed.
    std::optional<loop::clock::time_point> deadline;

    // The store thread: runs the function, keeps its result or its exception; throws sql_error
    // only (any other exception is the operation's own, kept for the waiter). May be called again.
    virtual void perform(sql& db) = 0;
    // The store thread: it failed for good.
    void fail(std::exception_ptr why) { failure = std::move(why); }
    virtual void reset() = 0;

    std::exception_ptr failure;

    // The loop's thread only.
    loop* home = nullptr;
    std::coroutine_handle<> waiter;
};

template <class F>
class typed_operation final : public operation {
  public:
    using result_type = std::invoke_result_t<F&, sql&>;
    explicit typed_operation(F function) : function_(std::move(function)) {}

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
        if constexpr (!std::is_void_v<result_type>) return std::move(*result_);
    }

  private:
    struct nothing {};
    F function_;
    std::optional<std::conditional_t<std::is_void_v<result_type>, nothing, result_type>> result_;
};

}  // namespace store_detail

class store {
  public:
    using milliseconds = std::chrono::milliseconds;

    // Opens the database and brings its schema up to date; starts the store thread.
    // Throws sql_error, or config_error when the schema is newer than this program.
    explicit store(const std::string& where);
    // Runs what waits, then ends.
    ~store();

    // co_await the_store.run(access::durable, operation): `operation(sql&)` runs on the store
    // thread inside a transaction, alone or with others, each undone by itself when it throws. It
    // may run more than once: it touches nothing but its session and its own copies, and gives its
    // result back. Its exception is thrown to the waiter; a database failure as swan::error
    // sys_fail. Must be called on a loop's thread; resumes there.
    template <class F>
    auto run(access needs, F function) {
        return awaiter<F>(*this, needs, std::move(function), std::nullopt);
    }
    // The same, but after `within` the waiter is told swan::error sys_fail "store too slow"; what has
    // not begun by then is not done at all.
    template <class F>
    auto run_within(milliseconds within, access needs, F function) {
        return awaiter<F>(*this, needs, std::move(function), within);
    }

  private:
    using operation = store_detail::operation;

    template <class F>
    class awaiter;

    void submit(std::shared_ptr<operation> what);
    void work();

    std::mutex lock_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<operation>> queue_;
    bool ending_ = false;
    sql db_;
    std::thread thread_;
};

}  // namespace swan
