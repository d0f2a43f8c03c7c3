// SIGTERM while requests wait on Baidu.
#include <gtest/gtest.h>
#include <signal.h>

#include "at_once.h"
#include "call_counter.h"
#include "e2e/local_system.h"
#include "own_worker.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

std::vector<std::string> fresh_codes(const local_system& system, int count) {
    std::vector<std::string> codes;
    for (int i = 0; i < count; ++i)
        codes.push_back(at(system.sandbox_post("/sandbox/login", ""), "code"));
    return codes;
}

// Logins that have all arrived at Baidu's side.
std::vector<std::future<reply>> waiting_logins(const local_system& system, int count,
                                               const call_counter& arrived) {
    auto under_way = begin_at_once(count, [&system, codes = fresh_codes(system, count)](int i) {
        return system.get("/auth/login?code=" + codes[static_cast<size_t>(i)]);
    });
    EXPECT_TRUE(local_system::eventually([&] { return arrived.count() >= count; }, 60));
    return under_way;
}

TEST(drain, answers_what_waits_on_baidu) {
    local_system system;
    const auto worker = replace_worker(system);
    const call_counter logins(system, "session_key", 2500);
    auto waiting = waiting_logins(system, 50, logins);
    worker->signal(SIGTERM);
    for (const reply& got : all_of(std::move(waiting)))
        EXPECT_EQ(at(got, "code"), "0") << got.status << got.body;
    EXPECT_EQ(worker->wait(), 0);
    EXPECT_NE(system.logs().find("INFO stopped"), std::string::npos);
}

TEST(drain, takes_no_longer_than_its_deadline) {
    local_system system({.server_json = R"({"drain_ms":1000,"upstream_timeout_ms":9000})"});
    const auto worker = replace_worker(system);
    const call_counter logins(system, "session_key", 30'000);
    auto waiting = waiting_logins(system, 10, logins);
    const auto told = clock::now();
    worker->signal(SIGTERM);
    EXPECT_EQ(worker->wait(), 1);
    EXPECT_LT(clock::now() - told, 2s);
    for (const reply& got : all_of(std::move(waiting))) {
        EXPECT_EQ(got.status, 503);
        EXPECT_EQ(at(got, "code"), "10004") << got.body;
        EXPECT_EQ(at(got, "err_msg"), "the server is being stopped") << "said by the worker";
        EXPECT_EQ(at(got, "request_id"), got.header("x-request-id"));
        EXPECT_EQ(got.header("retry-after"), "1");
    }
}

TEST(drain, is_what_stopping_does) {
    local_system system;
    const call_counter logins(system, "session_key", 1500);
    auto waiting = waiting_logins(system, 3, logins);
    system.stop();
    for (const reply& got : all_of(std::move(waiting))) EXPECT_EQ(at(got, "code"), "0") << got.body;
}

}  // namespace
}  // namespace swan::e2e
