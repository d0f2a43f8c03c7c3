// Baidu cannot be reached, and comes back: after ten failures nothing is sent any more, nobody
// waits, no money is in doubt, and half a second after its return everything goes on by itself.
#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "local_system.h"
#include "metrics_page.h"
#include "scripted_baidu.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class upstream_down : public testing::Test {
  protected:
    upstream_down() { baidu_.emplace(port_); }

    reply log_in() const { return system_.get("/auth/login?code=c0de-of-this-login"); }
    metrics_page page() const { return metrics_page(system_, port_); }
    void go_down() { baidu_.reset(); }
    void come_back() { baidu_.emplace(port_); }
    // Ten failures: these logins are each tried twice.
    void wear_out() const {
        for (int i = 0; i < 5; ++i) EXPECT_EQ(at(log_in(), "code"), "10002");
    }
    int lines(const std::string& part) const {
        const std::string all = system_.logs();
        int count = 0;
        for (size_t here = all.find(part); here != all.npos; here = all.find(part, here + 1))
            ++count;
        return count;
    }

    int port_ = free_port();
    std::optional<scripted_baidu> baidu_;
    local_system system_{
        {.api = "1.0",
         .server_json = concat(R"({"upstream_base":"http://127.0.0.1:)", port_, "\"}")}};
};

TEST_F(upstream_down, nobody_waits_for_it) {
    go_down();
    wear_out();
    EXPECT_EQ(page().upstream("breaker_open"), 1);
    const auto began = clock::now();
    for (int i = 0; i < 50; ++i) EXPECT_EQ(at(log_in(), "code"), "10002");
    const auto took = clock::now() - began;
    const auto probes = static_cast<double>(took / 500ms + 2);

    const metrics_page now = page();
    EXPECT_LE(now.upstream("requests_total", "not_sent"), 10 + probes);
    EXPECT_GE(now.upstream("fast_failures_total"), 50 - probes);
    EXPECT_EQ(now.upstream("retries_total"), 5);
    EXPECT_EQ(now.upstream("breaker_openings_total"), 1);
    EXPECT_EQ(now.upstream("waiting"), 0);
    EXPECT_EQ(now.of(R"(swan_requests_total{path="/auth/login",code="10002"})"), 55);
    EXPECT_EQ(lines(concat("alert upstream_down host=127.0.0.1:", port_, " ")), 1);
    EXPECT_EQ(lines("c0de-of-this-login"), 0);
}

TEST_F(upstream_down, its_return_is_seen_by_the_next_probe) {
    go_down();
    wear_out();
    come_back();
    EXPECT_TRUE(local_system::eventually([&] { return at(log_in(), "code") == "0"; }));
    EXPECT_EQ(page().upstream("breaker_open"), 0);
    EXPECT_EQ(at(log_in(), "code"), "0");
    EXPECT_EQ(lines(concat("upstream answers again host=127.0.0.1:", port_)), 1);
}

TEST_F(upstream_down, what_needs_it_not_goes_on) {
    go_down();
    wear_out();
    const std::string order = system_.paid_order();
    const reply status = system_.get("/pay/status?tp_order_id=" + order);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
    EXPECT_EQ(at(status, "data.source"), "ledger") << status.body;
}

TEST_F(upstream_down, a_refund_that_was_not_sent_is_sent_when_asked_for_again) {
    for (const char* amount : {"", "&amount=1"}) {
        SCOPED_TRACE(amount);
        const std::string order = system_.paid_order();
        const std::string path =
            concat("/pay/refund?refund_id=r-", order, "&tp_order_id=", order, amount);
        go_down();
        wear_out();
        for (int i = 0; i < 3; ++i) {
            const reply got = system_.get(path);
            EXPECT_EQ(at(got, "code"), "10002") << got.body;
            EXPECT_EQ(at(got, "data.state"), "reserved") << got.body;
        }
        const reply more = system_.get(
            concat("/pay/refund?refund_id=other-", order, "&amount=1&tp_order_id=", order));
        EXPECT_EQ(at(more, "code"), "20002") << "its money is still reserved: " << more.body;
        come_back();
        reply got;
        EXPECT_TRUE(local_system::eventually([&] {
            got = system_.get(path);
            return at(got, "code") == "0";
        })) << got.body;
        EXPECT_EQ(baidu_->asked(scripted_baidu::kRefund).size(), 1u);
    }
}

TEST_F(upstream_down, one_that_lets_requests_time_out_is_told_as_such) {
    system_.restart(
        concat(R"({"upstream_base":"http://127.0.0.1:)", port_, R"(","upstream_timeout_ms":200})"));
    const std::string order = system_.paid_order();
    for (const auto path : {scripted_baidu::kLogin, scripted_baidu::kCancel})
        baidu_->order(path, hangs_after(""));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(at(log_in(), "code"), "10003");
    // Nothing of it is sent, so that it is not in doubt.
    const reply refund = system_.get("/pay/refund?tp_order_id=" + order);
    EXPECT_EQ(at(refund, "data.state"), "reserved") << refund.body;
    const reply login = log_in();
    EXPECT_EQ(at(login, "code"), "10003") << login.body;
    EXPECT_EQ(page().upstream("fast_failures_total"), 2);
    EXPECT_EQ(baidu_->asked(scripted_baidu::kLogin).size(), 10u);
    EXPECT_TRUE(baidu_->asked(scripted_baidu::kCancel).empty());
}

}  // namespace
}  // namespace swan::e2e
