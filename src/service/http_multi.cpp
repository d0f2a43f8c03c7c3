#include "service/http_multi.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

// Over HTTP/1.1 each waiting request holds a connection: a smaller cache would close one after
// each answer and pay a TLS handshake for the next.
constexpr long kMostKept = 4096;
constexpr long kMostStreams = 1000;  // of one HTTP/2 connection; the server's own limit counts too

}  // namespace

// One of libcurl's descriptors in the loop.
class http_multi::socket final : public loop::watcher {
  public:
    socket(http_multi& multi, curl_socket_t fd, uint32_t events)
        : multi_(multi), fd_(fd), events_(events) {}
    void on_events(uint32_t events) override {
        int flags = 0;
        if (events & EPOLLIN) flags |= CURL_CSELECT_IN;
        if (events & EPOLLOUT) flags |= CURL_CSELECT_OUT;
        if (events & (EPOLLERR | EPOLLHUP)) flags |= CURL_CSELECT_ERR;
        multi_.act(fd_, flags);  // may destroy this
    }

    // libcurl also calls when another request joins the connection, and nothing changes.
    void wait_for(uint32_t events) {
        if (events == events_) return;
        multi_.loop_.rewatch(fd_, events, *this);
        events_ = events;
    }

  private:
    http_multi& multi_;
    const curl_socket_t fd_;
    uint32_t events_;
};

http_multi::http_multi(loop& on, std::function<void()> acted)
    : loop_(on), acted_(std::move(acted)), multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, kMostStreams);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMostKept);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &http_multi::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &http_multi::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

http_multi::~http_multi() {
    curl_multi_cleanup(multi_);
    while (!sockets_.empty()) forget(sockets_.begin()->first);
    if (timer_) loop_.cancel(*timer_);
}

void http_multi::add(CURL* handle) {
    const CURLMcode added = curl_multi_add_handle(multi_, handle);
    if (added != CURLM_OK) throw std::runtime_error(curl_multi_strerror(added));
}

void http_multi::remove(CURL* handle) noexcept { curl_multi_remove_handle(multi_, handle); }

std::optional<http_multi::ended> http_multi::next_ended() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const ended one{message->easy_handle, message->data.result};
        remove(one.handle);  // the message dies with it
        return one;
    }
    return std::nullopt;
}

// libcurl looks for old connections when it begins a transfer, and only then: this one ends before
// it has a socket. A new multi would do too, but read the certificates again, 26 ms.
void http_multi::close_idle_connections() {
    CURL* const probe = curl_easy_init();
    if (probe == nullptr) return;
    const curl_opensocket_callback no_socket = [](void*, curlsocktype, curl_sockaddr*) {
        return curl_socket_t{CURL_SOCKET_BAD};
    };
    curl_easy_setopt(probe, CURLOPT_URL, "http://127.0.0.1/");
    curl_easy_setopt(probe, CURLOPT_PROXY, "");
    curl_easy_setopt(probe, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(probe, CURLOPT_MAXAGE_CONN, 1L);
    curl_easy_setopt(probe, CURLOPT_OPENSOCKETFUNCTION, no_socket);
    curl_multi_add_handle(multi_, probe);
    int running = 0;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    remove(probe);  // and its message
    curl_easy_cleanup(probe);
}

void http_multi::limit_connections(long most) {
    if (most == most_connections_) return;
    most_connections_ = most;
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, most);
}

void http_multi::act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    acted_();
}

// No exception may pass through libcurl: a descriptor that cannot be watched ends in a timeout.
int http_multi::on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*) noexcept {
    auto& multi = *static_cast<http_multi*>(self);
    try {
        if (wanted == CURL_POLL_REMOVE)
            multi.forget(fd);
        else
            multi.watch(fd, wanted);
    } catch (const std::exception& fault) {
        logging::error(concat("http: cannot watch a connection: ", fault.what()));
    }
    return 0;
}

void http_multi::watch(curl_socket_t fd, int wanted) {
    uint32_t events = 0;
    if (wanted & CURL_POLL_IN) events |= EPOLLIN;
    if (wanted & CURL_POLL_OUT) events |= EPOLLOUT;
    const auto known = sockets_.find(fd);
    if (known != sockets_.end()) return known->second->wait_for(events);
    auto fresh = std::make_unique<socket>(*this, fd, events);
    loop_.watch(fd, events, *fresh);
    sockets_.emplace(fd, std::move(fresh));
}

void http_multi::forget(curl_socket_t fd) {
    const auto known = sockets_.find(fd);
    if (known == sockets_.end()) return;
    loop_.unwatch(fd, *known->second);
    sockets_.erase(known);
}

int http_multi::on_timer(CURLM*, long delay_ms, void* self) noexcept {
    static_cast<http_multi*>(self)->set_timer(delay_ms);
    return 0;
}

// Called for each request that is added. A timer that fires too early finds nothing to do and is
// set again, so only an earlier one is worth the change.
void http_multi::set_timer(long delay_ms) {
    if (delay_ms < 0) return;
    const auto due = loop::clock::now() + std::chrono::milliseconds(delay_ms);
    if (timer_ && due_ <= due) return;
    if (timer_) loop_.cancel(*timer_);
    due_ = due;
    timer_ = loop_.call_after(std::chrono::milliseconds(delay_ms), [this] {
        timer_.reset();
        act(CURL_SOCKET_TIMEOUT, 0);
    });
}

}  // namespace swan
