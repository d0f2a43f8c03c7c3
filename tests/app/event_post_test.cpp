#include "app/event_post.h"

#include <gtest/gtest.h>

namespace swan {
namespace {

using namespace std::chrono_literals;

TEST(EventHeadersTest, SignTimestampIdAndBody) {
    const auto lines = event_headers("Jefe", "00ff", 1700000000, R"({"a":1})");
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0], "Content-Type: application/json; charset=utf-8");
    EXPECT_EQ(lines[1], "X-Swan-Event-Id: 00ff");
    EXPECT_EQ(lines[2], "X-Swan-Timestamp: 1700000000");
    // printf '1700000000.00ff.{"a":1}' | openssl dgst -sha256 -hmac Jefe
    EXPECT_EQ(lines[3],
              "X-Swan-Signature: 4a5c1b3aeec5c2771c490a2b1397af1537079ab421b46c9439f3d0119271b33b");
}

TEST(EventHeadersTest, EveryPartChangesTheSignature) {
    const std::string first = event_headers("key", "1", 2, "3").back();
    EXPECT_NE(event_headers("yek", "1", 2, "3").back(), first);
    EXPECT_NE(event_headers("key", "2", 2, "3").back(), first);
    EXPECT_NE(event_headers("key", "1", 3, "3").back(), first);
    EXPECT_NE(event_headers("key", "1", 2, "4").back(), first);
}

TEST(WaitAfterTest, DoublesFromFiveSecondsToSixHours) {
    EXPECT_EQ(wait_after(1), 5s);
    EXPECT_EQ(wait_after(2), 10s);
    EXPECT_EQ(wait_after(3), 20s);
    EXPECT_EQ(wait_after(13), 20480s);
    EXPECT_EQ(wait_after(14), 6h);
    EXPECT_EQ(wait_after(15), 6h);
}

TEST(WaitAfterTest, GivesUpAfterADayAndNotMuchLater) {
    milliseconds waited{0};
    int64_t failures = 1;
    for (; failures < 1000; ++failures) {
        const auto wait = wait_after(failures);
        if (!wait) break;
        waited += *wait;
    }
    EXPECT_GE(waited, 24h);
    EXPECT_LT(waited, 30h);
    EXPECT_FALSE(wait_after(failures + 1));
    EXPECT_FALSE(wait_after(INT64_MAX));
}

}  // namespace
}  // namespace swan
