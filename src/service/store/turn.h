// Turns at the write lock of SQLite, whose waiters ask now and then: beside a process that commits
// back to back they would ask in vain for seconds. So who waits says so, and who comes from a
// commit lets them go first.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "service/store/sql.h"

namespace swan {

// Another session holds the lock.
class locked_error : public sql_error {
  public:
    explicit locked_error(const std::string& text) : sql_error(kind::other, text) {}
};

class turn {
  public:
    // Between all who share `file`, which is made if missing. Throws sql_error.
    explicit turn(const std::string& file);
    ~turn();
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

    // Calls `take_lock` until it does not throw locked_error any more, for at most `within`; gives
    // its result.
    template <class F>
    auto take(std::chrono::milliseconds within, F take_lock) const {
        let_others_go_first();
        try {
            return take_lock();
        } catch (const locked_error&) {
            const waiting here(*this);
            return persist(within, take_lock);
        }
    }

    // Says that this session waits, as long as it lives; the kernel ends it with the process.
    class waiting {
      public:
        explicit waiting(const turn& at) noexcept;
        ~waiting();
        waiting(const waiting&) = delete;
        waiting& operator=(const waiting&) = delete;

      private:
        const turn& at_;
    };
    bool others_wait() const noexcept;
    // Gives those who wait some milliseconds to take the lock; at once back when there are none.
    void let_others_go_first() const;

  private:
    template <class F>
    static auto persist(std::chrono::milliseconds within, F take_lock) {
        const auto end = std::chrono::steady_clock::now() + within;
        for (;;) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            try {
                return take_lock();
            } catch (const locked_error&) {
                if (std::chrono::steady_clock::now() >= end) throw;
            }
        }
    }

    int fd_;
};

}  // namespace swan
