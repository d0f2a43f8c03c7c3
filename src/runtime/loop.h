// The event loop: one thread, one epoll. A request is accepted, handled, suspended, resumed and
// answered on its loop; only post() may be called from other threads.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace swan {

class loop {
  public:
    using clock = std::chrono::steady_clock;

    // Something that waits for a descriptor. Must outlive its watch().
    class watcher {
      public:
        // `events`: epoll's EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP. On the loop's thread.
        virtual void on_events(uint32_t events) = 0;

      protected:
        ~watcher() = default;
    };

    // A piece of work handed to the loop; stays alive until run() was called. Costs no allocation:
    // it is linked into the loop's list by itself.
    class work {
      public:
        virtual void run() = 0;

      protected:
        ~work() = default;

      private:
        friend class loop;
        work* next_ = nullptr;
    };

    loop();
    ~loop();
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    // The loop that runs on this thread; null elsewhere.
    static loop* current();

    // Handles events until stop(); the calling thread becomes the loop's thread.
    void run();

    // Any thread. Work posted before is still run, later work may not be.
    void stop();

    // Any thread: `job.run()` is called on the loop's thread, in the order of posting.
    void post(work& job);
    void post(std::function<void()> job);

    // The loop's thread only. `events` as for epoll_ctl, EPOLLET, EPOLLONESHOT and EPOLLEXCLUSIVE
    // included. Throws std::system_error. After unwatch() no event reaches the watcher any more,
    // not even one that epoll has already reported.
    void watch(int fd, uint32_t events, watcher& who);
    void rewatch(int fd, uint32_t events, watcher& who);
    void unwatch(int fd, watcher& who);

    // Timers, the loop's thread only. A fired or cancelled timer's id is never used again.
    using timer_id = std::pair<clock::time_point, uint64_t>;  // when it fires, and its number
    timer_id call_after(std::chrono::milliseconds delay, std::function<void()> job);
    void cancel(timer_id id);

    // The loop's thread only: `job` is called when the events that came together are all delivered,
    // before the loop waits again. In the order of asking.
    void after_events(std::function<void()> job) { after_events_.push_back(std::move(job)); }

    // co_await the_loop.others_first(): before long work. What has come together with this goes
    // first, and all jobs after events.
    auto others_first() {
        struct awaiter {
            loop& on;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> h) { on.last_.push_back(h); }
            void await_resume() const noexcept {}
        };
        return awaiter{*this};
    }

    // co_await the_loop.sleep(ms): suspends the coroutine that long.
    auto sleep(std::chrono::milliseconds delay) {
        struct awaiter {
            loop& on;
            std::chrono::milliseconds delay;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> h) {
                on.call_after(delay, [h] { h.resume(); });
            }
            void await_resume() const noexcept {}
        };
        return awaiter{*this, delay};
    }

  private:
    class doorbell final : public watcher {
      public:
        explicit doorbell(loop& owner) : owner_(owner) {}
        void on_events(uint32_t events) override;

      private:
        loop& owner_;
    };

    int wait_time() const;
    void run_timers();
    void run_posted();
    void run_after_events();
    void resume_last();
    void deliver(int count);

    int epoll_;
    int wake_;
    doorbell doorbell_{*this};
    bool stopping_ = false;
    std::mutex posted_lock_;
    work* posted_first_ = nullptr;
    work* posted_last_ = nullptr;
    std::array<epoll_event, 256> batch_{};
    int batch_size_ = 0;
    std::vector<std::function<void()>> after_events_;
    std::vector<std::coroutine_handle<>> last_;  // let others go first
    uint64_t last_timer_ = 0;
    std::map<timer_id, std::function<void()>> timers_;
};

}  // namespace swan
