#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "fcgi_client.h"
#include "fcgi_front.h"
#include "front/fcgi.h"
#include "slow_request.h"

using namespace swan;
using namespace swan::test;
using namespace std::chrono_literals;

namespace {

// Counts calls of `drained` and waits for the first.
class drain_watch {
  public:
    std::function<void()> drained() {
        return [this] {
            if (++calls_ == 1) first_.set_value();
        };
    }
    bool came() { return seen_.wait_for(10s) == std::future_status::ready; }
    int calls() const { return calls_; }

  private:
    std::atomic<int> calls_ = 0;
    std::promise<void> first_;
    std::future<void> seen_ = first_.get_future();
};

TEST(fcgi_drain, ends_at_once_without_connections) {
    for (const int loops : {1, 3}) {
        drain_watch watch;
        fcgi_front front(echo, loops);
        front.run().server().drain(watch.drained());
        EXPECT_TRUE(watch.came());
        front.settle();
        EXPECT_EQ(watch.calls(), 1);
    }
}

TEST(fcgi_drain, refuses_new_connections_and_answers_on_those_that_are_open) {
    drain_watch watch;
    fcgi_front front(echo, 2);
    front.run();
    std::vector<std::unique_ptr<fcgi_client>> open;
    for (int i = 0; i < 4; ++i) {
        open.push_back(std::make_unique<fcgi_client>(front.socket_path()));
        ASSERT_NE(body_of(open.back()->ask(fcgi_request_line("GET", "/"))), "no answer");
    }
    front.server().drain(watch.drained());
    EXPECT_FALSE(fcgi_client(front.socket_path()).connected());
    for (const auto& each : open) {
        EXPECT_EQ(watch.calls(), 0) << "while a connection is open";
        EXPECT_NE(body_of(each->ask(fcgi_request_line("GET", "/"))), "no answer");
        EXPECT_NE(body_of(each->ask(fcgi_request_line("GET", "/"))), "no answer");
        each->hang_up();
    }
    EXPECT_TRUE(watch.came());
    front.settle();
    EXPECT_EQ(watch.calls(), 1);
}

TEST(fcgi_drain, answers_what_is_in_the_backlog) {
    drain_watch watch;
    fcgi_front front(echo, 2);  // accepts nothing yet
    std::vector<std::unique_ptr<fcgi_client>> waiting;
    for (int i = 0; i < 20; ++i) {
        waiting.push_back(std::make_unique<fcgi_client>(front.socket_path()));
        ASSERT_TRUE(waiting.back()->send(fcgi_request(fcgi_request_line("GET", "/backlog"))));
    }
    front.server().drain(watch.drained());
    EXPECT_FALSE(fcgi_client(front.socket_path()).connected());
    front.run();
    for (const auto& each : waiting) {
        EXPECT_EQ(body_of(each->receive()), "GET /backlog? body=0 large=0 prefetch=0 auth=");
        EXPECT_EQ(watch.calls(), 0);
        each->hang_up();
    }
    EXPECT_TRUE(watch.came());
}

TEST(fcgi_drain, waits_for_handlers_that_wait) {
    drain_watch watch;
    slow_request slow;
    slow.front.server().drain(watch.drained());
    slow.front.settle();
    EXPECT_EQ(watch.calls(), 0);
    slow.let_go();
    EXPECT_EQ(body_of(slow.nginx.receive()), "waited /slow");
    EXPECT_EQ(watch.calls(), 0);
    slow.nginx.hang_up();
    EXPECT_TRUE(watch.came());
}

TEST(fcgi_drain, ends_when_the_client_of_a_waiting_handler_has_left) {
    drain_watch watch;
    slow_request slow;
    slow.nginx.hang_up();
    slow.front.server().drain(watch.drained());
    slow.let_go();
    EXPECT_TRUE(watch.came());
}

response last_word(const request& req) {
    return {.http_status = 503, .code = 10004, .body = "busy: " + req.path, .retry_after = 1};
}

TEST(fcgi_drain, gives_the_last_word_to_what_still_waits_and_drops_the_late_answer) {
    drain_watch watch;
    waiting_room room;
    fcgi_front front(room.handler());
    fcgi_client waits(front.run().socket_path());
    fcgi_client idle(front.socket_path());
    ASSERT_EQ(body_of(idle.ask(fcgi_request_line("GET", "/quick"))), "quick");
    ASSERT_TRUE(waits.send(fcgi_request(fcgi_request_line("GET", "/slow", "the-id"))));
    room.await_arrival();
    front.server().drain(watch.drained());
    front.server().abandon(last_word);
    front.server().abandon(last_word);  // as harmless as once
    const auto reply = waits.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, "503");
    EXPECT_EQ(reply->body, "busy: /slow");
    EXPECT_EQ(reply->header("X-Request-Id"), "the-id");

    room.let_go(front.on());
    EXPECT_EQ(body_of(waits.ask(fcgi_request_line("GET", "/quick"))), "quick")
        << "and not the late answer to the request before";
    waits.hang_up();
    idle.hang_up();
    EXPECT_TRUE(watch.came());
}

TEST(fcgi_drain, lets_a_handler_end_late_whose_connection_was_not_kept_or_is_gone) {
    drain_watch watch;
    waiting_room room;
    fcgi_front front(room.handler());
    fcgi_client once(front.run().socket_path());
    ASSERT_TRUE(once.send(fcgi_request(fcgi_request_line("GET", "/once"), {}, false)));
    room.await_arrival();
    fcgi_client gone(front.socket_path());
    ASSERT_TRUE(gone.send(fcgi_request(fcgi_request_line("GET", "/gone"))));
    room.await_arrival();
    gone.hang_up();
    front.server().drain(watch.drained());
    front.server().abandon(last_word);
    EXPECT_EQ(body_of(once.receive()), "busy: /once");
    EXPECT_TRUE(once.is_closed());
    EXPECT_EQ(watch.calls(), 0) << "while handlers still stand on their requests";
    room.let_go(front.on());
    EXPECT_TRUE(watch.came());
    EXPECT_EQ(watch.calls(), 1);
}

}  // namespace
