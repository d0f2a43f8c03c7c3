// A store and a loop on a thread of its own, for tests that are not on a loop.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "runtime/loop.h"
#include "runtime/task.h"
#include "service/store/store.h"

namespace swan::test {

class loop_thread {
  public:
    ~loop_thread() {
        loop_.stop();
        thread_.join();
    }
    // Runs `job` on the loop's thread to its end.
    void run(const std::function<void()>& job) {
        std::promise<void> done;
        loop_.post([&] {
            job();
            done.set_value();
        });
        done.get_future().get();
    }

  private:
    loop loop_;
    std::thread thread_{[this] { loop_.run(); }};
};

namespace detail {

template <class T>
using promise = std::shared_ptr<std::promise<T>>;

template <class T, class Awaiter>
task<void> settle(std::shared_ptr<Awaiter> operation, promise<T> done) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await *operation;
            done->set_value();
        } else {
            T result = co_await *operation;
            done->set_value(std::move(result));
        }
    } catch (...) {
        done->set_exception(std::current_exception());
    }
}

}  // namespace detail

// On the loop's thread: hands the operation to the store; the future is ready when its waiter
// goes on. `within` 0: run(), else run_within().
template <class F>
auto submit(store& to, access needs, F operation, std::chrono::milliseconds within = {}) {
    using result = std::invoke_result_t<F&, sql&>;
    using awaiter = decltype(to.run(needs, operation));
    const std::shared_ptr<awaiter> waits(
        within.count() == 0 ? new awaiter(to.run(needs, std::move(operation)))
                            : new awaiter(to.run_within(within, needs, std::move(operation))));
    const auto done = std::make_shared<std::promise<result>>();
    start(detail::settle<result>(waits, done));
    return done->get_future();
}

// From a test's thread: the same, and waits for the result.
template <class F>
auto run(loop_thread& on, store& to, access needs, F operation,
         std::chrono::milliseconds within = {}) {
    std::future<std::invoke_result_t<F&, sql&>> result;
    on.run([&] { result = submit(to, needs, std::move(operation), within); });
    return result.get();
}

// Holds the store thread, so that what is submitted meanwhile becomes one batch.
class gate {
  public:
    gate(loop_thread& on, store& of) {
        std::promise<void> reached;
        on.run([&] {
            held_ = submit(of, access::read, [this, &reached](sql&) {
                reached.set_value();
                opened_.get_future().wait();
            });
        });
        reached.get_future().wait();
    }
    void open() {
        opened_.set_value();
        held_.get();
    }

  private:
    std::promise<void> opened_;
    std::future<void> held_;
};

}  // namespace swan::test
