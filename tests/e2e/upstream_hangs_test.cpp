// All of Baidu hangs while thousands log in: so many wait as may, the others hear so at once, what
// needs no Baidu is not disturbed, and afterwards the memory is given back.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "local_system.h"
#include "metrics_page.h"
#include "process.h"
#include "raw_http.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;

constexpr int kLogins = 3000;
constexpr int kMostWaiting = 2048;  // server.json's default

// A connection of the client's is up to five descriptors in nginx and the worker. Children inherit
// the limit.
class many_descriptors {
  public:
    static constexpr rlim_t kNeeded = 18'000;
    many_descriptors() {
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        are_there = limit.rlim_max >= kNeeded;
    }
    bool are_there = false;
};

class upstream_hangs : public testing::Test {
  protected:
    void SetUp() override {
        if (!limit_.are_there) GTEST_SKIP() << "ulimit -Hn is below " << many_descriptors::kNeeded;
        user_ = system_.log_in("steady-customer");
        const reply sealed = system_.sandbox_post("/sandbox/getUserInfo?open_id=" + user_, "");
        user_data_ = concat("open_id=", user_, "&data=", escaped(at(sealed, "data")),
                            "&iv=", escaped(at(sealed, "iv")));
        expect_service();
    }
    void hang() const {
        for (const char* call : {"session_key", "order_query", "refund", "cancel_verification"})
            system_.fault(concat(R"({"call":")", call, R"(","fault":"hang"})"));
    }
    // What needs no Baidu.
    void expect_service() const {
        for (const reply& got :
             {system_.post("/auth/userinfo", user_data_), system_.get("/pay/gen")}) {
            EXPECT_EQ(at(got, "code"), "0") << got.body;
            EXPECT_LT(got.took, 1s);
        }
    }
    bool can_log_in() const {
        const std::string code = at(system_.sandbox_post("/sandbox/login", ""), "code");
        return at(system_.get("/auth/login?code=" + code), "code") == "0";
    }
    metrics_page page() const { return metrics_page(system_); }
    int64_t anonymous_kilobytes() const {
        const std::string status =
            content_of(concat("/proc/", system_.pid_of("worker"), "/status"));
        return std::stoll(status.substr(status.find("RssAnon:") + 8));
    }

    const many_descriptors limit_;
    const local_system system_{{.server_json = R"({"upstream_timeout_ms":9000})"}};
    std::string user_;
    std::string user_data_;
};

// Logins that have been sent and not answered.
class waiting_logins {
  public:
    waiting_logins(const local_system& system, int count) {
        for (int i = 0; i < count; ++i) {
            all_.push_back(std::make_unique<raw_connection>(system.port()));
            all_.back()->send(bytes_of(
                {.method = "POST", .target = "/auth/login", .body = concat("code=c-", i)}));
        }
    }
    // Their codes, and how often each came.
    std::map<std::string, int> answers() {
        std::map<std::string, int> codes;
        for (auto& each : all_) ++codes[at(each->receive_answer().body, "code")];
        return codes;
    }

  private:
    std::vector<std::unique_ptr<raw_connection>> all_;
};

TEST_F(upstream_hangs, while_thousands_log_in) {
    const int64_t before = anonymous_kilobytes();
    hang();
    waiting_logins phones(system_, kLogins);
    EXPECT_TRUE(
        local_system::eventually([&] { return page().upstream("waiting") == kMostWaiting; }));
    const int64_t during = anonymous_kilobytes();
    for (int i = 0; i < 5; ++i) expect_service();

    // On a slow machine the first have been given up before the last have come.
    std::map<std::string, int> answers = phones.answers();
    EXPECT_EQ(answers["10003"] + answers["10004"], kLogins);
    EXPECT_EQ(answers.size(), 2u);
    const metrics_page then = page();
    EXPECT_EQ(then.upstream("waiting"), 0);
    EXPECT_EQ(then.upstream("breaker_open"), 1);
    EXPECT_GT(then.upstream("requests_total", "timed_out"), 0);
    EXPECT_LE(then.upstream("requests_total", "timed_out"), kMostWaiting);
    EXPECT_EQ(then.of(R"(swan_requests_total{path="/auth/login",code="10003"})"), answers["10003"]);

    EXPECT_TRUE(local_system::eventually([&] { return anonymous_kilobytes() < before + 2048; }, 30))
        << before << " kB before, " << during << " during, " << anonymous_kilobytes() << " after";
    EXPECT_GT(during, before + 2048) << "so that the line before can fail";
    system_.clear_faults();
    EXPECT_TRUE(local_system::eventually([&] { return can_log_in(); }, 2));
}

}  // namespace
}  // namespace swan::e2e
