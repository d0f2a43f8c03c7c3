#include "base/log_lines.h"

#include <algorithm>
#include <cstdint>

#include "base/word_scan.h"

namespace swan::logging {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// True when a byte of `word` is below 0x20 or 0x7f; the usual tricks with borrows.
bool word_has_control(uint64_t word) {
    const uint64_t low = (word - word_of(0x20)) & ~word;
    const uint64_t without_del = word ^ word_of(0x7F);
    const uint64_t del = (without_del - word_of(1)) & ~without_del;
    return ((low | del) & word_of(0x80)) != 0;
}

bool has_control(std::string_view line) {
    line.remove_prefix(run_of_words(line, word_has_control));
    return std::any_of(line.begin(), line.end(), is_control);
}

}  // namespace

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

void log_lines::add(std::string_view label, std::string_view message) {
    add_time();
    text_.append(label).push_back(' ');
    if (has_control(message))
        text_.append(escaped(message));
    else
        text_.append(message);
    text_.push_back('\n');
    ++count_;
}

void log_lines::clear() {
    text_.clear();
    count_ = 0;
}

void log_lines::add_time() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != second_) render(now.tv_sec);
    const auto ms = static_cast<int>(now.tv_nsec / 1'000'000);
    const auto digit = [](int value) { return static_cast<char>('0' + value % 10); };
    text_.append(date_).append({digit(ms / 100), digit(ms / 10), digit(ms)}).append(zone_);
}

void log_lines::render(std::time_t second) {
    std::tm local{};
    localtime_r(&second, &local);
    char text[32];
    date_.assign(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &local));
    zone_.assign(text, std::strftime(text, sizeof text, "%z ", &local));
    zone_.insert(3, ":");
    second_ = second;
}

}  // namespace swan::logging
