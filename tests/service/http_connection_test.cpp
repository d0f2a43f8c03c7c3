// Connections kept, shared, limited and lost; what is never repeated; the end of a client.
#include <gtest/gtest.h>

#include <chrono>
#include <coroutine>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "http_runner.h"
#include "http_samples.h"
#include "plain_server.h"
#include "service/http.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;
using namespace std::chrono_literals;

// Answers, and counts how often each body arrived.
class arrivals {
  public:
    int of(const std::string& body) const {
        const std::lock_guard lock(lock_);
        const auto found = count_.find(body);
        return found == count_.end() ? 0 : found->second;
    }
    int count(const std::string& body) {
        const std::lock_guard lock(lock_);
        ++total_;
        return ++count_[body];
    }
    int total() const {
        const std::lock_guard lock(lock_);
        return total_;
    }

  private:
    mutable std::mutex lock_;
    std::map<std::string, int> count_;
    int total_ = 0;
};

TEST(HttpConnection, ConnectionsAreKeptAndAnOwnOneIsNot) {
    plain_server server(answer_ok);
    http_runner http(quick());
    for (int i = 0; i < 3; ++i) http.send(post(server.url("/"), "a=b"));
    EXPECT_EQ(server.connections(), 1);
    http_request own = post(server.url("/"), "a=b");
    own.own_connection = true;
    http.send(own);
    EXPECT_EQ(server.connections(), 2);
    http.send(own);
    EXPECT_EQ(server.connections(), 3);
    http.send(post(server.url("/"), "a=b"));
    EXPECT_EQ(server.connections(), 3);  // the first one, still
}

// Answers the first request of a connection and drops the second after it was read.
plain_server::script drops_second(arrivals& seen) {
    return [&seen](connection& to, const seen_request& request) {
        seen.count(request.target + request.body);
        if (request.target == "/first") return to.send(http_answer("200 OK", "{}"));
        return false;
    };
}

TEST(HttpConnection, ANonRepeatablePostArrivesOnceWhenTheKeptConnectionDies) {
    arrivals seen;
    plain_server server(drops_second(seen));
    http_runner http(quick());
    http.send(get(server.url("/first")));
    EXPECT_EQ(http.send(post(server.url("/pay"), "n=1")).what, outcome::broken);
    EXPECT_EQ(seen.of("/payn=1"), 1);
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST(HttpConnection, ARequestLostWithItsServerWasSentAlthoughNobodyListensAnyMore) {
    for (const bool repeatable : {false, true}) {
        plain_server* self = nullptr;
        plain_server server([&](connection& to, const seen_request& request) {
            if (request.target == "/first") return to.send(http_answer("200 OK", "{}"));
            self->stop_listening();
            return false;
        });
        self = &server;
        http_runner http(quick());
        http.send(get(server.url("/first")));
        http_request request = post(server.url("/pay"), "n=1");
        request.repeatable = repeatable;
        EXPECT_EQ(http.send(request).what, outcome::broken);
    }
}

TEST(HttpConnection, ARepeatablePostIsRepeatedSoTheTestBeforeCanFail) {
    arrivals seen;
    plain_server server(drops_second(seen));
    http_runner http(quick());
    http.send(get(server.url("/first")));
    http_request request = post(server.url("/pay"), "n=1");
    request.repeatable = true;
    http.send(request);
    EXPECT_EQ(seen.of("/payn=1"), 2);
}

TEST(HttpConnection, ANonRepeatableRequestWithoutABodyIsNeverOnAKeptConnection) {
    arrivals seen;
    plain_server server(drops_second(seen));
    http_runner http(quick());
    http.send(get(server.url("/first")));
    http_request request = get(server.url("/cancel"));
    request.repeatable = false;
    EXPECT_EQ(http.send(request).what, outcome::broken);
    EXPECT_EQ(http.send(post(server.url("/empty"), "")).what, outcome::broken);
    EXPECT_EQ(seen.of("/cancel"), 1);
    EXPECT_EQ(seen.of("/empty"), 1);
}

TEST(HttpConnection, UnderLoadOnDyingConnectionsNoPostArrivesTwice) {
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(seed);
    arrivals seen;
    std::mutex lock;
    std::minstd_rand random(seed);
    plain_server server([&](connection& to, const seen_request& request) {
        seen.count(request.body);
        const std::lock_guard guard(lock);
        return random() % 4 != 0 && to.send(http_answer("200 OK", "{}"));
    });
    http_runner http(quick());
    int broken = 0;
    for (int round = 0; round < 10; ++round) {
        std::vector<http_request> requests;
        for (int i = 0; i < 30; ++i)
            requests.push_back(post(server.url("/"), std::to_string(round * 100 + i)));
        for (const auto& sent : http.send(requests)) broken += sent.result.what == outcome::broken;
    }
    EXPECT_GT(broken, 10);
    EXPECT_EQ(seen.total(), 300);
    for (int round = 0; round < 10; ++round)
        for (int i = 0; i < 30; ++i) EXPECT_EQ(seen.of(std::to_string(round * 100 + i)), 1);
}

TEST(HttpConnection, RequestsOfOneLoopWaitTogether) {
    plain_server server([](connection& to, const seen_request&) {
        std::this_thread::sleep_for(100ms);
        return to.send(http_answer("200 OK", "{}"));
    });
    http_runner http(quick());
    const auto begun = std::chrono::steady_clock::now();
    const auto all = http.send(std::vector<http_request>(200, get(server.url("/"))));
    for (const auto& sent : all) EXPECT_EQ(sent.result.what, outcome::answered);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);  // one by one they take 20 s
}

TEST(HttpConnection, BeyondTheLimitTheAnswerIsBusyAtOnce) {
    std::atomic<int> arrived{0};
    plain_server server([&](connection& to, const seen_request&) {
        ++arrived;
        to.wait_until_closed();
        return false;
    });
    http_client::settings how = quick();
    how.total_timeout = 300ms;
    http_runner http(how, 3);
    const auto all = http.send(std::vector<http_request>(10, get(server.url("/"))));
    int busy = 0;
    for (const auto& sent : all) busy += sent.thrown == code::busy;
    EXPECT_EQ(busy, 7);
    EXPECT_EQ(arrived, 3);
    EXPECT_EQ(http.waiting(), 0);
    EXPECT_EQ(http.send(get("http://127.0.0.1:1/")).what, outcome::not_sent);
}

// A coroutine whose frame the test holds, so that it can be destroyed while it waits.
struct held {
    struct promise_type {
        held get_return_object() {
            return held(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_always final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept { std::terminate(); }
    };
    explicit held(std::coroutine_handle<promise_type> h) : frame(h) {}
    std::coroutine_handle<promise_type> frame;
};

held wait_for(http_client& client, http_request request) {
    const http_result result = co_await client.send(std::move(request));
    ADD_FAILURE() << "went on with " << result.status;
}

TEST(HttpConnection, ClientAndWaitingRequestMayBeDestroyedInEitherOrder) {
    http_global_init();
    int port = 0;
    const int silent = test::listen_on_loopback(port);
    const http_request request = get("http://127.0.0.1:" + std::to_string(port) + "/");
    for (const bool client_first : {true, false}) {
        loop events;
        waiting_limit limit(10);
        auto client = std::make_unique<http_client>(events, quick(), limit);
        const held one = wait_for(*client, request);
        const held two = wait_for(*client, request);
        events.call_after(20ms, [&] { events.stop(); });  // far enough to be connected
        events.run();
        EXPECT_EQ(limit.now(), 2);
        if (client_first) client.reset();
        one.frame.destroy();
        two.frame.destroy();
        EXPECT_EQ(limit.now(), 0);
    }
    close(silent);
}

}  // namespace
}  // namespace swan
