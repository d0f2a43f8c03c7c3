#include "runtime/loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

namespace swan {

namespace {

thread_local loop* current_loop = nullptr;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Work that was given as a function; frees itself after it ran.
class function_work final : public loop::work {
  public:
    explicit function_work(std::function<void()> job) : job_(std::move(job)) {}
    void run() override {
        const std::unique_ptr<function_work> self(this);
        job_();
    }

  private:
    std::function<void()> job_;
};

}  // namespace

loop::loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (epoll_ < 0 || wake_ < 0) fail("cannot make an event loop");
    watch(wake_, EPOLLIN, doorbell_);
}

loop::~loop() {
    close(wake_);
    close(epoll_);
}

loop* loop::current() { return current_loop; }

void loop::run() {
    current_loop = this;
    while (!stopping_) {
        batch_size_ =
            epoll_wait(epoll_, batch_.data(), static_cast<int>(batch_.size()), wait_time());
        if (batch_size_ < 0 && errno != EINTR) fail("epoll_wait");
        deliver(batch_size_);
        run_timers();
        run_after_events();
        resume_last();
        run_after_events();
    }
    current_loop = nullptr;
}

// Those who come again wait for the next events: nobody keeps the loop from them.
void loop::resume_last() {
    const auto waiting = std::exchange(last_, {});
    for (const auto each : waiting) each.resume();
}

// Jobs may ask for more.
void loop::run_after_events() {
    for (size_t i = 0; i < after_events_.size(); ++i) {
        const auto job = std::move(after_events_[i]);
        job();
    }
    after_events_.clear();
}

void loop::stop() {
    post([this] { stopping_ = true; });
}

void loop::post(work& job) {
    bool first;
    {
        const std::lock_guard lock(posted_lock_);
        job.next_ = nullptr;
        first = posted_first_ == nullptr;
        if (first)
            posted_first_ = &job;
        else
            posted_last_->next_ = &job;
        posted_last_ = &job;
    }
    // Whoever finds the list empty rings; the others ride along.
    if (first) {
        const uint64_t one = 1;
        [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
    }
}

void loop::post(std::function<void()> job) { post(*new function_work(std::move(job))); }

void loop::watch(int fd, uint32_t events, watcher& who) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &who;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl add");
}

void loop::rewatch(int fd, uint32_t events, watcher& who) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &who;
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) != 0) fail("epoll_ctl mod");
}

void loop::unwatch(int fd, watcher& who) {
    // May fail when the descriptor was closed already: then epoll has forgotten it by itself.
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    for (int i = 0; i < batch_size_; ++i)
        if (batch_[i].data.ptr == &who) batch_[i].data.ptr = nullptr;
}

void loop::deliver(int count) {
    for (int i = 0; i < count; ++i) {
        auto* who = static_cast<watcher*>(batch_[i].data.ptr);
        if (who != nullptr) who->on_events(batch_[i].events);
    }
    batch_size_ = 0;
}

void loop::doorbell::on_events(uint32_t) {
    uint64_t rings = 0;
    [[maybe_unused]] const auto got = read(owner_.wake_, &rings, sizeof rings);
    owner_.run_posted();
}

void loop::run_posted() {
    work* job = nullptr;
    {
        const std::lock_guard lock(posted_lock_);
        job = posted_first_;
        posted_first_ = posted_last_ = nullptr;
    }
    while (job != nullptr) {
        work* const next = job->next_;  // run() may free the job
        job->run();
        job = next;
    }
}

loop::timer_id loop::call_after(std::chrono::milliseconds delay, std::function<void()> job) {
    const timer_id id(clock::now() + delay, ++last_timer_);
    timers_.emplace(id, std::move(job));
    return id;
}

void loop::cancel(timer_id id) { timers_.erase(id); }

int loop::wait_time() const {
    if (!last_.empty()) return 0;
    if (timers_.empty()) return -1;
    const auto left = timers_.begin()->first.first - clock::now();
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::clamp<int64_t>(ms, 0, 60'000));
}

void loop::run_timers() {
    if (timers_.empty()) return;
    const auto now = clock::now();
    while (!timers_.empty() && timers_.begin()->first.first <= now) {
        const auto due = timers_.extract(timers_.begin());
        due.mapped()();
    }
}

}  // namespace swan
