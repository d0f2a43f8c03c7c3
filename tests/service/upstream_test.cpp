#include "service/upstream.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "log_file.h"

namespace swan {
namespace {

using namespace std::chrono_literals;
using outcome = http_result::outcome;
using time = upstream::time;

http_result came(outcome what, long status = 200) {
    http_result one;
    one.what = what;
    if (what == outcome::answered) one.status = status;
    if (what != outcome::answered) one.reason = "Couldn't connect to server";
    return one;
}

bool has_line(const metrics& all, const std::string& line) {
    return ("\n" + all.text()).find("\n" + line + "\n") != std::string::npos;
}

class Upstream : public testing::Test {
  protected:
    // One request that is admitted, if it is, and ends after 20 ms. Whether it was admitted.
    bool ask(const http_result& end) {
        const auto pass = one_.admit(now_);
        if (pass) one_.ended(*pass, end, now_, now_ + 20ms);
        now_ += 20ms;
        return pass.has_value();
    }
    void ask(const http_result& end, int times) {
        for (int i = 0; i < times; ++i) ask(end);
    }

    metrics counted_;
    upstreams all_{3, counted_};
    upstream& one_ = all_.of("https://spapi.baidu.com");
    time now_ = time() + 1h;
};

TEST_F(Upstream, EachHasPlacesOfItsOwn) {
    std::vector<std::unique_ptr<upstream::place>> taken;
    for (int i = 0; i < 3; ++i) taken.push_back(std::make_unique<upstream::place>(one_));
    EXPECT_TRUE(has_line(counted_, "swan_upstream_waiting{host=\"spapi.baidu.com\"} 3"));
    try {
        const upstream::place one_more(one_);
        FAIL() << "there was a fourth place";
    } catch (const error& fault) {
        EXPECT_EQ(fault.number(), code::busy);
    }
    const upstream::place at_another(all_.of("https://etrade-api.baidu.com"));
    taken.pop_back();
    const upstream::place left(one_);
    EXPECT_TRUE(has_line(counted_, "swan_upstream_waiting{host=\"spapi.baidu.com\"} 3"));
}

TEST_F(Upstream, IsTheSameForEveryUrlOfItsOrigin) {
    EXPECT_EQ(&all_.of("https://spapi.baidu.com"), &one_);
    EXPECT_NE(&all_.of("https://spapi.baidu.com:8443"), &one_);
    EXPECT_NE(&all_.of("http://spapi.baidu.com"), &one_);
}

TEST_F(Upstream, CountsWhatCameAndHowLongItTook) {
    ask(came(outcome::answered, 200));
    ask(came(outcome::answered, 404));
    ask(came(outcome::answered, 502));
    ask(came(outcome::broken));
    const std::string requests = "swan_upstream_requests_total{host=\"spapi.baidu.com\",outcome=";
    EXPECT_TRUE(has_line(counted_, requests + "\"answered\"} 2"));
    EXPECT_TRUE(has_line(counted_, requests + "\"unavailable\"} 1"));
    EXPECT_TRUE(has_line(counted_, requests + "\"broken\"} 1"));
    EXPECT_TRUE(has_line(counted_, requests + "\"too_large\"} 0"));
    const std::string took = "swan_upstream_request_duration_seconds";
    EXPECT_TRUE(has_line(counted_, took + "_count{host=\"spapi.baidu.com\"} 4"));
    EXPECT_TRUE(has_line(counted_, took + "_sum{host=\"spapi.baidu.com\"} 0.08"));
}

TEST_F(Upstream, TenFailuresOfAnyKindHoldBackWhatComesNext) {
    const struct {
        http_result end;
        bool hangs;
    } kinds[] = {{came(outcome::not_sent), false},        {came(outcome::broken), false},
                 {came(outcome::answered, 502), false},   {came(outcome::answered, 503), false},
                 {came(outcome::answered, 504), false},   {came(outcome::timed_out), true},
                 {came(outcome::connect_timed_out), true}};
    for (const auto& kind : kinds) {
        ask(kind.end, 9);
        EXPECT_FALSE(one_.is_failing());
        ask(kind.end);
        EXPECT_TRUE(one_.is_failing());
        EXPECT_FALSE(ask(kind.end));
        const http_result told = one_.held_back();
        EXPECT_EQ(told.what, outcome::not_sent);
        EXPECT_EQ(told.upstream_hangs, kind.hangs);
        EXPECT_FALSE(told.reason.empty());
        now_ += 500ms;
        EXPECT_TRUE(ask(came(outcome::answered)));
        EXPECT_FALSE(one_.is_failing());
    }
    EXPECT_TRUE(
        has_line(counted_, "swan_upstream_fast_failures_total{host=\"spapi.baidu.com\"} 7"));
    EXPECT_TRUE(
        has_line(counted_, "swan_upstream_breaker_openings_total{host=\"spapi.baidu.com\"} 7"));
}

TEST_F(Upstream, AnAnswerOfItsOwnIsASuccessWhateverItsStatus) {
    for (const long status : {200, 302, 400, 404, 429, 500, 501}) {
        ask(came(outcome::broken), 9);
        ask(came(outcome::answered, status));
        ask(came(outcome::broken), 9);
        EXPECT_FALSE(one_.is_failing()) << status;
        ask(came(outcome::answered));
    }
}

TEST_F(Upstream, AnAnswerThatIsTooLargeSaysNothing) {
    ask(came(outcome::too_large), 20);
    EXPECT_FALSE(one_.is_failing());
    ask(came(outcome::broken), 9);
    ask(came(outcome::too_large));
    ask(came(outcome::broken));
    EXPECT_TRUE(one_.is_failing());
}

TEST_F(Upstream, EveryOutcomeIsCountedUnderItsName) {
    const std::pair<http_result, const char*> all[] = {
        {came(outcome::answered), "answered"},
        {came(outcome::not_sent), "not_sent"},
        {came(outcome::timed_out), "timed_out"},
        {came(outcome::broken), "broken"},
        {came(outcome::too_large), "too_large"},
        {came(outcome::answered, 504), "unavailable"},
        {came(outcome::connect_timed_out), "connect_timed_out"}};
    for (const auto& [end, name] : all) {
        const std::string line = concat("swan_upstream_requests_total{host=\"spapi.baidu.com\",",
                                        "outcome=\"", std::string_view(name), "\"} ");
        EXPECT_TRUE(has_line(counted_, line + "0")) << name;
        ask(end);
        EXPECT_TRUE(has_line(counted_, line + "1")) << name;
    }
}

TEST_F(Upstream, WhatIsOurFaultIsNoFailureOfTheServer) {
    for (const auto what : {outcome::not_sent, outcome::timed_out, outcome::connect_timed_out}) {
        http_result end = came(what);
        end.our_fault = true;
        ask(end, 20);
        EXPECT_FALSE(one_.is_failing());
    }
}

TEST_F(Upstream, WhetherItFailsIsAGauge) {
    EXPECT_TRUE(has_line(counted_, "swan_upstream_breaker_open{host=\"spapi.baidu.com\"} 0"));
    ask(came(outcome::broken), 10);
    EXPECT_TRUE(has_line(counted_, "swan_upstream_breaker_open{host=\"spapi.baidu.com\"} 1"));
}

TEST_F(Upstream, OpeningAndClosingAreALineEach) {
    const test::log_file log;
    ask(came(outcome::not_sent), 30);
    now_ += 1s;
    ask(came(outcome::answered));
    ask(came(outcome::answered), 10);
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find("WARN alert upstream_down host=spapi.baidu.com failures=10 "
                            "reason=\"Couldn't connect to server\""),
              std::string::npos)
        << lines[0];
    EXPECT_NE(lines[1].find("WARN upstream answers again host=spapi.baidu.com"), std::string::npos)
        << lines[1];
}

TEST_F(Upstream, AGatewaysStatusIsTheReason) {
    const test::log_file log;
    ask(came(outcome::answered, 503), 10);
    EXPECT_NE(log.lines().at(0).find("reason=\"HTTP 503\""), std::string::npos);
}

TEST(UpstreamOrigin, EndsWhereThePathBegins) {
    EXPECT_EQ(origin_of("https://a.baidu.com/x/y?z=http://b/"), "https://a.baidu.com");
    EXPECT_EQ(origin_of("http://127.0.0.1:8081/x"), "http://127.0.0.1:8081");
    EXPECT_EQ(origin_of("http://[::1]:8081?x"), "http://[::1]:8081");
    EXPECT_EQ(origin_of("https://a.baidu.com"), "https://a.baidu.com");
    EXPECT_EQ(origin_of("no url"), "no url");
    EXPECT_EQ(origin_of(""), "");
}

TEST(UpstreamShare, OneOfSeveralLeavesAQuarterToTheOthers) {
    EXPECT_EQ(share_of(2048), 1536);
    EXPECT_EQ(share_of(10), 8);
    EXPECT_EQ(share_of(3), 3);
    EXPECT_EQ(share_of(1), 1);
}

// Many loops at once: no place is lost, nothing is counted twice.
TEST(UpstreamThreads, EveryRequestIsCountedAndEveryPlaceGivenBack) {
    metrics counted;
    upstreams all(5, counted);
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::atomic<int> sent{0};
    std::atomic<int> held_back{0};
    std::atomic<int> busy{0};
    constexpr int kEach = 5000;
    const auto request = [&](std::minstd_rand& random, time now) {
        upstream& to = all.of("https://spapi.baidu.com");
        std::optional<upstream::place> waits;
        try {
            waits.emplace(to);
        } catch (const error&) {
            ++busy;
            return;
        }
        if (random() % 4 == 0) std::this_thread::yield();
        const auto pass = to.admit(now);
        if (!pass) {
            to.held_back();
            ++held_back;
            return;
        }
        const bool well = random() % 20 == 0;
        to.ended(*pass, came(well ? outcome::answered : outcome::broken), now, now);
        ++sent;
    };
    std::vector<std::jthread> loops;
    for (unsigned i = 0; i < 8; ++i)
        loops.emplace_back([&, i] {
            std::minstd_rand random(seed + i);
            for (int n = 0; n < kEach; ++n) request(random, time(n * 1ms));
        });
    for (int i = 0; i < 20; ++i) counted.text();
    loops.clear();
    EXPECT_EQ(sent + held_back + busy, 8 * kEach);
    EXPECT_GT(held_back, 0);
    EXPECT_TRUE(has_line(counted, "swan_upstream_waiting{host=\"spapi.baidu.com\"} 0"));
    EXPECT_TRUE(has_line(counted,
                         "swan_upstream_request_duration_seconds_count{host=\"spapi.baidu.com\"} " +
                             std::to_string(sent)));
}

}  // namespace
}  // namespace swan
