// The worker is killed at random moments under load: what was acknowledged is there exactly once,
// and what was not can be asked for again without harm.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <atomic>
#include <cstdio>
#include <random>
#include <set>

#include "base/text.h"
#include "lifecycle/at_once.h"
#include "lifecycle/own_worker.h"
#include "local_system.h"
#include "soak/books.h"
#include "soak/due.h"
#include "soak/environment.h"
#include "soak/walk.h"

namespace swan::e2e {
namespace {

constexpr int kCustomers = 4;

struct acknowledged {
    std::vector<std::string> orders;
    std::vector<std::string> paid;
    std::vector<std::string> refunds;     // refund_id
    std::vector<std::string> unanswered;  // queries of refunds whose outcome nobody was told
};

class killed_worker : public testing::Test {
  protected:
    killed_worker() : worker_(replace_worker(system_)) {}

    // Asks until the answer is no longer that of nobody there, a few seconds at most.
    template <class F>
    static std::string asked(F ask, const std::set<std::string>& ends, const char* member) {
        for (int tries = 40; tries > 0; --tries) {
            const std::string got = at(ask().body, member);
            if (ends.contains(got)) return got;
            poll_pause();
        }
        return {};
    }

    // One customer after the other buys, pays and gets a part of it back.
    acknowledged trade(int who) {
        acknowledged all;
        for (int64_t i = 0; !over_; ++i) {
            const reply made = system_.get("/pay/gen?goods_id=postcard");
            if (at(made, "code") != "0") continue;  // nobody has it: another is made
            const std::string id = at(made, "data.tpOrderId");
            all.orders.push_back(id);
            system_.sandbox_post("/sandbox/requestPolymerPayment?open_id=customer",
                                 at(made, "data"));
            const std::string told = asked(
                [&] {
                    const reply sent = system_.sandbox_post(
                        "/sandbox/callback", R"({"kind":"succ","tp_order_id":")" + id + "\"}");
                    reply answer;
                    answer.body = at(sent, "body");
                    return answer;
                },
                {"0"}, "errno");
            if (told != "0") continue;
            all.paid.push_back(id);
            refund(concat("kill-", who, "-", i), id, all);
        }
        return all;
    }
    void refund(const std::string& refund_id, const std::string& id, acknowledged& all) const {
        const std::string query =
            concat("/pay/refund?tp_order_id=", id, "&amount=60&refund_id=", refund_id);
        const reply first = system_.get(query);
        if (at(first, "code") == "0")
            all.refunds.push_back(refund_id);
        else
            all.unanswered.push_back(query);
    }

    void kill_and_restart() {
        worker_->signal(SIGKILL);
        EXPECT_EQ(worker_->wait(), 128 + SIGKILL);
        soak::end_leases(system_);
        worker_ = std::make_unique<process>(worker_command(system_));
        system_.adopt("worker", worker_->pid());
        system_.await_worker();
    }

    int64_t count(sql::literal query, const std::string& id) const {
        sql db = soak::database(system_);
        return db.query_one(query, "i", {id}).value().number(0);
    }
    void expect_each_once(const acknowledged& all) const {
        for (const std::string& id : all.orders)
            EXPECT_EQ(count("select count(*) from orders where tp_order_id = :id", id), 1) << id;
        for (const std::string& id : all.paid)
            EXPECT_EQ(count("select count(*) from payments where tp_order_id = :id", id), 1) << id;
        for (const std::string& id : all.refunds)
            EXPECT_EQ(count("select count(*) from refunds where refund_id = :id"
                            " and state between 2 and 8",
                            id),
                      1)
                << id;
    }
    local_system system_{soak::walk::settings()};
    std::unique_ptr<process> worker_;
    std::atomic<bool> over_ = false;
};

TEST_F(killed_worker, has_lost_nothing_that_was_acknowledged_and_doubles_nothing) {
    const int64_t rounds = soak::environment("ROUNDS", 5);
    const auto seed = std::random_device()();
    std::printf("kill: ROUNDS=%lld seed=%u\n", static_cast<long long>(rounds), seed);
    std::fflush(stdout);
    std::mt19937 random(seed);

    auto trading = begin_at_once(kCustomers, [this](int who) { return trade(who); });
    for (int64_t i = 0; i < rounds; ++i) {
        poll(nullptr, 0, static_cast<int>(20 + random() % 400));
        kill_and_restart();
    }
    over_ = true;
    const auto all = all_of(std::move(trading));
    size_t paid = 0;
    for (const acknowledged& each : all) {
        for (const std::string& query : each.unanswered)
            asked([&] { return system_.get(query); }, {"0", "10003"}, "code");
        expect_each_once(each);
        paid += each.paid.size();
    }
    EXPECT_GT(paid, 0u) << "no load, seed=" << seed;

    EXPECT_TRUE(local_system::eventually(
        [this] {
            soak::make_all_due(system_);
            return soak::is_quiet(system_);
        },
        30));
    for (const acknowledged& each : all) expect_each_once(each);
    for (const std::string& each : soak::differences(system_))
        ADD_FAILURE() << each << ", seed=" << seed;
}

}  // namespace
}  // namespace swan::e2e
