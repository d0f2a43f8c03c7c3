// The log: one line an event, written by a thread of its own so that no loop waits for a disk.
// Never give it a session key, secret, token, login code, query string, body or decrypted data.
//
// A line reads `2026-11-22T10:00:00.123+08:00 INFO message`, in local time. The file is opened for
// appending and stays open: logrotate needs `copytruncate`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace swan::logging {

enum class level { debug, info, warn, error };

// The level named `name` ("debug", "info", "warn", "error"); throws std::invalid_argument.
level level_named(std::string_view name);

// Starts the log: lines at or above `least` go to `file` (appended; its folder must exist or be
// creatable) or, with an empty path, to stderr. Call before threads that write, and after signals
// are blocked: the log's two threads (writer, timer) inherit the mask.
// Throws std::runtime_error when the file cannot be opened.
void start(const std::filesystem::path& file, level least);

// Writes what waits and stops the log thread. Lines after it are dropped.
void stop();

// Whether lines of that level are written at all; to ask costs nothing.
bool writes(level);

// Writes one line. Any thread; waits for no disk. Line breaks and control characters in `line` are
// escaped. warn and error reach the file at once, with all lines before them; debug and info
// within a second, many at a time: that is what makes them cheap. When the disk hangs, debug and
// info are dropped above 2 MB of waiting lines, long before warn and error are. Before start()
// lines go to stderr at once.
void write(level, std::string_view line);

inline void debug(std::string_view line) { write(level::debug, line); }
inline void info(std::string_view line) { write(level::info, line); }
inline void warn(std::string_view line) { write(level::warn, line); }
inline void error(std::string_view line) { write(level::error, line); }

// An operator must look: a warn line whose message begins with "alert ", then `kind` (a word such
// as orphan, mismatch), then `details` as key=value pairs. Found by grep ' alert '.
void alert(std::string_view kind, std::string_view details);

// From now on `count` is called with the kind of each alert, on the thread that alerts; nothing: no
// longer. Any thread, but not beside alerts that the earlier one still counts.
void count_alerts(std::function<void(std::string_view kind)> count);

// Lines since start() that were dropped because too many waited, or that could not be written (a
// full disk), or came after stop(). Any thread.
uint64_t lost();

}  // namespace swan::logging
