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

#include "base/text.h"

namespace swan::logging {

namespace {

constexpr size_t kQueue = 1024;  // lines; the default of 8,192 costs 3.5 MB

constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 4> kLabels{"DEBUG", "INFO", "WARN", "ERROR"};
constexpr std::array kSeverities{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                 spdlog::level::err};

// Only ever replaced by start(): a thread that writes while stop() runs still finds its logger.
struct log_state {
    std::atomic<bool> started{false};
    std::mutex lock;  // what follows, but for the use of `logger`
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::sinks::sink> sink;
    std::shared_ptr<spdlog::async_logger> logger;
    std::unique_ptr<spdlog::details::periodic_worker> flusher;
    uint64_t overrun = 0;  // of a pool that has ended
    std::atomic<uint64_t> failed{0};
};

// Never destroyed, so that lines may be written while the program's statics are.
log_state& state() {
    static log_state* one = new log_state;
    return *one;
}

class label_flag final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& line, const std::tm&,
                spdlog::memory_buf_t& out) override {
        for (size_t i = 0; i < kSeverities.size(); ++i)
            if (kSeverities[i] == line.level) out.append(kLabels[i]);
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<label_flag>();
    }
};

std::shared_ptr<spdlog::sinks::sink> open_sink(const std::filesystem::path& file) {
    if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    try {
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    } catch (const spdlog::spdlog_ex& failure) {
        throw std::runtime_error(concat("log: ", std::string_view(failure.what())));
    }
}

// Not logger->flush(): that takes a place in the queue, where it may push out a line.
void flush(log_state& now) {
    try {
        now.sink->flush();
    } catch (const spdlog::spdlog_ex&) {
        ++now.failed;
    }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string escaped(std::string_view line) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        if (!is_control(c))
            out += c;
        else if (c == '\n')
            out += "\\n";
        else
            out.append("\\x").append({kHex[byte >> 4], kHex[byte & 15]});
    }
    return out;
}

}  // namespace

level level_named(std::string_view name) {
    for (size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name) return static_cast<level>(i);
    throw std::invalid_argument("level must be debug, info, warn or error");
}

void start(const std::filesystem::path& file, level least) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<label_flag>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %* %v");
    auto sink = open_sink(file);
    sink->set_formatter(std::move(formatter));

    log_state& now = state();
    const std::lock_guard<std::mutex> guard(now.lock);
    now.overrun = 0;
    now.failed = 0;
    now.pool = std::make_shared<spdlog::details::thread_pool>(kQueue, 1);
    now.sink = sink;
    now.logger = std::make_shared<spdlog::async_logger>(
        "swan", std::move(sink), now.pool, spdlog::async_overflow_policy::overrun_oldest);
    now.logger->set_level(kSeverities[static_cast<size_t>(least)]);
    now.logger->flush_on(spdlog::level::warn);
    now.logger->set_error_handler([&now](const std::string&) { ++now.failed; });
    now.flusher = std::make_unique<spdlog::details::periodic_worker>([&now] { flush(now); },
                                                                     std::chrono::seconds(1));
    now.started.store(true, std::memory_order_release);
}

void stop() {
    log_state& now = state();
    std::shared_ptr<spdlog::details::thread_pool> ending;
    {
        const std::lock_guard<std::mutex> guard(now.lock);
        if (!now.pool) return;
        now.flusher.reset();
        now.overrun = now.pool->overrun_counter();
        ending = std::move(now.pool);
    }
    ending.reset();  // joins its thread, which first writes what is queued
    flush(now);
}

void write(level severity, std::string_view line) {
    log_state& now = state();
    const auto index = static_cast<size_t>(severity);
    const bool started = now.started.load(std::memory_order_acquire);
    if (started && !now.logger->should_log(kSeverities[index])) return;

    std::string clean;
    if (std::any_of(line.begin(), line.end(), is_control)) line = clean = escaped(line);
    if (!started) {
        std::fprintf(stderr, "%s %.*s\n", kLabels[index].data(), static_cast<int>(line.size()),
                     line.data());
        return;
    }
    try {
        now.logger->log(kSeverities[index], spdlog::string_view_t(line.data(), line.size()));
    } catch (const spdlog::spdlog_ex&) {  // stopped
        ++now.failed;
    }
}

void alert(std::string_view kind, std::string_view details) {
    warn(concat("alert ", kind, " ", details));
}

uint64_t lost() {
    log_state& now = state();
    const std::lock_guard<std::mutex> guard(now.lock);
    return now.failed + (now.pool ? now.pool->overrun_counter() : now.overrun);
}

}  // namespace swan::logging
