#include "runtime/loop.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "runtime/task.h"

using namespace swan;
using namespace std::chrono_literals;

namespace {

// Runs `on` on this thread until what was posted and is due has run.
void run_until_idle(loop& on, std::chrono::milliseconds at_least = 0ms) {
    on.call_after(at_least, [&on] { on.stop(); });
    on.run();
}

struct posted_number {
    int thread;
    int number;
};

TEST(loop, runs_what_other_threads_post_each_in_its_order) {
    constexpr int kThreads = 4;
    constexpr int kJobs = 2'000;
    loop on;
    std::vector<posted_number> ran;
    std::latch all_posted(kThreads);
    std::vector<std::jthread> posting;
    for (int t = 0; t < kThreads; ++t)
        posting.emplace_back([&, t] {
            for (int i = 0; i < kJobs; ++i) on.post([&, t, i] { ran.push_back({t, i}); });
            all_posted.count_down();
        });
    std::jthread stopping([&] {
        all_posted.wait();
        on.stop();
    });
    on.run();

    ASSERT_EQ(ran.size(), static_cast<size_t>(kThreads * kJobs));
    std::vector<int> next(kThreads, 0);
    for (const auto& one : ran) EXPECT_EQ(one.number, next[one.thread]++);
}

class counted_work final : public loop::work {
  public:
    explicit counted_work(loop& home) : home_(home) {}
    void run() override {
        if (++ran_ < 3)
            home_.post(*this);
        else
            home_.stop();
    }
    int ran() const { return ran_; }

  private:
    loop& home_;
    int ran_ = 0;
};

TEST(loop, lets_a_piece_of_work_post_itself_again) {
    loop on;
    counted_work again(on);
    on.post(again);
    on.run();
    EXPECT_EQ(again.ran(), 3);
}

// The counters of all eventfds of this process.
std::multiset<std::string> eventfd_counts() {
    std::multiset<std::string> all;
    for (const auto& each : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
        std::ifstream info(each.path());
        for (std::string line; std::getline(info, line);)
            if (line.starts_with("eventfd-count:"))
                all.insert(line.substr(line.find_last_of(" \t") + 1));
    }
    return all;
}

TEST(loop, is_rung_once_for_many_posts) {
    const auto rings = [] { return eventfd_counts().count("1"); };
    loop on;
    const auto before = rings();
    int ran = 0;
    for (int i = 0; i < 100; ++i) on.post([&] { ++ran; });
    EXPECT_EQ(rings(), before + 1);
    run_until_idle(on);
    EXPECT_EQ(ran, 100);
}

TEST(loop, runs_what_a_job_posts_after_the_jobs_that_came_before) {
    loop on;
    std::string story;
    on.post([&] {
        story += "1";
        on.post([&] {
            story += "3";
            on.stop();
        });
    });
    on.post([&] { story += "2"; });
    on.run();
    EXPECT_EQ(story, "123");
}

TEST(loop, does_not_starve_its_timers_when_jobs_post_jobs) {
    loop on;
    bool fired = false;
    std::function<void()> again = [&] {
        if (!fired)
            on.post(again);
        else
            on.stop();
    };
    on.post(again);
    on.call_after(2ms, [&] { fired = true; });
    on.run();
    EXPECT_TRUE(fired);
}

TEST(loop, knows_itself_on_its_own_thread_only) {
    loop on;
    loop* seen = nullptr;
    EXPECT_EQ(loop::current(), nullptr);
    on.post([&] { seen = loop::current(); });
    run_until_idle(on);
    EXPECT_EQ(seen, &on);
    EXPECT_EQ(loop::current(), nullptr);
}

TEST(loop, runs_what_was_posted_before_it_was_stopped) {
    loop on;
    std::string story;
    on.post([&] { story += "a"; });
    on.stop();
    on.run();
    EXPECT_EQ(story, "a");
}

TEST(loop, stops_while_it_waits_for_nothing) {
    loop on;
    std::latch running(1);
    on.post([&] { running.count_down(); });
    std::jthread other([&] {
        running.wait();
        on.stop();
    });
    on.run();
    EXPECT_EQ(loop::current(), nullptr) << "run() came back";
}

TEST(loop, fires_timers_in_the_order_of_their_time) {
    loop on;
    std::string story;
    on.call_after(6ms, [&] { story += "c"; });
    on.call_after(2ms, [&] { story += "a"; });
    on.call_after(4ms, [&] { story += "b"; });
    on.call_after(0ms, [&] { story += "0"; });
    run_until_idle(on, 10ms);
    EXPECT_EQ(story, "0abc");
}

TEST(loop, fires_no_timer_early) {
    loop on;
    const auto began = loop::clock::now();
    loop::clock::time_point fired;
    on.call_after(20ms, [&] {
        fired = loop::clock::now();
        on.stop();
    });
    on.run();
    EXPECT_GE(fired - began, 20ms);
}

TEST(loop, cancels_a_timer_once_or_twice) {
    loop on;
    int fired = 0;
    const auto id = on.call_after(1ms, [&] { ++fired; });
    on.cancel(id);
    on.cancel(id);
    run_until_idle(on, 3ms);
    EXPECT_EQ(fired, 0);
}

TEST(loop, cancels_from_inside_a_timer_one_that_is_due_as_well) {
    loop on;
    std::string story;
    loop::timer_id second;
    loop::timer_id first;
    first = on.call_after(0ms, [&] {
        story += "first";
        on.cancel(first);
        on.cancel(second);
    });
    second = on.call_after(0ms, [&] { story += "second"; });
    std::this_thread::sleep_until(second.first + 1ms);  // both are due in the same round
    run_until_idle(on, 1ms);
    EXPECT_EQ(story, "first");
}

TEST(loop, lets_a_timer_set_the_next) {
    loop on;
    int fired = 0;
    std::function<void()> again = [&] {
        if (++fired < 3)
            on.call_after(1ms, again);
        else
            on.stop();
    };
    on.call_after(1ms, again);
    on.run();
    EXPECT_EQ(fired, 3);
}

task<void> naps(loop& on, std::vector<int>& into, int ms) {
    co_await on.sleep(std::chrono::milliseconds(ms));
    into.push_back(ms);
    if (into.size() == 3) on.stop();
}

TEST(loop, wakes_sleepers_in_the_order_of_their_time) {
    loop on;
    std::vector<int> woken;
    for (const int ms : {6, 2, 4}) start(naps(on, woken, ms));
    EXPECT_TRUE(woken.empty());
    on.run();
    EXPECT_EQ(woken, (std::vector<int>{2, 4, 6}));
}

}  // namespace
