#include "swanctl/times.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <ctime>

namespace swan::swanctl {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;

class TimesTest : public testing::Test {
  protected:
    TimesTest() { zone("CST-8"); }
    ~TimesTest() override {
        unsetenv("TZ");
        tzset();
    }
    static void zone(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
};

TEST_F(TimesTest, AgoCountsBackFromNow) {
    EXPECT_EQ(parse_time("90s", kNow), kNow - 90'000);
    EXPECT_EQ(parse_time("30m", kNow), kNow - 1'800'000);
    EXPECT_EQ(parse_time("24h", kNow), kNow - 86'400'000);
    EXPECT_EQ(parse_time("7d", kNow), kNow - int64_t{7} * 86'400'000);
}

TEST_F(TimesTest, DatesAreOfTheHostsZone) {
    EXPECT_EQ(parse_time("2023-11-15T06:13:20", kNow), kNow);
    EXPECT_EQ(parse_time("2023-11-15T06:13", kNow), kNow - 20'000);
    EXPECT_EQ(parse_time("2023-11-15", kNow), kNow - 20'000 - 373 * 60'000);
    EXPECT_EQ(show_time(kNow), "2023-11-15 06:13:20");
}

TEST_F(TimesTest, ThirteenDigitsAreMilliseconds) {
    EXPECT_EQ(parse_time("1700000000000", 1), kNow);
}

TEST_F(TimesTest, WhatIsNoTimeIsRefused) {
    for (const char* text :
         {"", "d", "-1d", "1x", "170000000000", "2023-11", "2023-11-15 06:13",
          "2023-11-15T06:13:20Z", "9999999d", "yesterday", "99999d", "1960-01-01", "0000000000000",
          "-1700000000000", "99999999999999999999", "2023-11-15\n"})
        EXPECT_EQ(parse_time(text, kNow), std::nullopt) << text;
}

}  // namespace
}  // namespace swan::swanctl
