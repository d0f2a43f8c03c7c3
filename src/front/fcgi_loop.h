// What one loop holds of the FastCGI front: its share of the connections. Internal to front/fcgi.
#pragma once

#include <atomic>
#include <unordered_set>

#include "front/fcgi.h"
#include "front/fcgi_answer.h"

namespace swan {

class fcgi_connection;

class fcgi_loop final : public loop::watcher {
  public:
    fcgi_loop(fcgi_server& server, loop& on, fcgi_server::handler answer);
    ~fcgi_loop();

    loop& on() { return on_; }
    int load() const { return load_.load(std::memory_order_relaxed); }

    // The loop's thread only, all of them.
    void accept_from_now();
    void stop_accepting();
    void on_events(uint32_t events) override;
    void abandon(const fcgi_server::last_word& answer);
    fcgi_answer& out() { return out_; }
    task<response> answer(request& req) const { return answer_(req); }
    void closed(fcgi_connection& gone);

  private:
    void accept_waiting();
    void pause();
    void hand_over(int fd);
    void adopt(int fd);

    fcgi_server& server_;
    loop& on_;
    fcgi_server::handler answer_;
    fcgi_answer out_;
    std::atomic<int> load_{0};
    bool stopped_ = false;
    std::unordered_set<fcgi_connection*> connections_;
};

}  // namespace swan
