// What is sent at all, and what once more, when it is known how the other side is.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "http_runner.h"
#include "http_samples.h"
#include "plain_server.h"
#include "service/http.h"
#include "service/upstream.h"

namespace swan {
namespace {

using test::answer_ok;
using test::connection;
using test::get;
using test::http_answer;
using test::http_runner;
using test::plain_server;
using test::post;
using test::seen_request;
using outcome = http_result::outcome;
using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

class HttpSend : public testing::Test {
  protected:
    static constexpr std::chrono::milliseconds kHasty{1200};
    // Whose time is soon over.
    static http_client::settings hasty() {
        http_client::settings how = test::quick();
        how.total_timeout = kHasty;
        return how;
    }
    // Fails the first `times` requests by what `failure` does, and answers all others.
    plain_server::script fails_first(int times, plain_server::script failure) {
        return
            [this, times, failure = std::move(failure)](connection& to, const seen_request& what) {
                return arrived_++ < times ? failure(to, what) : answer_ok(to, what);
            };
    }
    // Of all upstreams together.
    double counted(const std::string& name) const {
        std::istringstream text(counted_.text());
        double sum = 0;
        for (std::string line; std::getline(text, line);)
            if (line.starts_with(name)) sum += std::stod(line.substr(line.rfind(' ') + 1));
        return sum;
    }
    double retries() const { return counted("swan_upstream_retries_total"); }
    double openings() const { return counted("swan_upstream_breaker_openings_total"); }

    std::atomic<int> arrived_{0};
    metrics counted_;
    upstreams all_{5, counted_};
    http_runner http_{test::quick(), 2048, &all_};
    http_runner hasty_{hasty(), 2048, &all_};
};

bool breaks(connection&, const seen_request&) { return false; }
bool hangs(connection& to, const seen_request&) {
    to.wait_until_closed();
    return false;
}
plain_server::script answers(std::string status) {
    return [status](connection& to, const seen_request&) {
        return to.send(http_answer(status, "{\"errno\":1}"));
    };
}

TEST_F(HttpSend, ARepeatableRequestIsTriedOnceMoreAfterABrokenConnection) {
    plain_server server(fails_first(1, breaks));
    EXPECT_EQ(http_.send(get(server.url("/"))).what, outcome::answered);
    EXPECT_EQ(arrived_, 2);
    EXPECT_EQ(retries(), 1);
}

TEST_F(HttpSend, ARepeatableRequestIsTriedOnceMoreAfterAGatewaysFailure) {
    for (const char* status : {"502 Bad Gateway", "503 Busy", "504 Gateway Timeout"}) {
        arrived_ = 0;
        plain_server server(fails_first(1, answers(status)));
        EXPECT_EQ(http_.send(get(server.url("/"))).status, 200) << status;
        EXPECT_EQ(arrived_, 2) << status;
    }
}

TEST_F(HttpSend, NothingIsTriedAThirdTime) {
    plain_server server(fails_first(9, breaks));
    EXPECT_EQ(http_.send(get(server.url("/"))).what, outcome::broken);
    EXPECT_EQ(arrived_, 2);
    arrived_ = 0;
    server.play(fails_first(9, answers("503 Busy")));
    EXPECT_EQ(http_.send(get(server.url("/"))).status, 503);
    EXPECT_EQ(arrived_, 2);
}

// libcurl repeats by itself what a kept connection has dropped: that was the second time.
TEST_F(HttpSend, WhatLibcurlHasRepeatedIsNotTriedAgain) {
    plain_server server([this](connection& to, const seen_request& what) {
        if (what.target == "/first") return answer_ok(to, what);
        ++arrived_;
        return false;
    });
    http_.send(get(server.url("/first")));
    EXPECT_EQ(http_.send(get(server.url("/"))).what, outcome::broken);
    EXPECT_EQ(arrived_, 2);
    EXPECT_EQ(retries(), 0);
}

TEST_F(HttpSend, WhatMustNotBeRepeatedIsNotOnceItWasSent) {
    http_request own = post("", "n=1");
    own.own_connection = true;
    http_request bare = get("");
    bare.repeatable = false;
    for (http_request request : {post("", "n=1"), own, bare})
        for (const auto& failure : {plain_server::script(breaks), answers("502 Bad"),
                                    answers("503 Busy"), answers("504 Late")}) {
            arrived_ = 0;
            plain_server server(fails_first(1, failure));
            request.url = server.url("/");
            const http_result came = http_.send(request);
            EXPECT_NE(came.status, 200);
            EXPECT_NE(came.what, outcome::not_sent);
            EXPECT_EQ(arrived_, 1);
        }
    EXPECT_EQ(retries(), 0);
}

TEST_F(HttpSend, WhatTheServerMeansIsNotTriedAgain) {
    for (const char* status : {"400 Bad", "404 No", "429 Slow", "500 Oops", "302 Found"}) {
        arrived_ = 0;
        plain_server server(fails_first(1, answers(status)));
        EXPECT_NE(http_.send(get(server.url("/"))).status, 200) << status;
        EXPECT_EQ(arrived_, 1) << status;
    }
}

TEST_F(HttpSend, ATimeoutIsNotTriedAgain) {
    for (const bool repeatable : {true, false}) {
        arrived_ = 0;
        plain_server server(fails_first(1, hangs));
        http_request request = get(server.url("/"));
        request.repeatable = repeatable;
        EXPECT_EQ(hasty_.send(request).what, outcome::timed_out);
        EXPECT_EQ(arrived_, 1);
    }
    EXPECT_EQ(retries(), 0);
}

TEST_F(HttpSend, WhatCouldNotBeSentIsTriedOnceMoreWhateverItIs) {
    const std::string nobody = "http://127.0.0.1:" + std::to_string(test::unused_port()) + "/";
    http_request own = post(nobody, "n=1");
    own.own_connection = true;
    int times = 0;
    for (const http_request& request : {get(nobody), post(nobody, "n=1"), own}) {
        EXPECT_EQ(http_.send(request).what, outcome::not_sent);
        EXPECT_EQ(retries(), ++times);
    }
}

TEST_F(HttpSend, ASecondTryHasTheTimeThatTheFirstHasLeft) {
    std::atomic<clock::duration> waited{};
    plain_server server([&](connection& to, const seen_request&) {
        const auto begun = clock::now();
        if (arrived_++ > 0) {
            to.wait_until_closed();
            waited = clock::now() - begun;
        } else {
            std::this_thread::sleep_for(kHasty / 3);
        }
        return false;
    });
    EXPECT_EQ(hasty_.send(get(server.url("/"))).what, outcome::timed_out);
    EXPECT_EQ(arrived_, 2);
    EXPECT_EQ(server.open_connections(0), 0);
    EXPECT_LT(waited.load(), kHasty * 5 / 6) << "it had all its time anew";
}

TEST_F(HttpSend, WhatHasTooLittleTimeLeftIsNotTriedAgain) {
    plain_server server([&](connection&, const seen_request&) {
        if (arrived_++ == 0) std::this_thread::sleep_for(kHasty * 3 / 4);
        return false;
    });
    EXPECT_EQ(hasty_.send(get(server.url("/"))).what, outcome::broken);
    EXPECT_EQ(arrived_, 1);
    EXPECT_EQ(retries(), 0);
}

TEST_F(HttpSend, AServerThatWasGivenTooLittleTimeIsNotTakenForHanging) {
    plain_server server(hangs);
    http_request request = get(server.url("/"));
    request.at_most = 100ms;
    for (int round = 0; round < 4; ++round)
        for (const auto& each : http_.send(std::vector<http_request>(5, request)))
            EXPECT_EQ(each.result.what, outcome::timed_out);
    EXPECT_EQ(openings(), 0);
}

// The limit that we met was our own: nothing was wrong with Baidu.
TEST_F(HttpSend, WithoutDescriptorsTheOtherSideIsNotTakenForFailing) {
    const std::string nobody = "http://127.0.0.1:" + std::to_string(test::unused_port()) + "/";
    http_.send(get(nobody));  // what libcurl opens once is open now
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const int lowest = dup(STDIN_FILENO);
    close(lowest);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(lowest);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(http_.send(get(nobody)).what, outcome::not_sent);
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(openings(), 0);
}

TEST_F(HttpSend, ASecondTryThatIsNotSentTellsNothingOfTheFirst) {
    plain_server* self = nullptr;
    plain_server server([&](connection&, const seen_request&) {
        self->stop_listening();
        return false;
    });
    self = &server;
    EXPECT_EQ(http_.send(get(server.url("/"))).what, outcome::broken);
    EXPECT_EQ(retries(), 1);
}

TEST_F(HttpSend, NothingIsSentWhileTheOtherSideIsKnownToFail) {
    plain_server server(fails_first(1000, breaks));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(http_.send(get(server.url("/"))).what, outcome::broken);
    for (const auto& each : http_.send(std::vector<http_request>(5, get(server.url("/")))))
        EXPECT_EQ(each.result.what, outcome::not_sent);
    EXPECT_EQ(arrived_, 10) << "each try counts, the second one too";
    EXPECT_EQ(openings(), 1);
    EXPECT_EQ(retries(), 5);
    EXPECT_EQ(counted("swan_upstream_fast_failures_total"), 5);
}

TEST_F(HttpSend, AnUpstreamThatHungIsNotAskedAndSaidToHang) {
    plain_server server(hangs);
    for (int round = 0; round < 2; ++round)
        hasty_.send(std::vector<http_request>(5, post(server.url("/"), "n=1")));
    const size_t arrived = server.requests().size();
    const http_result came = hasty_.send(post(server.url("/"), "n=1"));
    EXPECT_EQ(came.what, outcome::not_sent);
    EXPECT_TRUE(came.upstream_hangs);
    EXPECT_EQ(server.requests().size(), arrived);
}

TEST_F(HttpSend, AnUpstreamThatReturnsIsSeenByTheNextProbe) {
    plain_server server(fails_first(10, breaks));
    for (int i = 0; i < 5; ++i) http_.send(get(server.url("/")));
    const auto begun = clock::now();
    while (http_.send(get(server.url("/"))).what != outcome::answered)
        ASSERT_LT(clock::now() - begun, 2s);
    EXPECT_EQ(http_.send(post(server.url("/"), "n=1")).what, outcome::answered);
}

TEST_F(HttpSend, OneThatFailsDoesNotHoldBackWhatGoesElsewhere) {
    plain_server bad(breaks);
    plain_server good(answer_ok);
    for (int i = 0; i < 10; ++i) http_.send(get(bad.url("/")));
    EXPECT_EQ(http_.send(get(bad.url("/"))).what, outcome::not_sent);
    EXPECT_EQ(http_.send(get(good.url("/"))).what, outcome::answered);
}

TEST_F(HttpSend, OneThatHangsLeavesPlacesToTheOthers) {
    plain_server bad(hangs);
    plain_server good(answer_ok);
    std::vector<http_request> requests(8, post(bad.url("/"), "n=1"));
    requests.push_back(post(good.url("/"), "n=1"));
    const auto all = http_.send(requests);
    int busy = 0;
    for (const auto& each : all) busy += each.thrown == code::busy;
    EXPECT_EQ(busy, 3);
    EXPECT_EQ(all.back().result.what, outcome::answered);
    EXPECT_EQ(http_.waiting(), 0);
}

}  // namespace
}  // namespace swan
