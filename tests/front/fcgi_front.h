// A FastCGI front on a socket and loop threads of its own, for tests.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <coroutine>
#include <future>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"
#include "front/fcgi.h"

namespace swan::test {

class fcgi_front {
  public:
    explicit fcgi_front(fcgi_server::handler answer, int loops = 1) {
        signal(SIGPIPE, SIG_IGN);  // as main does
        std::string folder = testing::TempDir() + "swan-fcgi-XXXXXX";
        EXPECT_NE(mkdtemp(folder.data()), nullptr);
        folder_ = folder;
        listen_there();
        std::vector<std::pair<loop*, fcgi_server::handler>> with;
        for (int i = 0; i < loops; ++i) {
            loops_.push_back(std::make_unique<loop>());
            with.emplace_back(loops_.back().get(), answer);
        }
        server_ = std::make_unique<fcgi_server>(listening_, std::move(with));
        server_->start();
    }
    ~fcgi_front() {
        for (auto& each : loops_) each->stop();
        threads_.clear();
        server_.reset();
        close(listening_);
        unlink(socket_path().c_str());
        rmdir(folder_.c_str());
    }

    // Nothing is accepted before.
    fcgi_front& run() {
        for (auto& each : loops_) threads_.emplace_back([on = each.get()] { on->run(); });
        return *this;
    }

    std::string socket_path() const { return folder_ + "/s"; }
    fcgi_server& server() { return *server_; }
    loop& on(size_t i = 0) { return *loops_[i]; }
    // CPU time that the first loop's thread has used.
    std::chrono::nanoseconds cpu_time() {
        clockid_t which;
        timespec used{};
        EXPECT_EQ(pthread_getcpuclockid(threads_.front().native_handle(), &which), 0);
        EXPECT_EQ(clock_gettime(which, &used), 0);
        return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
    }

    // Returns when all that was posted to the first loop has run.
    void settle() {
        std::promise<void> done;
        on().post([&] { done.set_value(); });
        done.get_future().wait();
    }

  private:
    void listen_there() {
        listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        socket_path().copy(where.sun_path, sizeof where.sun_path - 1);
        ASSERT_EQ(bind(listening_, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
        ASSERT_EQ(listen(listening_, 128), 0);
    }

    std::string folder_;
    int listening_ = -1;
    std::vector<std::unique_ptr<loop>> loops_;
    std::unique_ptr<fcgi_server> server_;
    std::vector<std::jthread> threads_;
};

// Answers with what the request was.
inline task<response> echo(request& req) {
    co_return response{.body =
                           concat(req.method, " ", req.path, "?", req.query,
                                  " body=", req.body.size(), " large=", req.body_too_large ? 1 : 0,
                                  " prefetch=", req.prefetch ? 1 : 0, " auth=", req.authorization)};
}

// A handler that waits until it is let go. Used on one loop; arrived() and let_go() are for the
// test's thread.
class waiting_room {
  public:
    fcgi_server::handler handler() {
        return [this](request& req) { return answer(*this, req); };
    }
    // Returns when one more request waits.
    void await_arrival() { arrived_.acquire(); }
    // Lets all go that wait now, on their loop.
    void let_go(loop& on) {
        std::promise<void> done;
        on.post([&] {
            let_go_here();
            done.set_value();
        });
        done.get_future().wait();
    }
    // The same, for the loop's own thread.
    void let_go_here() {
        for (const auto each : std::exchange(waiting_, {})) each.resume();
    }

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) {
        waiting_.push_back(h);
        arrived_.release();
    }
    void await_resume() const noexcept {}

  private:
    static task<response> answer(waiting_room& room, request& req) {
        if (req.path == "/quick") co_return response{.body = "quick"};
        co_await room;
        co_return response{.body = concat("waited ", req.path)};
    }

    std::vector<std::coroutine_handle<>> waiting_;
    std::counting_semaphore<> arrived_{0};
};

}  // namespace swan::test
