// FastCGI connections under epoll: the only unit that knows libfcgi. See fcgi.cpp for the order of
// the calls and its reasons.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "front/request.h"
#include "runtime/loop.h"
#include "runtime/task.h"

namespace swan {

class fcgi_loop;

// Answers the requests of one listening socket with several loops.
class fcgi_server {
  public:
    using handler = std::function<task<response>(request&)>;

    // `listening`: the socket that spawn-fcgi made (descriptor 0), not yet non-blocking. One
    // handler a loop, called on that loop's thread. Loops must be given before they run and must
    // outlive the server.
    fcgi_server(int listening, std::vector<std::pair<loop*, handler>> loops);
    ~fcgi_server();

    // False, with errno, when `descriptor` is no listening socket.
    static bool is_listening(int descriptor);

    // Starts to accept. Any thread, before or after the loops run.
    void start();

    // Refuses new connections from now on, goes on answering on those that are open, and calls
    // `drained` (on some loop's thread) when the last one was closed by nginx. Any thread, once.
    void drain(std::function<void()> drained);

    // Requests that are being handled now; any thread.
    int in_flight() const;

    // Answers every waiting request with `last_word` (10004 busy): the drain deadline has passed.
    // Their handlers are not interrupted, their answers are dropped. Any thread.
    void abandon(response last_word);

  private:
    friend class fcgi_loop;
    fcgi_loop& least_busy();
    void connection_closed();

    int listening_;
    std::vector<std::unique_ptr<fcgi_loop>> loops_;
    std::atomic<int> connections_{0};
    std::atomic<bool> draining_{false};
    std::function<void()> drained_;
};

}  // namespace swan
