// Work that may go on after its answer has left, and that the end of the process waits for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace swan {

class unfinished_work {
  public:
    // One piece of such work is unfinished as long as this lives.
    class mark {
      public:
        explicit mark(unfinished_work& of) : of_(of) {
            const std::lock_guard lock(of_.lock_);
            ++of_.count_;
        }
        ~mark() {
            // Told under the lock: who waits may destroy it as soon as the count is seen.
            const std::lock_guard lock(of_.lock_);
            if (--of_.count_ == 0) of_.none_left_.notify_all();
        }
        mark(const mark&) = delete;
        mark& operator=(const mark&) = delete;

      private:
        unfinished_work& of_;
    };

    // Any thread: waits until no mark is left, or until `end`; then false.
    bool wait_until(std::chrono::steady_clock::time_point end) {
        std::unique_lock lock(lock_);
        return none_left_.wait_until(lock, end, [this] { return count_ == 0; });
    }

  private:
    std::mutex lock_;
    std::condition_variable none_left_;
    int count_ = 0;
};

}  // namespace swan
