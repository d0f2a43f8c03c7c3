#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <system_error>

#include "runtime/loop.h"

using namespace swan;
using namespace std::chrono_literals;

namespace {

// Two ends of a line; what is written to `far` makes `near` readable.
struct line {
    line() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0); }
    ~line() {
        close(ends[0]);
        close(ends[1]);
    }
    line(const line&) = delete;
    line& operator=(const line&) = delete;
    int near() const { return ends[0]; }
    void ring() const { EXPECT_EQ(write(ends[1], "x", 1), 1); }
    void hang_up() const { EXPECT_EQ(shutdown(ends[1], SHUT_RDWR), 0); }
    void answer() const {
        char byte;
        EXPECT_EQ(read(ends[0], &byte, 1), 1);
    }
    int ends[2];
};

class ear final : public loop::watcher {
  public:
    void on_events(uint32_t events) override {
        ++heard;
        last = events;
        if (then) then();
    }
    int heard = 0;
    uint32_t last = 0;
    std::function<void()> then;
};

void run_for(loop& on, std::chrono::milliseconds how_long) {
    on.call_after(how_long, [&on] { on.stop(); });
    on.run();
}

TEST(loop_watch, tells_of_what_happens_on_a_descriptor) {
    loop on;
    const line one;
    ear who;
    who.then = [&] {
        one.answer();
        on.stop();
    };
    on.watch(one.near(), EPOLLIN, who);
    one.ring();
    on.run();
    EXPECT_EQ(who.heard, 1);
    EXPECT_TRUE(who.last & EPOLLIN);
}

TEST(loop_watch, tells_of_a_hang_up) {
    loop on;
    const line one;
    ear who;
    who.then = [&] { on.stop(); };
    on.watch(one.near(), EPOLLIN, who);
    one.hang_up();
    on.run();
    EXPECT_TRUE(who.last & EPOLLHUP);
}

TEST(loop_watch, tells_a_one_shot_once_until_it_is_armed_again) {
    loop on;
    const line one;
    ear who;
    who.then = [&] {
        if (who.heard == 2) on.stop();
    };
    on.watch(one.near(), EPOLLIN | EPOLLONESHOT, who);
    one.ring();
    on.call_after(2ms, [&] {
        EXPECT_EQ(who.heard, 1) << "though there is still something to read";
        on.rewatch(one.near(), EPOLLIN | EPOLLONESHOT, who);
    });
    on.run();
    EXPECT_EQ(who.heard, 2);
}

TEST(loop_watch, may_hand_a_descriptor_to_another_watcher) {
    loop on;
    const line one;
    ear before;
    ear after;
    on.watch(one.near(), EPOLLIN, before);
    on.rewatch(one.near(), EPOLLIN | EPOLLONESHOT, after);
    one.ring();
    run_for(on, 2ms);
    EXPECT_EQ(before.heard, 0);
    EXPECT_EQ(after.heard, 1);
}

TEST(loop_watch, is_silent_after_unwatch) {
    loop on;
    const line one;
    ear who;
    on.watch(one.near(), EPOLLIN, who);
    one.ring();
    on.unwatch(one.near(), who);
    run_for(on, 2ms);
    EXPECT_EQ(who.heard, 0);
}

TEST(loop_watch, drops_an_event_of_an_unwatched_one_that_epoll_has_reported_already) {
    loop on;
    const line one;
    const line two;
    ear first;
    ear second;
    // Both are readable in the first round; whichever comes first silences the other.
    first.then = [&] {
        on.unwatch(one.near(), first);
        on.unwatch(two.near(), second);
    };
    second.then = first.then;
    on.watch(one.near(), EPOLLIN, first);
    on.watch(two.near(), EPOLLIN, second);
    one.ring();
    two.ring();
    run_for(on, 2ms);
    EXPECT_EQ(first.heard + second.heard, 1);
}

TEST(loop_watch, takes_an_unwatch_of_what_was_closed_already) {
    loop on;
    ear who;
    const int closed = dup(STDIN_FILENO);
    close(closed);
    on.unwatch(closed, who);
    run_for(on, 0ms);
    EXPECT_EQ(who.heard, 0);
}

TEST(loop_watch, refuses_what_is_no_descriptor) {
    loop on;
    ear who;
    EXPECT_THROW(on.watch(-1, EPOLLIN, who), std::system_error);
    EXPECT_THROW(on.rewatch(-1, EPOLLIN, who), std::system_error);
}

}  // namespace
