// A store and a loop on a thread of its own, for tests that are not on a loop.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "runtime/loop.h"
#include "runtime/task.h"
#include "service/store/store.h"
#include "temporary_database.h"

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

// A result for a test's thread.
template <class T>
class pending {
  public:
    pending() = default;
    pending(loop_thread& on, std::future<T> result) : on_(&on), result_(std::move(result)) {}

    // Until the loop is done with it too, so that an exception is freed by this thread: the count
    // of its owners lies in libstdc++, where ThreadSanitizer does not see it.
    void wait() {
        result_.wait();
        on_->run([] {});
    }
    T get() {
        wait();
        return result_.get();
    }

  private:
    loop_thread* on_ = nullptr;
    std::future<T> result_;
};

// From a test's thread: the same, and waits for the result.
template <class F>
auto run(loop_thread& on, store& to, access needs, F operation,
         std::chrono::milliseconds within = {}) {
    std::future<std::invoke_result_t<F&, sql&>> result;
    on.run([&] { result = submit(to, needs, std::move(operation), within); });
    return pending(on, std::move(result)).get();
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

// Operations on the table of StoreTest.
inline auto insert(int64_t id) {
    return [id](sql& db) { db.execute("insert into items (id) values (:id)", {id}); };
}

inline int64_t count(sql& db) { return db.query_one("select count(*) from items", "i")->number(0); }

// The swan::error that the waiter was told; fails the test when it was told another thing.
template <class T>
error error_of(pending<T>& result) {
    try {
        result.get();
        ADD_FAILURE() << "it succeeded";
    } catch (const error& failure) {
        return failure;
    }
    return error(code::succ, "");
}

class StoreTest : public ::testing::Test {
  protected:
    StoreTest() { create_items(); }

    void create_items() {
        run(loop, *base, access::durable, [](sql& db) {
            db.run_once("create table items (id bigint not null primary key, body text)");
        });
    }

    pending<void> start(access needs, std::function<void(sql&)> operation,
                        std::chrono::milliseconds within = {}) {
        std::future<void> result;
        loop.run([&] { result = submit(*base, needs, std::move(operation), within); });
        return {loop, std::move(result)};
    }

    std::vector<int64_t> stored_ids() {
        return run(loop, *base, access::read, [](sql& db) {
            std::vector<int64_t> ids;
            for (const auto& row : db.query("select id from items order by id", "i"))
                ids.push_back(row.number(0));
            return ids;
        });
    }

    temporary_database files;
    loop_thread loop;
    std::unique_ptr<store> base = std::make_unique<store>(files.where());
};

}  // namespace swan::test
