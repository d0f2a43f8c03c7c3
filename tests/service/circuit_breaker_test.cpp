#include "service/circuit_breaker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace swan {
namespace {

using namespace std::chrono_literals;
using reason = circuit_breaker::reason;
using time = circuit_breaker::time;

constexpr int kFailures = circuit_breaker::kFailures;

class CircuitBreaker : public testing::Test {
  protected:
    // One request that passes and fails, or succeeds, now.
    bool fail(reason why = reason::unreachable) { return breaker_.failed(pass(), why, now_); }
    bool succeed() {
        pass();
        return breaker_.succeeded();
    }
    circuit_breaker::pass pass() {
        const auto one = breaker_.admit(now_);
        EXPECT_TRUE(one);
        return one.value();
    }
    bool admits() { return breaker_.admit(now_).has_value(); }
    void open() {
        for (int i = 0; i < kFailures; ++i) fail();
        ASSERT_TRUE(breaker_.is_open());
    }

    circuit_breaker breaker_;
    time now_ = time() + 1h;
};

TEST_F(CircuitBreaker, SoManyFailuresInARowOpenIt) {
    for (int i = 1; i < kFailures; ++i) {
        EXPECT_FALSE(fail());
        EXPECT_FALSE(breaker_.is_open());
    }
    EXPECT_TRUE(fail()) << "this one has opened it";
    EXPECT_TRUE(breaker_.is_open());
    EXPECT_FALSE(admits());
}

TEST_F(CircuitBreaker, ASuccessBetweenKeepsItClosed) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 1; i < kFailures; ++i) fail();
        EXPECT_FALSE(succeed()) << "it was not open";
    }
    EXPECT_FALSE(breaker_.is_open());
}

TEST_F(CircuitBreaker, ItTellsWhatTheFailureWasThatOpenedIt) {
    for (int i = 1; i < kFailures; ++i) fail(reason::unreachable);
    fail(reason::no_answer_in_time);
    EXPECT_EQ(breaker_.why(), reason::no_answer_in_time);
    now_ += 1s;
    fail(reason::unreachable);  // a probe
    EXPECT_EQ(breaker_.why(), reason::no_answer_in_time);
}

TEST_F(CircuitBreaker, WhileOpenOneRequestEach500MillisecondsPasses) {
    open();
    int passed = 0;
    for (int ms = 0; ms < 5000; ++ms, now_ += 1ms) passed += admits();
    EXPECT_EQ(passed, 9);  // at 500, 1000 ... 4500
}

TEST_F(CircuitBreaker, AfterAQuietTimeTheFirstRequestPassesAndTheNextDoesNot) {
    open();
    now_ += 1h;
    EXPECT_TRUE(admits());
    EXPECT_FALSE(admits());
    now_ += 499ms;
    EXPECT_FALSE(admits());
    now_ += 1ms;
    EXPECT_TRUE(admits());
}

TEST_F(CircuitBreaker, AProbeThatFailsLeavesItOpen) {
    open();
    now_ += 500ms;
    EXPECT_FALSE(fail()) << "it was open already";
    EXPECT_FALSE(admits());
}

TEST_F(CircuitBreaker, TheFirstSuccessClosesIt) {
    open();
    now_ += 500ms;
    EXPECT_TRUE(succeed()) << "this one has closed it";
    EXPECT_FALSE(breaker_.is_open());
    for (int i = 1; i < kFailures; ++i) fail();
    EXPECT_FALSE(breaker_.is_open()) << "it counts anew";
}

TEST_F(CircuitBreaker, FailuresOfRequestsFromBeforeTheClosingDoNotOpenItAgain) {
    std::vector<circuit_breaker::pass> old;
    for (int i = 0; i < 3 * kFailures; ++i) old.push_back(pass());
    open();
    now_ += 500ms;
    succeed();
    for (const auto& each : old) EXPECT_FALSE(breaker_.failed(each, reason::unreachable, now_));
    EXPECT_FALSE(breaker_.is_open());
    open();  // those of after it still do
}

TEST_F(CircuitBreaker, ASuccessOfARequestFromBeforeTheOpeningClosesIt) {
    pass();
    open();
    EXPECT_TRUE(breaker_.succeeded());
}

// Many loops at once: each opening and closing is told exactly once, in turn.
TEST(CircuitBreakerThreads, OpeningsAndClosingsAlternate) {
    circuit_breaker breaker;
    std::atomic<int> openings{0};
    std::atomic<int> closings{0};
    std::atomic<int> now_ms{0};
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::vector<std::jthread> loops;
    for (unsigned i = 0; i < 4; ++i)
        loops.emplace_back([&, i] {
            std::minstd_rand random(seed + i);
            for (int n = 0; n < 50'000; ++n) {
                const time now(std::chrono::milliseconds(++now_ms));
                const auto pass = breaker.admit(now);
                if (!pass) continue;
                if (random() % 4 == 0)
                    closings += breaker.succeeded();
                else
                    openings += breaker.failed(*pass, reason::unreachable, now);
            }
        });
    loops.clear();
    EXPECT_GT(openings, 10);
    EXPECT_EQ(openings - closings, breaker.is_open() ? 1 : 0);
}

TEST(CircuitBreakerThreads, OneProbePassesAtATime) {
    circuit_breaker breaker;
    const time start = time() + 1h;
    for (int i = 0; i < kFailures; ++i)
        breaker.failed(breaker.admit(start).value(), reason::unreachable, start);
    std::atomic<int> passed{0};
    std::vector<std::jthread> loops;
    for (int i = 0; i < 4; ++i)
        loops.emplace_back([&] {
            for (int n = 0; n < 1000; ++n) passed += breaker.admit(start + 600ms).has_value();
        });
    loops.clear();
    EXPECT_EQ(passed, 1);
}

}  // namespace
}  // namespace swan
