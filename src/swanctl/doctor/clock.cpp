#include "swanctl/doctor/clock.h"

#include <cstdlib>

#include "base/text.h"

namespace swan::doctor {

namespace {

constexpr std::time_t kMostOff = 60;            // s
constexpr std::time_t kNotBefore = 1735689600;  // 2025-01-01: this program is younger
constexpr std::time_t kNotAfter = 4102444800;   // 2100-01-01
constexpr const char* kMend = "set it, and keep it right with NTP (timedatectl set-ntp true)";

std::string utc(std::time_t when) {
    std::tm parts{};
    char text[32] = "";
    gmtime_r(&when, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

}  // namespace

finding judge_clock(std::time_t ours, std::optional<std::time_t> theirs, std::string_view whose) {
    if (theirs) {
        const int64_t off = ours - *theirs;
        if (std::abs(off) > kMostOff)
            return failed(
                concat("this machine's clock is ", std::abs(off), " s ",
                       off < 0 ? "behind" : "ahead of", " that of ", whose, " (", utc(ours), ")"),
                kMend);
        return good(concat(utc(ours), ", ", std::abs(off), " s from that of ", whose));
    }
    if (ours < kNotBefore || ours > kNotAfter)
        return failed(concat("it is not ", utc(ours)), kMend);
    return warning(concat(utc(ours), " can be, but no server told its time to compare with"),
                   "check again when one answers");
}

}  // namespace swan::doctor
