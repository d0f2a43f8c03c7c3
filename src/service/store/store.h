// The store: operations of many requests, run on one thread in common transactions (group commit).
#pragma once

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/loop.h"
#include "service/store/checkpointer.h"
#include "service/store/operation.h"
#include "service/store/sql.h"

namespace swan {

// The time that decides, in milliseconds since 1970: the store's clock. With SQLite the store is
// this host, so it is the host's; hosts that share a store would have to ask their database.
int64_t store_now_ms();

class store {
  public:
    using milliseconds = store_detail::milliseconds;

    // Opens the database and brings its schema up to date; starts the store thread.
    // Throws sql_error, or config_error when the schema is newer than this program.
    explicit store(const std::string& where);
    // Runs what waits, then ends. The loops of those who wait must still live.
    ~store();

    // co_await the_store.run(access::durable, operation): `operation(sql&)` runs on the store
    // thread inside a transaction, alone or with others, each undone by itself when it throws. It
    // may run more than once: it touches nothing but its session and its own copies, and gives its
    // result back. Its exception is thrown to the waiter; a database failure as swan::error
    // sys_fail, and more than 65,536 waiting operations as swan::error busy. Must be called on a
    // loop's thread; resumes there.
    template <class F>
    auto run(access needs, F function) {
        return awaiter<F>(*this, needs, std::nullopt, std::move(function));
    }
    // The same, but after `within` the waiter is told swan::error sys_fail "store too slow"; what
    // has not begun by then is not done at all, what has begun may still be committed.
    template <class F>
    auto run_within(milliseconds within, access needs, F function) {
        return awaiter<F>(*this, needs, within, std::move(function));
    }

    // The same as run(), but hands over at once: for what this thread can do while the store works.
    //     auto storing = the_store.begin(access::durable, operation);
    //     co_await loop::current()->others_first();  // the store is rung for all that came
    //     together
    //     ...
    //     const T result = co_await storing;
    // It is carried out whether it is awaited or not. Awaited once, on the loop that began it.
    template <class F>
    auto begin(access needs, F function) {
        return started<F>(*this, needs, std::move(function));
    }

  private:
    using operation = store_detail::operation;
    using operations = std::vector<std::shared_ptr<operation>>;
    using span = std::span<std::shared_ptr<operation>>;

    template <class F>
    class awaiter {
      public:
        using typed = store_detail::typed_operation<F>;

        awaiter(store& on, access needs, std::optional<milliseconds> within, F function)
            : store_(on), what_(std::make_shared<typed>(needs, within, std::move(function))) {}

        bool await_ready() const noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> waiter) {
            what_->resume(waiter);
            return store_.submit(what_);
        }
        typename typed::result_type await_resume() { return what_->take(); }

      private:
        store& store_;
        std::shared_ptr<typed> what_;
    };

    template <class F>
    class started {
      public:
        using typed = store_detail::typed_operation<F>;

        started(store& on, access needs, F function)
            : what_(std::make_shared<typed>(needs, std::nullopt, std::move(function))) {
            on.submit(what_);
        }
        started(const started&) = delete;
        started& operator=(const started&) = delete;

        bool await_ready() const noexcept { return what_->has_completed(); }
        void await_suspend(std::coroutine_handle<> waiter) { what_->resume(waiter); }
        typename typed::result_type await_resume() { return what_->take(); }

      private:
        std::shared_ptr<typed> what_;
    };

    // False: it has failed already, as there is no room.
    bool submit(std::shared_ptr<operation> what);

    // The store thread.
    void work();
    bool wait_for_work(operations& batch);
    void read(span batch);
    void write(span batch);
    enum class outcome { done, half_done, lost };
    void finish(span batch, access how);
    bool begin_for(span waiting, access how);
    outcome run_together(span batch, access how, bool in_savepoints);
    void run_one_by_one(span batch);
    void run_with_others(operation& what);
    bool run_bare(operation& what);
    bool run_in_savepoint(operation& what);
    void run_alone(operation& what);
    void begin(access how);
    void commit(access how);
    void undo();
    bool sync_is_due() const;
    void shorten_log();

    std::mutex lock_;
    std::condition_variable wake_;
    operations queue_;
    const loop* ringing_ = nullptr;  // that handed over last, and rings when it has handed over all
    bool ending_ = false;

    checkpointer checkpoints_;

    // The store thread only.
    sql db_;
    std::optional<loop::clock::time_point> sync_at_;  // while commits wait for their sync

    std::thread thread_;
};

}  // namespace swan
