#include "swanctl/times.h"

#include <array>
#include <ctime>

#include "base/text.h"

namespace swan::swanctl {

namespace {

constexpr size_t kDigitsOfMs = 13;
constexpr int64_t kMostUnits = 1'000'000;  // of "7d"

std::optional<int64_t> ms_of_unit(char unit) {
    switch (unit) {
        case 's':
            return 1000;
        case 'm':
            return 60'000;
        case 'h':
            return 3'600'000;
        case 'd':
            return 86'400'000;
        default:
            return std::nullopt;
    }
}

std::optional<int64_t> calendar_time(const std::string& text) {
    for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
        std::tm parts{};
        const char* const end = strptime(text.c_str(), form, &parts);
        if (end == nullptr || *end != '\0') continue;
        parts.tm_isdst = -1;  // by the time zone's own rules
        return int64_t{std::mktime(&parts)} * 1000;
    }
    return std::nullopt;
}

std::optional<int64_t> any_time(std::string_view text, int64_t now_ms) {
    if (text.empty()) return std::nullopt;
    if (const auto ms = parse_decimal(text); ms && text.size() == kDigitsOfMs) return ms;
    const auto unit = ms_of_unit(text.back());
    const auto count = parse_decimal(text.substr(0, text.size() - 1));
    if (unit && count && *count < kMostUnits) return now_ms - *count * *unit;
    return calendar_time(std::string(text));
}

}  // namespace

std::optional<int64_t> parse_time(std::string_view text, int64_t now_ms) {
    auto time_ms = any_time(text, now_ms);
    if (time_ms && *time_ms <= 0) time_ms.reset();  // what mktime() cannot tell is -1 too
    return time_ms;
}

std::string show_time(int64_t time_ms) {
    if (time_ms == 0) return "-";
    const std::time_t seconds = time_ms / 1000;
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return text.data();
}

}  // namespace swan::swanctl
