// What comes on a connection while the request before is still being handled.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>

#include "fcgi_client.h"
#include "fcgi_front.h"
#include "front/fcgi.h"
#include "slow_request.h"

using namespace swan;
using namespace swan::test;
using namespace std::chrono_literals;

namespace {

// CPU time that the front's loop takes in about 250 ms in which nothing is asked of it.
std::chrono::nanoseconds idle_cost_of(fcgi_front& front) {
    const auto before = front.cpu_time();
    std::promise<void> a_while;
    front.on().post([&] { front.on().call_after(250ms, [&] { a_while.set_value(); }); });
    a_while.get_future().wait();
    return front.cpu_time() - before;
}

TEST(fcgi_early, keeps_the_next_request_until_the_one_before_is_answered) {
    waiting_room room;
    std::atomic<int> handled = 0;
    fcgi_front front([&, handler = room.handler()](request& req) {
        ++handled;
        return handler(req);
    });
    fcgi_client nginx(front.run().socket_path());
    for (int round = 1; round <= 3; ++round) {
        ASSERT_TRUE(nginx.send(fcgi_request(fcgi_request_line("GET", "/slow"))));
        room.await_arrival();
        ASSERT_TRUE(nginx.send(fcgi_request(fcgi_request_line("GET", "/quick"))));
        EXPECT_LT(idle_cost_of(front), 60ms);
        EXPECT_EQ(handled, 2 * round - 1);
        room.let_go(front.on());
        EXPECT_EQ(body_of(nginx.receive()), "waited /slow");
        EXPECT_EQ(body_of(nginx.receive()), "quick");
        EXPECT_EQ(handled, 2 * round);
    }
}

TEST(fcgi_early, sees_a_hang_up_once_and_acts_on_it_after_the_answer) {
    std::promise<void> drained;
    slow_request slow;
    slow.nginx.hang_up();
    EXPECT_LT(idle_cost_of(slow.front), 60ms);
    slow.front.server().drain([&] { drained.set_value(); });
    slow.let_go();
    EXPECT_EQ(drained.get_future().wait_for(10s), std::future_status::ready);
}

TEST(fcgi_early, answers_a_client_that_has_only_ended_its_sending) {
    slow_request slow;
    slow.nginx.end_sending();
    EXPECT_LT(idle_cost_of(slow.front), 60ms);
    slow.let_go();
    EXPECT_EQ(body_of(slow.nginx.receive()), "waited /slow");
    EXPECT_TRUE(slow.nginx.is_closed());
}

// epoll tells of the hang-up and of the handler's end in one round: whichever comes first, the
// connection that is gone then must not be told of the other.
TEST(fcgi_early, outlives_a_hang_up_in_the_round_in_which_its_handler_ends) {
    for (const bool end_first : {true, false}) {
        slow_request slow;
        fcgi_front& front = slow.front;
        front.on().post([&] {
            if (!end_first) slow.nginx.hang_up();
            front.on().post([&] { slow.room.let_go_here(); });
            slow.nginx.hang_up();
        });
        front.settle();
        front.settle();
        EXPECT_EQ(body_of(fcgi_client(front.socket_path()).ask(fcgi_request_line("GET", "/quick"))),
                  "quick");
    }
}

// libfcgi reads ahead and drops what it read, so a client that sends ahead is not served; but it
// must not be left waiting for an answer that never comes. All arrives at once: epoll tells of it
// once, and what libfcgi leaves in the socket must be told again.
TEST(fcgi_early, hangs_up_on_a_client_that_sent_half_a_request_ahead_of_its_answer) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    const std::string one = fcgi_request(fcgi_request_line("GET", "/one"));
    const std::string two =
        fcgi_request(fcgi_request_line("POST", "/two"), std::string(20'000, 'x'));
    nginx.send(one + two);  // may fail in the middle: then we have hung up
    EXPECT_EQ(body_of(nginx.receive()), "GET /one? body=0 large=0 prefetch=0 auth=");
    EXPECT_EQ(body_of(nginx.receive()), "no answer");
    EXPECT_TRUE(nginx.is_closed());
}

}  // namespace
