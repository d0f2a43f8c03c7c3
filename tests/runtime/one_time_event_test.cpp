#include "runtime/one_time_event.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "runtime/task.h"

using namespace swan;

namespace {

task<void> wait_for(one_time_event& what, std::string name, std::string& story) {
    co_await what;
    story += name;
}

TEST(one_time_event, resumes_all_who_wait_in_the_order_of_coming) {
    one_time_event what;
    std::string story;
    for (const char* name : {"a", "b", "c"}) start(wait_for(what, name, story));
    EXPECT_EQ(story, "");
    what.happen();
    EXPECT_EQ(story, "abc");
}

TEST(one_time_event, that_has_happened_lets_pass) {
    one_time_event what;
    std::string story;
    what.happen();
    start(wait_for(what, "late", story));
    EXPECT_EQ(story, "late");
}

task<void> wait_twice(one_time_event& first, one_time_event& second, std::string& story) {
    co_await first;
    story += "1";
    co_await second;
    story += "2";
}

TEST(one_time_event, may_make_another_one_happen) {
    one_time_event first;
    one_time_event second;
    std::string story;
    start(wait_twice(first, second, story));
    start(wait_for(first, "x", story));
    first.happen();
    EXPECT_EQ(story, "1x");
    second.happen();
    EXPECT_EQ(story, "1x2");
}

task<void> wait_and_destroy(std::unique_ptr<one_time_event>& what) {
    one_time_event& awaited = *what;
    co_await awaited;
    what.reset();
}

TEST(one_time_event, may_be_destroyed_by_the_first_of_those_who_waited) {
    auto what = std::make_unique<one_time_event>();
    std::string story;
    start(wait_and_destroy(what));
    start(wait_for(*what, "after", story));
    what->happen();
    EXPECT_EQ(what, nullptr);
    EXPECT_EQ(story, "after");
}

}  // namespace
