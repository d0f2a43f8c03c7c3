// Log lines in their final form, gathered before they go to the log's thread. Internal to base/log.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace swan::logging {

// `line` with line breaks and control characters escaped: one event stays one line.
std::string escaped(std::string_view line);

// Lines of the form `2026-11-22T10:00:00.123+08:00 INFO message`, in local time. Not thread-safe.
class log_lines {
  public:
    // Adds one line with the time of now. Control characters in `message` are escaped.
    void add(std::string_view label, std::string_view message);

    std::string_view text() const { return text_; }
    size_t count() const { return count_; }
    void clear();

  private:
    void add_time();
    void render(std::time_t second);

    std::string text_;
    size_t count_ = 0;
    // The text of a second serves all its lines: to render it costs more than the rest of a line.
    std::time_t second_ = -1;
    std::string date_;  // "2026-11-22T10:00:00."
    std::string zone_;  // "+08:00 "
};

}  // namespace swan::logging
