// FastCGI connections under epoll: the only unit that knows libfcgi.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "front/request.h"
#include "runtime/loop.h"
#include "runtime/task.h"

namespace swan {

class fcgi_loop;

// Answers the requests of one listening socket on several loops.
class fcgi_server {
  public:
    // Answers one request; called on its loop's thread; must not throw. The request lives until
    // the task ends.
    using handler = std::function<task<response>(request&)>;

    // What a request is told whose handler is not waited for any longer.
    using last_word = std::function<response(const request&)>;

    // `listening`: the socket that spawn-fcgi made (descriptor 0). One handler a loop. The loops
    // outlive the server; the server outlives their run().
    fcgi_server(int listening, std::vector<std::pair<loop*, handler>> loops);
    ~fcgi_server();

    // False when `descriptor` is no listening socket.
    static bool is_listening(int descriptor);

    // Starts to accept. Any thread, before or after the loops run. Once.
    void start();

    // Refuses new connections from now on, goes on answering on those that are open, and calls
    // `drained`, on some loop's thread, when the other side has closed the last one. Any thread,
    // once, after start().
    void drain(std::function<void()> drained);

    // The drain deadline has passed: answers every waiting request with its last word. What its
    // handler answers later is dropped. Any thread.
    void abandon(const last_word& answer);

  private:
    friend class fcgi_loop;
    fcgi_loop& least_busy();
    void release();

    int listening_;
    std::vector<std::unique_ptr<fcgi_loop>> loops_;
    // Open connections, and one for each loop that still accepts.
    std::atomic<int> holders_{0};
    std::function<void()> drained_;
};

}  // namespace swan
