#include "base/log.h"

// The library's compiled half is linked; without this the headers would compile it once more.
#define SPDLOG_COMPILED_LIB
#include <spdlog/async.h>
#include <spdlog/details/periodic_worker.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/log_lines.h"
#include "base/text.h"

namespace swan::logging {

namespace {

// To wake the log's thread costs more than a line: so many bytes go to it at once.
constexpr size_t kBatch = 16 * 1024;

// Batches that may wait for a disk that hangs. Lines that nobody is called for by (debug, info)
// fill at most half of that, so that they never take an alert's place.
constexpr size_t kQueue = 256;

constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 4> kLabels{"DEBUG", "INFO", "WARN", "ERROR"};

// Writes batches of whole lines, and counts the lines of those that could not be written.
class counting_sink final : public spdlog::sinks::sink {
  public:
    counting_sink(std::shared_ptr<spdlog::sinks::sink> to, std::atomic<uint64_t>& failed)
        : to_(std::move(to)), failed_(failed) {
        to_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%v", spdlog::pattern_time_type::local, ""));
    }
    void log(const spdlog::details::log_msg& batch) override {
        try {
            to_->log(batch);
            to_->flush();
        } catch (const spdlog::spdlog_ex&) {
            failed_ +=
                static_cast<uint64_t>(std::count(batch.payload.begin(), batch.payload.end(), '\n'));
        }
    }
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  private:
    std::shared_ptr<spdlog::sinks::sink> to_;
    std::atomic<uint64_t>& failed_;
};

struct log_state {
    std::atomic<bool> started{false};
    std::atomic<level> least{level::debug};
    std::atomic<uint64_t> failed{0};
    std::mutex lock;                                     // what follows
    std::shared_ptr<spdlog::details::thread_pool> pool;  // none: stopped
    std::shared_ptr<spdlog::async_logger> logger;
    std::unique_ptr<spdlog::details::periodic_worker> ticker;
    log_lines lines;  // that no batch holds yet
    uint64_t dropped = 0;
};

// Never destroyed, so that lines may be written while the program's statics are.
log_state& state() {
    static log_state* one = new log_state;
    return *one;
}

std::shared_ptr<spdlog::sinks::sink> open_sink(const std::filesystem::path& file) {
    if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    try {
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    } catch (const spdlog::spdlog_ex& failure) {
        throw std::runtime_error(concat("log: ", std::string_view(failure.what())));
    }
}

// Gives the lines that were gathered to the log's thread. The lock is held, so the queue can only
// have become shorter since it was asked.
void hand_over(log_state& now, size_t most_waiting) {
    if (now.lines.count() == 0) return;
    const std::string_view text = now.lines.text();
    if (now.pool->queue_size() < most_waiting)
        now.logger->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
    else
        now.dropped += now.lines.count();
    now.lines.clear();
}

void tick() {
    log_state& now = state();
    const std::lock_guard<std::mutex> guard(now.lock);
    if (now.pool) hand_over(now, kQueue / 2);
}

}  // namespace

level level_named(std::string_view name) {
    for (size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name) return static_cast<level>(i);
    throw std::invalid_argument("level must be debug, info, warn or error");
}

void start(const std::filesystem::path& file, level least) {
    log_state& now = state();
    auto sink = std::make_shared<counting_sink>(open_sink(file), now.failed);
    stop();
    const std::lock_guard<std::mutex> guard(now.lock);
    now.dropped = 0;
    now.failed = 0;
    now.pool = std::make_shared<spdlog::details::thread_pool>(kQueue, 1);
    now.logger = std::make_shared<spdlog::async_logger>(
        "swan", std::move(sink), now.pool, spdlog::async_overflow_policy::overrun_oldest);
    now.ticker = std::make_unique<spdlog::details::periodic_worker>(tick, std::chrono::seconds(1));
    now.least = least;
    now.started.store(true, std::memory_order_release);
}

namespace {

std::mutex& alert_lock() {
    static std::mutex lock;
    return lock;
}

std::function<void(std::string_view)>& alert_counter() {
    static std::function<void(std::string_view)> count;
    return count;
}

}  // namespace

void stop() {
    log_state& now = state();
    std::unique_ptr<spdlog::details::periodic_worker> ticker;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    {
        const std::lock_guard<std::mutex> guard(now.lock);
        if (!now.pool) return;
        hand_over(now, kQueue);
        ticker = std::move(now.ticker);
        pool = std::move(now.pool);
    }
    ticker.reset();  // its thread takes the lock
    pool.reset();    // joins its thread, which first writes what is queued
}

bool writes(level severity) { return severity >= state().least.load(std::memory_order_relaxed); }

void write(level severity, std::string_view line) {
    if (!writes(severity)) return;
    log_state& now = state();
    const std::string_view label = kLabels[static_cast<size_t>(severity)];
    if (!now.started.load(std::memory_order_acquire)) {
        std::fputs(concat(label, ' ', escaped(line), '\n').c_str(), stderr);
        return;
    }
    const bool urgent = severity >= level::warn;
    const std::lock_guard<std::mutex> guard(now.lock);
    if (!now.pool) {
        ++now.dropped;
        return;
    }
    now.lines.add(label, line);
    if (urgent || now.lines.text().size() >= kBatch) hand_over(now, urgent ? kQueue : kQueue / 2);
}

void alert(std::string_view kind, std::string_view details) {
    warn(concat("alert ", kind, " ", details));
    const std::lock_guard<std::mutex> guard(alert_lock());
    if (alert_counter()) alert_counter()(kind);
}

void count_alerts(std::function<void(std::string_view kind)> count) {
    const std::lock_guard<std::mutex> guard(alert_lock());
    alert_counter() = std::move(count);
}

uint64_t lost() {
    log_state& now = state();
    const std::lock_guard<std::mutex> guard(now.lock);
    return now.dropped + now.failed;
}

}  // namespace swan::logging
