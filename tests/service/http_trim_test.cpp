// What a client gives back when little goes on: handles, connections.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "http_runner.h"
#include "http_samples.h"
#include "plain_server.h"
#include "service/http.h"
#include "service/http_pool.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;
using namespace std::chrono_literals;

void trim(http_runner& http, int times) {
    std::promise<void> done;
    http.events().post([&] {
        for (int i = 0; i < times; ++i) http.client().trim();
        done.set_value();
    });
    done.get_future().wait();
}

TEST(HttpPool, HandlesThatLayIdleForAWholeIntervalAreFreed) {
    http_global_init();
    const http_client::settings how = quick();
    http_pool pool(how);
    std::vector<std::unique_ptr<http_easy>> taken;
    for (int i = 0; i < 5; ++i) taken.push_back(pool.take());
    for (auto& each : taken) pool.give_back(std::move(each));
    pool.shrink();
    EXPECT_EQ(pool.idle(), 5u);  // all were in use since the last time
    auto first = pool.take();
    auto second = pool.take();
    pool.give_back(std::move(first));
    pool.give_back(std::move(second));
    pool.shrink();
    EXPECT_EQ(pool.idle(), 2u);
    pool.shrink();
    EXPECT_EQ(pool.idle(), 0u);
}

// libcurl closes what it has not used for two seconds by its own clock, and shows nobody when that
// is so: there is nothing to wait for but the time.
void let_connections_age() { std::this_thread::sleep_for(2100ms); }

constexpr int kBurst = 200;

// Requests at once, each on a connection of its own, as plain http has no other way.
void send_burst(http_runner& http, const plain_server& server) {
    const std::vector<http_request> burst(kBurst, post(server.url("/"), "a=b"));
    for (const auto& sent : http.send(burst)) EXPECT_EQ(sent.result.what, outcome::answered);
}

TEST(HttpTrim, AfterABurstIdleConnectionsAreClosed) {
    std::promise<void> all_there;
    const auto may_answer = all_there.get_future().share();
    plain_server server([&](connection& to, const seen_request&) {
        may_answer.wait();
        return to.send(http_answer("200 OK", "{}"));
    });
    http_runner http(quick());
    trim(http, 10);
    std::atomic<bool> is_over{false};
    std::thread watching([&] {
        while (server.requests().size() < kBurst && !is_over) std::this_thread::yield();
        all_there.set_value();
    });
    send_burst(http, server);
    is_over = true;
    watching.join();
    EXPECT_EQ(server.connections(), kBurst);
    trim(http, 2);
    let_connections_age();
    EXPECT_EQ(server.open_connections(kBurst), kBurst);
    trim(http, 1);
    EXPECT_EQ(server.open_connections(0), 0);
    send_burst(http, server);
}

TEST(HttpTrim, WithoutABurstAConnectionIsKeptForAMinute) {
    plain_server server(answer_ok);
    http_runner http(quick());
    http.send(get(server.url("/")));
    let_connections_age();
    trim(http, 59);
    EXPECT_EQ(server.open_connections(1), 1);
    trim(http, 1);
    EXPECT_EQ(server.open_connections(0), 0);
    EXPECT_EQ(http.send(get(server.url("/"))).what, outcome::answered);
    EXPECT_EQ(server.connections(), 2);
}

TEST(HttpTrim, RequestsUnderWayAreNotDisturbed) {
    std::promise<void> trimmed;
    const auto has_trimmed = trimmed.get_future().share();
    plain_server server([&](connection& to, const seen_request&) {
        has_trimmed.wait();
        return to.send(http_answer("200 OK", "{}"));
    });
    http_runner http(quick());
    std::thread trimming([&] {
        while (server.requests().size() < 3) std::this_thread::yield();
        trim(http, 200);
        trimmed.set_value();
    });
    const std::vector<http_request> three(3, post(server.url("/"), "a=b"));
    for (const auto& sent : http.send(three)) EXPECT_EQ(sent.result.what, outcome::answered);
    trimming.join();
    EXPECT_EQ(server.connections(), 3);
}

}  // namespace
}  // namespace swan
