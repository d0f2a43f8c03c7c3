#include "base/log_lines.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <regex>
#include <string>

using namespace swan::logging;

namespace {

std::string message_of(const std::string& given) {
    log_lines lines;
    lines.add("INFO", given);
    return std::string(lines.text().substr(lines.text().find("INFO ") + 5));
}

TEST(log_lines, are_gathered_in_order_until_they_are_cleared) {
    log_lines lines;
    EXPECT_EQ(lines.count(), 0u);
    lines.add("INFO", "one");
    lines.add("WARN", "");
    EXPECT_EQ(lines.count(), 2u);
    const std::string time = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d)";
    const std::string text(lines.text());
    EXPECT_TRUE(std::regex_match(text, std::regex(time + " INFO one\n" + time + " WARN \n")))
        << text;
    lines.clear();
    EXPECT_EQ(lines.count(), 0u);
    EXPECT_EQ(lines.text(), "");
}

TEST(log_lines, carry_the_time_of_now_in_local_time) {
    setenv("TZ", "CST-8", 1);
    tzset();
    timespec before{};
    clock_gettime(CLOCK_REALTIME, &before);
    log_lines lines;
    lines.add("INFO", "x");
    const std::string text(lines.text());
    EXPECT_EQ(text.substr(23, 7), "+08:00 ") << text;

    std::tm told{};
    ASSERT_NE(strptime(text.substr(0, 19).c_str(), "%Y-%m-%dT%H:%M:%S", &told), nullptr) << text;
    const int64_t told_ms = (timegm(&told) - 8 * 3600) * 1000 + std::stoi(text.substr(20, 3));
    const int64_t before_ms = before.tv_sec * 1000 + before.tv_nsec / 1'000'000;
    EXPECT_GE(told_ms, before_ms);
    EXPECT_LT(told_ms, before_ms + 60'000);
    unsetenv("TZ");
    tzset();
}

TEST(log_lines, escape_control_characters_wherever_they_are_and_nothing_else) {
    for (int byte = 0; byte < 256; ++byte) {
        for (size_t at = 0; at < 19; ++at) {
            std::string given(19, 'x');
            given[at] = static_cast<char>(byte);
            const bool control = byte < 0x20 || byte == 0x7f;
            const std::string got = message_of(given);
            EXPECT_EQ(got == given + "\n", !control) << byte << " at " << at;
            EXPECT_EQ(got.find('\n'), got.size() - 1) << byte << " at " << at;
        }
    }
    EXPECT_EQ(message_of("a\nb\r\x1b[31m"), "a\\nb\\x0d\\x1b[31m\n");
}

}  // namespace
