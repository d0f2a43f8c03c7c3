#include "runtime/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

using namespace swan;

namespace {

// Without optimisation or under a sanitizer g++ 12 makes no tail call of a symmetric transfer, so
// that each await that is ready at once costs stack there; what is shipped is optimised.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr int kMany = 100'000;
#else
constexpr int kMany = 1'000;
#endif

// Suspends whoever awaits it until open().
class gate {
  public:
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) { waiting_ = h; }
    void await_resume() const noexcept {}
    void open() { std::exchange(waiting_, nullptr).resume(); }
    bool has_visitor() const { return waiting_ != nullptr; }

  private:
    std::coroutine_handle<> waiting_;
};

task<int> number(int given) { co_return given; }

task<void> keep(task<int> work, int& into) {
    const int got = co_await std::move(work);
    into = got;
}

int value_of(task<int> work) {
    int got = -1;
    start(keep(std::move(work), got));
    return got;
}

task<int> sum(int a, int b) {
    const int first = co_await number(a);
    const int second = co_await number(b);
    co_return first + second;
}

TEST(task, hands_its_value_to_who_awaits) { EXPECT_EQ(value_of(sum(20, 22)), 42); }

task<int> forwarded(int given) { co_return co_await number(given); }

TEST(task, passes_on_the_value_of_another) { EXPECT_EQ(value_of(forwarded(7)), 7); }

task<void> append(std::string& into, std::string what) {
    into += what;
    co_return;
}

task<void> write_story(std::string& into) {
    into += "a";
    co_await append(into, "b");
    into += "c";
    co_await append(into, "d");
    into += "e";
}

TEST(task, runs_void_tasks_one_after_the_other) {
    std::string story;
    start(write_story(story));
    EXPECT_EQ(story, "abcde");
}

TEST(task, does_nothing_before_it_is_awaited) {
    std::string story;
    task<void> later = write_story(story);
    EXPECT_EQ(story, "");
    start(std::move(later));
    EXPECT_EQ(story, "abcde");
}

task<int> holder_of(std::shared_ptr<int> what) { co_return *what; }

TEST(task, frees_its_arguments_whether_awaited_or_not) {
    const auto seven = std::make_shared<int>(7);
    { const task<int> dropped = holder_of(seven); }
    EXPECT_EQ(seven.use_count(), 1);
    EXPECT_EQ(value_of(holder_of(seven)), 7);
    EXPECT_EQ(seven.use_count(), 1);
}

task<std::unique_ptr<int>> owned(int given) { co_return std::make_unique<int>(given); }

task<int> unwrapped(int given) {
    const std::unique_ptr<int> box = co_await owned(given);
    co_return *box;
}

TEST(task, moves_results_that_cannot_be_copied) { EXPECT_EQ(value_of(unwrapped(9)), 9); }

struct no_default {
    explicit no_default(int given) : held(given) {}
    int held;
};

task<no_default> made(int given) { co_return no_default(given); }

task<int> opened(int given) {
    const no_default got = co_await made(given);
    co_return got.held;
}

TEST(task, needs_no_default_constructor) { EXPECT_EQ(value_of(opened(3)), 3); }

task<int> failing(gate* after) {
    if (after == nullptr) throw std::runtime_error("early");
    co_await *after;
    throw std::runtime_error("late");
}

task<int> between(gate* after) {
    const int got = co_await failing(after);
    co_return got + 1;
}

task<void> catching(gate* after, std::string& into) {
    try {
        const int got = co_await between(after);
        into = std::to_string(got);
    } catch (const std::runtime_error& e) {
        into = e.what();
    }
    co_await append(into, " caught");
}

TEST(task, hands_an_exception_through_to_who_catches) {
    std::string story;
    start(catching(nullptr, story));
    EXPECT_EQ(story, "early caught");
}

TEST(task, hands_on_an_exception_that_came_after_a_wait) {
    gate after;
    std::string story;
    start(catching(&after, story));
    EXPECT_EQ(story, "");
    after.open();
    EXPECT_EQ(story, "late caught");
}

task<void> failing_void() {
    throw std::runtime_error("void");
    co_return;
}

task<void> catching_void(std::string& into) {
    try {
        co_await failing_void();
        into = "nothing";
    } catch (const std::runtime_error& e) {
        into = e.what();
    }
}

TEST(task, hands_on_the_exception_of_a_void_task) {
    std::string story;
    start(catching_void(story));
    EXPECT_EQ(story, "void");
}

task<int> many_in_a_row(int times) {
    int got = 0;
    for (int i = 0; i < times; ++i) {
        const int one = co_await number(1);
        got += one;
    }
    co_return got;
}

TEST(task, awaits_very_often_without_using_up_the_stack) {
    EXPECT_EQ(value_of(many_in_a_row(kMany)), kMany);
}

task<int> nested(int depth, gate* bottom) {
    if (depth == 0) {
        co_await *bottom;
        co_return 0;
    }
    const int below = co_await nested(depth - 1, bottom);
    co_return below + 1;
}

TEST(task, returns_through_a_deep_chain_after_a_wait_at_its_bottom) {
    gate bottom;
    int got = -1;
    start(keep(nested(kMany / 10, &bottom), got));
    EXPECT_EQ(got, -1);
    bottom.open();
    EXPECT_EQ(got, kMany / 10);
}

task<void> waiting(gate& at, std::string& into, std::shared_ptr<int> held) {
    into += "before";
    co_await at;
    into += std::to_string(*held);
}

TEST(task, starts_at_once_and_goes_on_after_its_wait) {
    gate at;
    std::string story;
    const auto held = std::make_shared<int>(5);
    start(waiting(at, story, held));
    EXPECT_EQ(story, "before");
    EXPECT_TRUE(at.has_visitor());
    EXPECT_EQ(held.use_count(), 2);
    at.open();
    EXPECT_EQ(story, "before5");
    EXPECT_EQ(held.use_count(), 1) << "a task that has ended frees what it holds";
}

TEST(task, ends_the_process_when_an_exception_leaves_what_was_started) {
    EXPECT_DEATH(start(failing_void()), "void");
}

}  // namespace
