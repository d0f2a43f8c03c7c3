#include "front/fcgi.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "front/fcgi_connection.h"
#include "front/fcgi_loop.h"

namespace swan {

namespace {

// With no descriptor left a connection stays in the backlog; asking on would only burn the loop.
constexpr std::chrono::milliseconds kNoDescriptors{100};

}  // namespace

fcgi_loop::fcgi_loop(fcgi_server& server, loop& on, fcgi_server::handler answer)
    : server_(server), on_(on), answer_(std::move(answer)) {}

fcgi_loop::~fcgi_loop() = default;

void fcgi_loop::accept_from_now() {
    // Exclusive: one loop wakes for a connection, not all.
    on_.watch(server_.listening_, EPOLLIN | EPOLLEXCLUSIVE, *this);
}

void fcgi_loop::on_events(uint32_t) { accept_waiting(); }

void fcgi_loop::accept_waiting() {
    for (;;) {
        const int fd = accept4(server_.listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0)
            hand_over(fd);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return pause();
        else if (errno != EINTR && errno != ECONNABORTED)
            return;  // none left, or shut down
    }
}

void fcgi_loop::pause() {
    on_.unwatch(server_.listening_, *this);
    on_.call_after(kNoDescriptors, [this] {
        if (!stopped_) accept_from_now();
    });
}

// Whichever loop wakes first takes connection after connection, so each is given to the loop that
// has the fewest: kept connections stay where they are put.
void fcgi_loop::hand_over(int fd) {
    fcgi_loop& to = server_.least_busy();
    to.load_.fetch_add(1, std::memory_order_relaxed);
    server_.holders_.fetch_add(1, std::memory_order_relaxed);
    if (&to == this)
        adopt(fd);
    else
        to.on_.post([&to, fd] { to.adopt(fd); });
}

void fcgi_loop::adopt(int fd) { connections_.insert(new fcgi_connection(*this, fd)); }

void fcgi_loop::closed(fcgi_connection& gone) {
    connections_.erase(&gone);
    delete &gone;
    load_.fetch_sub(1, std::memory_order_relaxed);
    server_.release();
}

void fcgi_loop::stop_accepting() {
    accept_waiting();  // what is in the backlog has been passed on to us already
    on_.unwatch(server_.listening_, *this);
    stopped_ = true;
    server_.release();
}

void fcgi_loop::abandon(const fcgi_server::last_word& answer) {
    for (fcgi_connection* each : connections_) each->abandon(answer);
}

fcgi_server::fcgi_server(int listening, std::vector<std::pair<loop*, handler>> loops)
    : listening_(listening) {
    FCGX_Init();
    fcntl(listening_, F_SETFL, fcntl(listening_, F_GETFL) | O_NONBLOCK);
    for (auto& [on, answer] : loops)
        loops_.push_back(std::make_unique<fcgi_loop>(*this, *on, std::move(answer)));
}

fcgi_server::~fcgi_server() = default;

bool fcgi_server::is_listening(int descriptor) {
    int listens = 0;
    socklen_t size = sizeof listens;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

void fcgi_server::start() {
    holders_ += static_cast<int>(loops_.size());
    for (auto& each : loops_) each->on().post([&each] { each->accept_from_now(); });
}

// The listening socket is shut down but never closed, and no connection is closed by us: nginx
// closes each one when it has been idle (keepalive_timeout 1s in our upstream file). Whatever it
// had passed on is answered; closing first would lose what is just being sent.
void fcgi_server::drain(std::function<void()> drained) {
    drained_ = std::move(drained);
    shutdown(listening_, SHUT_RD);
    for (auto& each : loops_) each->on().post([&each] { each->stop_accepting(); });
}

void fcgi_server::abandon(const last_word& answer) {
    for (auto& each : loops_) each->on().post([&each, answer] { each->abandon(answer); });
}

void fcgi_server::release() {
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1 && drained_) drained_();
}

fcgi_loop& fcgi_server::least_busy() {
    const auto fewest =
        std::min_element(loops_.begin(), loops_.end(),
                         [](const auto& a, const auto& b) { return a->load() < b->load(); });
    return **fewest;
}

}  // namespace swan
