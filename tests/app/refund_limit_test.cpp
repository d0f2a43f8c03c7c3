// Limits of an app's refunds, on a real database.
#include <gtest/gtest.h>

#include "ledger_refund_harness.h"

namespace swan {
namespace {

using namespace test;

constexpr int64_t kHourMs = 3'600'000;

class RefundLimitTest : public LedgerRefundTest {
  protected:
    RefundLimitTest() { ledger.rules.api = api_generation::v2; }

    int retry_after(const refund_request& asked) {
        try {
            ledger.begin(asked);
        } catch (const error& e) {
            EXPECT_EQ(e.number(), code::busy);
            return e.retry_after();
        }
        return 0;
    }
};

TEST_F(RefundLimitTest, AboveTheFenOfADayNothingIsReserved) {
    ledger.rules.settings.refunds_a_day = 60;
    ledger.begin(asks_for(40, "a"));
    EXPECT_EQ(begin_fails(asks_for(21, "b")), code::busy);
    EXPECT_EQ(reserved(), 40);
    EXPECT_EQ(begin_fails(asks_for(20, "c")), code::succ) << "what was refused used nothing up";
}

TEST_F(RefundLimitTest, ARepetitionCostsNothing) {
    ledger.rules.settings.refunds_a_day = 40;
    ledger.rules.settings.refunds_a_minute = 1;
    ledger.begin(asks_for(40, "a"));
    EXPECT_EQ(begin_fails(asks_for(40, "a")), code::succ);
    EXPECT_EQ(begin_fails(asks_for(1, "b")), code::busy);
}

TEST_F(RefundLimitTest, TheDayIsThatOfBaidusTimeZone) {
    ledger.rules.settings.refunds_a_day = 40;
    ledger.now = 20'000 * 24 * kHourMs + 15 * kHourMs;  // 23:00 in UTC+8
    ledger.begin(asks_for(40, "a"));
    EXPECT_EQ(retry_after(asks_for(1, "b")), 3601);
    ledger.now += kHourMs - 1;
    EXPECT_EQ(begin_fails(asks_for(1, "b")), code::busy);
    ledger.now += 1;
    EXPECT_EQ(begin_fails(asks_for(1, "b")), code::succ);
}

TEST_F(RefundLimitTest, AboveTheRefundsOfAMinuteTheNextWaitsForTheNextMinute) {
    ledger.rules.settings.refunds_a_minute = 2;
    ledger.now = 28'000'000 * int64_t{60'000};
    ledger.begin(asks_for(1, "a"));
    ledger.begin(asks_for(1, "b"));
    EXPECT_EQ(retry_after(asks_for(1, "c")), 61);
    ledger.now += 60'000;
    EXPECT_EQ(begin_fails(asks_for(1, "c")), code::succ);
}

TEST_F(RefundLimitTest, EveryRefundKeepsWhoAsked) {
    ledger.begin(asks_for(40, "a"));
    EXPECT_EQ(ledger.refund_of("a").asked_by, "shop");
}

}  // namespace
}  // namespace swan
