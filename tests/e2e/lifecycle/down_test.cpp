// What clients and Baidu are told by nginx while there is no worker, or one that hangs.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>

#include "at_once.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {
namespace {

constexpr std::array kCallbacks = {"/pay/callback/succ", "/pay/callback/refund_audit",
                                   "/pay/callback/refund"};
constexpr std::array kOthers = {"/auth/login?code=c", "/pay/gen", "/pay/status?tp_order_id=1",
                                "/pay/refund?tp_order_id=1"};

void expect_headers_of_nginx(const reply& got, const std::string& code) {
    EXPECT_EQ(got.header("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(got.header("cache-control"), "no-store");
    EXPECT_EQ(got.header("x-request-id").size(), 32u);
    EXPECT_EQ(got.header("x-swan-code"), code);
}

void expect_baidu_is_put_off(const local_system& system) {
    const auto answers = all_of(begin_at_once(kCallbacks.size(), [&](int i) {
        return system.post(kCallbacks[static_cast<size_t>(i)], "orderId=1&rsaSign=abcd");
    }));
    for (const reply& got : answers) {
        EXPECT_EQ(got.status, 200);
        EXPECT_EQ(got.body, R"({"errno":10000,"msg":"sys fail","data":{}})");
        EXPECT_LT(got.took.count(), 2000) << "Baidu waits no longer";
        expect_headers_of_nginx(got, "10000");
    }
}

void expect_busy(const reply& got) {
    EXPECT_EQ(got.status, 503);
    EXPECT_EQ(at(got, "code"), "10004") << got.body;
    EXPECT_EQ(at(got, "msg"), "busy");
    EXPECT_EQ(at(got, "request_id"), got.header("x-request-id"));
    EXPECT_EQ(got.header("retry-after"), "1");
    expect_headers_of_nginx(got, "10004");
}

TEST(down, a_killed_worker_is_excused_by_nginx_until_it_is_back) {
    local_system system;
    const std::string before = system.paid_order();  // nginx keeps connections to it
    system.signal("worker", SIGKILL);
    expect_baidu_is_put_off(system);
    for (const char* path : kOthers) expect_busy(system.get(path));
    expect_busy(system.post("/auth/phone", "open_id=o"));

    system.restart();
    system.log_in("back");
    system.paid_order();
    EXPECT_EQ(at(system.get("/pay/status?tp_order_id=" + before), "data.payStatus.statusNum"), "1");
}

TEST(down, a_stopped_worker_is_excused_too) {
    local_system system;
    system.paid_order();
    system.stop("worker");
    expect_baidu_is_put_off(system);
    for (const char* path : kOthers) expect_busy(system.get(path));
}

TEST(down, a_worker_that_hangs_keeps_baidu_waiting_for_less_than_two_seconds) {
    local_system system;
    system.paid_order();
    system.signal("worker", SIGSTOP);
    ASSERT_TRUE(local_system::eventually([&] { return has_stopped(system.pid_of("worker")); }));
    auto others = begin_at_once(kOthers.size(),
                                [&](int i) { return system.get(kOthers[static_cast<size_t>(i)]); });
    expect_baidu_is_put_off(system);
    expect_baidu_is_put_off(system);
    for (const reply& got : all_of(std::move(others))) expect_busy(got);
    system.signal("worker", SIGCONT);
    system.log_in("back");
    system.paid_order();
}

}  // namespace
}  // namespace swan::e2e
