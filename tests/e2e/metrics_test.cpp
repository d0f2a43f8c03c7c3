// The metrics, for this host alone.
#include <gtest/gtest.h>

#include "app/alert_kinds.h"
#include "base/text.h"
#include "local_system.h"
#include "metrics_page.h"

namespace swan::e2e {
namespace {

class metrics_of_a_system : public testing::Test {
  protected:
    // As a client with that address of this host.
    reply ask_from(const std::string& address, const std::string& path) const {
        const std::string head = run(
            concat("curl -q -s -i --noproxy '*' --interface ", address, " ", system_.url(path)));
        reply got;
        got.status = std::stoi(head.substr(head.find(' ') + 1));
        got.body = head.substr(head.find("\r\n\r\n") + 4);
        return got;
    }

    local_system system_;
};

TEST_F(metrics_of_a_system, are_text_for_prometheus) {
    const reply got = system_.get("/swan/metrics");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.header("content-type"), "text/plain; version=0.0.4");
    EXPECT_EQ(got.header("cache-control"), "no-store");
    EXPECT_NE(got.body.find("# TYPE swan_requests_total counter\n"), std::string::npos);
    EXPECT_TRUE(got.body.ends_with("\n"));
}

TEST_F(metrics_of_a_system, tell_what_was_answered_and_asked) {
    system_.log_in("a");
    system_.log_in("b");
    system_.get("/auth/login?code=wrong");
    system_.get("/auth/login");
    system_.get("/auth/secret-path-of-a-stranger");
    const std::string order = system_.paid_order();
    system_.get("/pay/status?tp_order_id=" + order);

    const metrics_page page(system_);
    EXPECT_EQ(page.of(R"(swan_requests_total{path="/auth/login",code="0"})"), 2);
    EXPECT_EQ(page.of(R"(swan_requests_total{path="/auth/login",code="10002"})"), 1);
    EXPECT_EQ(page.of(R"(swan_requests_total{path="/auth/login",code="10001"})"), 1);
    EXPECT_EQ(page.of(R"(swan_requests_total{path="/pay/callback/succ",code="0"})"), 1);
    EXPECT_GE(page.of(R"(swan_requests_total{path="other",code="10005"})"), 1);
    EXPECT_EQ(page.of(R"(swan_request_duration_seconds_count{path="/auth/login"})"), 4);
    // Three logins, an access token, an order query.
    EXPECT_EQ(page.upstream("requests_total", "answered"), 5);
    EXPECT_EQ(page.upstream("requests_total"), 5);
    EXPECT_EQ(page.upstream("request_duration_seconds_count"), 5);
    EXPECT_EQ(page.upstream("waiting"), 0);
    EXPECT_EQ(page.upstream("breaker_open"), 0);
    EXPECT_EQ(page.upstream("breaker_openings_total"), 0);
    EXPECT_EQ(page.upstream("fast_failures_total"), 0);
    EXPECT_EQ(page.upstream("retries_total"), 0);
    EXPECT_EQ(page.of("swan_log_lines_lost_total"), 0);
    EXPECT_EQ(page.of(R"(swan_schedule_late_seconds{app="",kind="watch"})"), 0);
    for (const std::string_view kind : kAlertKinds)
        EXPECT_EQ(page.of(concat(R"(swan_alerts_total{kind=")", kind, "\"}")), 0) << kind;
    for (const std::string& hidden : {std::string("stranger"), order, std::string("http:")})
        EXPECT_EQ(page.text().find(hidden), std::string::npos) << hidden;
}

TEST_F(metrics_of_a_system, are_no_strangers_business) {
    const reply ours = ask_from("127.0.0.1", "/swan/metrics");
    EXPECT_EQ(ours.status, 200);
    EXPECT_NE(ours.body.find("swan_requests_total"), std::string::npos);
    for (const char* path : {"/swan/metrics", "/swan/metrics?x=1", "/swan//metrics"}) {
        const reply got = ask_from("127.0.0.2", path);
        EXPECT_EQ(got.status, 404) << path;
        EXPECT_EQ(at(got, "code"), "10005") << got.body;
    }
    for (const char* path : {"/metrics", "/auth/metrics", "/pay/%2e%2e/metrics", "/swan/metrics/"})
        EXPECT_EQ(system_.get(path).status, 404) << path;
}

TEST_F(metrics_of_a_system, are_only_read) {
    const reply got = system_.post("/swan/metrics", "x=1");
    EXPECT_EQ(got.status, 405);
    EXPECT_EQ(at(got, "code"), "10006") << got.body;
}

TEST_F(metrics_of_a_system, are_busy_while_the_worker_is_down) {
    system_.stop("worker");
    const reply got = system_.get("/swan/metrics");
    EXPECT_EQ(got.status, 503);
    EXPECT_EQ(at(got, "code"), "10004") << got.body;
}

}  // namespace
}  // namespace swan::e2e
