// The log: one line an event, written by a thread of its own so that no loop waits for a disk.
// Never give it a session key, secret, token, login code, query string, body or decrypted data.
//
// A line reads `2026-11-22T10:00:00.123+08:00 INFO message`, in local time. The file is opened for
// appending and stays open: logrotate needs `copytruncate`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace swan::logging {

enum class level { debug, info, warn, error };

// The level named `name` ("debug", "info", "warn", "error"); throws std::invalid_argument.
level level_named(std::string_view name);

// Starts the log: lines at or above `least` go to `file` (appended; its folder must exist or be
// creatable) or, with an empty path, to stderr. Call before threads that write, and after signals
// are blocked: the log's two threads (writer, flush timer) inherit the mask.
// Throws std::runtime_error when the file cannot be opened.
void start(const std::filesystem::path& file, level least);

// Writes what is queued and stops the log thread. Lines after it are dropped.
void stop();

// Queues one line; the oldest queued line is dropped when 1,024 wait. Any thread. Line breaks and
// control characters in `line` are escaped. Before start() lines go to stderr at once. Reaches the
// file within a second, warn and error at once.
void write(level, std::string_view line);

inline void debug(std::string_view line) { write(level::debug, line); }
inline void info(std::string_view line) { write(level::info, line); }
inline void warn(std::string_view line) { write(level::warn, line); }
inline void error(std::string_view line) { write(level::error, line); }

// An operator must look: a warn line whose message begins with "alert ", then `kind` (a word such
// as orphan, mismatch), then `details` as key=value pairs. Found by grep ' alert '.
void alert(std::string_view kind, std::string_view details);

// Lines since start() that were dropped because the queue was full, or that could not be written
// (a full disk), or came after stop(). Any thread.
uint64_t lost();

}  // namespace swan::logging
