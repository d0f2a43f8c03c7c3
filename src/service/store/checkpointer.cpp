#include "service/store/checkpointer.h"

#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

// Pages of 4 KB: the log is copied beside the store's thread once it has 16 MB, and by that thread,
// which stops its growth, at 64 MB. Pages that change often are copied the less often the longer
// the log may be.
constexpr int64_t kLong = 4000;
constexpr int64_t kTooLong = 4 * kLong;

// A full disk fails every checkpoint.
constexpr std::chrono::seconds kPause{1};

}  // namespace

checkpointer::checkpointer(const std::string& where) : db_(where) {
    thread_ = std::thread([this] { work(); });
}

checkpointer::~checkpointer() {
    {
        const std::lock_guard lock(lock_);
        now_ = state::ending;
    }
    wake_.notify_one();
    thread_.join();
}

bool checkpointer::should_checkpoint(int64_t log_pages) {
    const std::lock_guard lock(lock_);
    if (log_pages < kLong) {
        // The log began anew before the store's thread was asked to copy its rest: there is none.
        if (now_ == state::copied) now_ = state::idle;
        return false;
    }
    if (std::chrono::steady_clock::now() < not_before_) return false;
    // Never while the other thread may be at it: two must not copy the same log.
    if (now_ == state::copied || (now_ == state::idle && log_pages >= kTooLong)) {
        now_ = state::idle;
        return true;
    }
    if (now_ != state::idle) return false;
    now_ = state::asked;
    wake_.notify_one();
    return false;
}

void checkpointer::work() {
    std::unique_lock lock(lock_);
    for (;;) {
        wake_.wait(lock, [this] { return now_ == state::asked || now_ == state::ending; });
        if (now_ == state::ending) return;
        now_ = state::copying;
        lock.unlock();
        try {
            db_.checkpoint();
        } catch (const sql_error& failure) {
            failed(failure);
        }
        lock.lock();
        if (now_ == state::copying) now_ = state::copied;
    }
}

void checkpointer::failed(const sql_error& why) {
    logging::warn(concat("the write-ahead log cannot be copied now: ", why.what()));
    const std::lock_guard lock(lock_);
    not_before_ = std::chrono::steady_clock::now() + kPause;
}

}  // namespace swan
