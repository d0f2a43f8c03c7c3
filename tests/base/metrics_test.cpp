#include "base/metrics.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace swan {
namespace {

using namespace std::chrono_literals;

constexpr metric_name kSeen{"swan_seen_total", "Things seen."};
constexpr metric_name kTook{"swan_took_seconds", "How long they took."};
constexpr metric_name kNow{"swan_now", "Things here now."};

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, ACounterIsFoundAgainByNameAndLabels) {
    metrics all;
    counter& red = all.count(kSeen, {{"colour", "red"}});
    red.add();
    red.add(2);
    all.count(kSeen, {{"colour", "blue"}}).add();
    EXPECT_EQ(&all.count(kSeen, {{"colour", "red"}}), &red);
    EXPECT_EQ(all.text(),
              "# HELP swan_seen_total Things seen.\n"
              "# TYPE swan_seen_total counter\n"
              "swan_seen_total{colour=\"blue\"} 1\n"
              "swan_seen_total{colour=\"red\"} 3\n");
}

TEST(Metrics, ACounterCountsExactlyWhereADoubleWouldRound) {
    metrics all;
    all.count(kSeen).add((uint64_t{1} << 52) + 1);
    EXPECT_TRUE(has_line(all.text(), "swan_seen_total 4503599627370497")) << all.text();
}

TEST(Metrics, TheBucketsOfAHistogramHoldAllThatIsNotLonger) {
    metrics all;
    durations& took = all.time(kTook);
    took.add(0ns);
    took.add(100us);
    took.add(100us + 1ns);
    took.add(2500ms);
    took.add(1h);
    const std::string text = all.text();
    EXPECT_TRUE(has_line(text, "# TYPE swan_took_seconds histogram")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"0.0001\"} 2")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"0.00025\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"1\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"2.5\"} 4")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"10\"} 4")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_bucket{le=\"+Inf\"} 5")) << text;
    EXPECT_TRUE(has_line(text, "swan_took_seconds_count 5")) << text;
    EXPECT_NEAR(took.seconds(), 3602.5002, 1e-6);
}

TEST(Metrics, TheBoundsOfABucketRise) {
    for (size_t i = 1; i < durations::kBounds.size(); ++i)
        EXPECT_LT(durations::kBounds[i - 1], durations::kBounds[i]);
}

TEST(Metrics, AReadingIsTakenEachTime) {
    metrics all;
    int here = 3;
    all.read_gauge(kNow, {{"host", "a"}}, [&] { return here; });
    all.read_count(kSeen, {}, [&] { return 10 * here; });
    EXPECT_TRUE(has_line(all.text(), "swan_now{host=\"a\"} 3")) << all.text();
    here = 4;
    EXPECT_TRUE(has_line(all.text(), "swan_now{host=\"a\"} 4")) << all.text();
    EXPECT_TRUE(has_line(all.text(), "swan_seen_total 40")) << all.text();
    EXPECT_TRUE(has_line(all.text(), "# TYPE swan_now gauge")) << all.text();
    EXPECT_TRUE(has_line(all.text(), "# TYPE swan_seen_total counter")) << all.text();
}

TEST(Metrics, ALabelCannotBreakALine) {
    metrics all;
    all.count(kSeen, {{"file", "a\"b\\c\nd"}}).add();
    EXPECT_TRUE(has_line(all.text(), R"(swan_seen_total{file="a\"b\\c\nd"} 1)")) << all.text();
}

TEST(Metrics, ManyThreadsLoseNothing) {
    metrics all;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&all] {
            durations& took = all.time(kTook);
            for (int n = 0; n < 1000; ++n) {
                all.count(kSeen, {{"n", std::to_string(n % 10)}}).add();
                took.add(1ms);
                if (n % 100 == 0) all.text();
            }
        });
    threads.clear();
    for (int n = 0; n < 10; ++n)
        EXPECT_EQ(all.count(kSeen, {{"n", std::to_string(n)}}).value(), 400u);
    EXPECT_NEAR(all.time(kTook).seconds(), 4.0, 1e-9);
}

}  // namespace
}  // namespace swan
