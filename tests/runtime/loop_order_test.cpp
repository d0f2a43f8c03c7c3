// What the loop does before it waits again: jobs that are to come after the events.
#include <gtest/gtest.h>

#include <string>

#include "runtime/loop.h"
#include "runtime/task.h"

using namespace swan;

namespace {

TEST(loop_order, jobs_after_events_run_when_all_that_came_together_is_handled) {
    loop on;
    std::string order;
    on.post([&] {
        on.after_events([&] { order += "c"; });
        order += "a";
    });
    on.post([&] { order += "b"; });
    on.stop();
    on.run();
    EXPECT_EQ(order, "abc");
}

TEST(loop_order, a_job_after_events_may_ask_for_another_one) {
    loop on;
    std::string order;
    on.post([&] {
        on.after_events([&] {
            on.after_events([&] { order += "b"; });
            order += "a";
        });
    });
    on.stop();
    on.run();
    EXPECT_EQ(order, "ab");
}

task<void> signs(loop& on, std::string& order, char name) {
    order += name;
    co_await on.others_first();
    order += static_cast<char>(name - 'a' + 'A');
}

TEST(loop_order, long_work_lets_all_that_came_together_go_first) {
    loop on;
    std::string order;
    on.post([&] { start(signs(on, order, 'a')); });
    on.post([&] { start(signs(on, order, 'b')); });
    on.stop();
    on.run();
    EXPECT_EQ(order, "abAB");
}

}  // namespace
