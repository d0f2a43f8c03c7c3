// One connection of nginx's, and the request on it. Internal to front/fcgi.
#pragma once

#include <fcgiapp.h>

#include "front/fcgi.h"
#include "front/fcgi_loop.h"

namespace swan {

// FCGX_Request must not move: neither does this. On its loop's thread only.
class fcgi_connection final : public loop::watcher {
  public:
    // Takes `fd` over. Ends by home.closed(*this), when the other side has closed it, or when what
    // came or went is no whole request or answer.
    fcgi_connection(fcgi_loop& home, int fd);
    void on_events(uint32_t events) override;

    // Gives the request that is being handled, if any, its last word.
    void abandon(const fcgi_server::last_word& answer);

  private:
    bool take_request();
    task<void> serve();
    void write(const response& what);
    void go_on();
    void look_away();
    void hang_up();

    fcgi_loop& home_;
    FCGX_Request fcgi_;
    request request_;
    bool handling_ = false;   // a handler runs or waits
    bool abandoned_ = false;  // it is not waited for any longer
    bool looking_ = true;     // epoll tells what comes
};

}  // namespace swan
