// What comes again, on a real database.
#include "app/marks.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger_harness.h"
#include "service/store/counters.h"
#include "service/store/record.h"

namespace swan {
namespace {

using namespace test;

TEST(MarkTest, IsSetOnceWithinThirtyDays) {
    test::ledger books;
    const auto first = [&](const char* name) {
        return books.in_transaction(
            [&] { return is_first_time(books.db, books.rules, name, books.now); });
    };
    EXPECT_TRUE(first(kSold));
    EXPECT_FALSE(first(kSold));
    EXPECT_TRUE(first("2-another"));
    books.now += int64_t{30} * 86'400'000 + 1;
    set_counter(books.db, books.rules.app, kRecovering, 1);
    EXPECT_TRUE(first("3-another"));
    EXPECT_EQ(counter_value(books.db, books.rules.app, "2-another"), 0) << "forgotten";
    EXPECT_EQ(counter_value(books.db, books.rules.app, kRecovering), 1) << "no mark";
}

class KeptOnceTest : public ::testing::Test {
  protected:
    bool keep(const std::string& body, std::string_view alert = "an_alert") {
        return books.in_transaction([&] {
            const occasion seen{.kind = "refund", .subject = kPaidAs, .alert = alert};
            return keep_once(books.db, books.rules, seen, as_received(body), books.now);
        });
    }
    test::ledger books;
};

// The signature covers the decoded fields in their order by name, and not itself.
TEST_F(KeptOnceTest, AMessageIsTheSameHoweverItIsSpelled) {
    EXPECT_TRUE(keep("orderId=1&userId=2&rsaSign=AAAA"));
    for (const char* body :
         {"orderId=1&userId=2&rsaSign=AAAA&", "userId=2&&orderId=1&rsaSign=AAAA",
          "orderId=%31&userId=2&rsaSign=AAAA", "orderId=1&userId=2&rsaSign=A%41AA"})
        EXPECT_FALSE(keep(body)) << body;
    EXPECT_EQ(books.messages("refund"), 1);
    EXPECT_TRUE(keep("orderId=1&userId=3&rsaSign=AAAA"));
}

// Above all what differs only after that.
TEST_F(KeptOnceTest, AMessageThatIsCutIsKnownByAllOfIt) {
    const std::string start = "returnData=" + std::string(2 * kMostKeptBytes, 'x');
    EXPECT_TRUE(keep(start + "1"));
    EXPECT_TRUE(keep(start + "2"));
    EXPECT_FALSE(keep(start + "2"));
    EXPECT_EQ(as_received(start).body, start.substr(0, kMostKeptBytes));
}

TEST_F(KeptOnceTest, TheSameMessageIsNewForEachAlert) {
    EXPECT_TRUE(keep("orderId=1", "audit_while_recovering"));
    EXPECT_TRUE(keep("orderId=1", "audit_unknown_order"));
    for (const char* alert : {"audit_while_recovering", "audit_unknown_order"})
        EXPECT_FALSE(keep("orderId=1", alert)) << alert;
}

}  // namespace
}  // namespace swan
