// A worker is killed while GET requests are under way: what it had sent to Baidu is not sent again,
// neither by nginx nor by anybody else. A login code works once, and a refund takes money.
#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "at_once.h"
#include "call_counter.h"
#include "own_worker.h"
#include "worker_pair.h"

namespace swan::e2e {
namespace {

constexpr int kRequests = 24;

bool is_answered(const reply& got) { return at(got, "code") == "0"; }
bool is_refused_by_nginx(const reply& got) {
    return got.status == 503 && at(got, "code") == "10004";
}

class never_twice : public testing::Test {
  protected:
    std::string code() const { return at(system_.sandbox_post("/sandbox/login", ""), "code"); }

    std::vector<std::future<reply>> begin_logins() const {
        std::vector<std::string> paths;
        for (int i = 0; i < kRequests; ++i) paths.push_back("/auth/login?code=" + code());
        return begin(paths);
    }
    std::vector<std::future<reply>> begin(const std::vector<std::string>& paths) const {
        return begin_at_once(static_cast<int>(paths.size()), [this, paths](int i) {
            return system_.get(paths[static_cast<size_t>(i)]);
        });
    }

    // nginx repeats by itself only what was lost on a connection that it had kept: here are many.
    void warm_up() const {
        const call_counter slow(system_, "session_key", 300);
        for (const reply& got : all_of(begin_logins())) EXPECT_TRUE(is_answered(got)) << got.body;
    }

    // Kills a worker when `calls` has counted all of `under_way`; gives how many were lost.
    static int lose_some(worker_pair& workers, std::vector<std::future<reply>> under_way,
                         const call_counter& calls) {
        const int all = static_cast<int>(under_way.size());
        EXPECT_TRUE(local_system::eventually([&] { return calls.count() >= all; }, 60));
        workers.kill_the_busier();
        int lost = 0;
        for (const reply& got : all_of(std::move(under_way))) {
            EXPECT_TRUE(is_answered(got) || is_refused_by_nginx(got)) << got.status << got.body;
            lost += is_answered(got) ? 0 : 1;
        }
        EXPECT_EQ(calls.count(), all) << "some were sent twice";
        return lost;
    }

    local_system system_{{.api = "1.0", .server_json = R"({"upstream_timeout_ms":9000})"}};
};

TEST_F(never_twice, a_login_code_whose_worker_was_killed) {
    worker_pair workers(system_);
    warm_up();
    const call_counter logins(system_, "session_key", 5000);
    EXPECT_GT(lose_some(workers, begin_logins(), logins), 0);
}

TEST_F(never_twice, a_refund_whose_worker_was_killed) {
    worker_pair workers(system_);
    std::vector<std::string> refunds;
    std::vector<std::string> orders;
    for (int i = 0; i < kRequests; ++i) {
        orders.push_back(system_.paid_order());
        refunds.push_back("/pay/refund?tp_order_id=" + orders.back());
    }
    warm_up();
    const call_counter calls(system_, "refund", 5000);
    EXPECT_GT(lose_some(workers, begin(refunds), calls), 0);

    // Baidu's notify settles them all; whoever asks again learns of the refund there is.
    for (const std::string& each : orders)
        EXPECT_TRUE(local_system::eventually([&] {
            const reply status = system_.get("/pay/status?tp_order_id=" + each);
            return at(status, "data.refundStatus.statusNum") == "2";
        })) << each;
    for (const reply& again : all_of(begin(refunds)))
        EXPECT_EQ(at(again, "data.repeated"), "true") << again.body;
    EXPECT_EQ(calls.count(), kRequests);
    const json::document state = json::document::parse(system_.sandbox_get("/sandbox/state").body);
    EXPECT_EQ(state.root().find("refunds")->elements().size(), orders.size());
}

TEST_F(never_twice, login_codes_while_worker_after_worker_is_killed) {
    const call_counter logins(system_, "session_key", 20);
    std::atomic<int> sent = 0;
    std::atomic<int> answered = 0;
    std::vector<std::jthread> phones;
    for (int i = 0; i < 16; ++i)
        phones.emplace_back([&](const std::stop_token& end) {
            while (!end.stop_requested()) {
                const std::string path = "/auth/login?code=" + code();
                ++sent;
                const reply got = system_.get(path);
                EXPECT_TRUE(is_answered(got) || is_refused_by_nginx(got)) << got.body;
                if (is_answered(got)) ++answered;
            }
        });
    for (int kills = 0; kills < 4; ++kills) {
        const auto worker = replace_worker(system_);
        const int before = answered;
        EXPECT_TRUE(local_system::eventually([&] { return answered > before + 50; }, 60));
        worker->signal(SIGKILL);
        EXPECT_EQ(worker->wait(), 128 + SIGKILL);
    }
    for (auto& each : phones) each.request_stop();
    phones.clear();
    EXPECT_LE(logins.count(), sent);
    EXPECT_GE(logins.count(), answered);
}

}  // namespace
}  // namespace swan::e2e
