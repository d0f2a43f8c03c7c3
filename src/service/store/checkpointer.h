// Copies the write-ahead log into the database file beside the store's thread: commits need not
// wait for some ten milliseconds then. What is committed meanwhile stays in the log, so the store's
// thread itself copies the short rest at the end; only then does the log begin anew.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "service/store/sql.h"

namespace swan {

class checkpointer {
  public:
    // `where`: as for sql. Throws sql_error.
    explicit checkpointer(const std::string& where);
    ~checkpointer();
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;

    // The store's thread, between transactions, with the length of the log: true when it should
    // checkpoint now itself, as only a little is left to copy, or the log has become too long. When
    // the log has become long it lets the copying beside begin.
    bool should_checkpoint(int64_t log_pages);

    // A checkpoint has failed, here or there: says so, and lets the next one wait a second.
    void failed(const sql_error& why);

  private:
    enum class state { idle, asked, copying, copied, ending };

    void work();

    sql db_;  // its own thread only
    std::mutex lock_;
    std::condition_variable wake_;
    state now_ = state::idle;
    std::chrono::steady_clock::time_point not_before_{};
    std::thread thread_;
};

}  // namespace swan
