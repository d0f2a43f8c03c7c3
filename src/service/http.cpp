#include "service/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <coroutine>
#include <deque>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "service/http_easy.h"

namespace swan {

namespace {

// Over HTTP/1.1 each waiting request holds a connection: a smaller cache would close one after
// each answer and pay a TLS handshake for the next.
constexpr long kMostConnections = 4096;
constexpr long kMostStreams = 1000;  // of one HTTP/2 connection; the server's own limit counts too
// libcurl opens a connection for each request of a burst that finds no free stream, though one
// more would do for a hundred of them; a connection costs a handshake and 50 KB.
constexpr long kFirstHostConnections = 64;
constexpr size_t kMostIdleHandles = 256;  // what a burst needed beyond it is given back

}  // namespace

class http_client::impl {
  public:
    impl(loop& on, settings how, waiting_limit& limit);
    ~impl();

    class transfer;
    class socket;
    bool begin(transfer& one, http_request what);
    void abandon(transfer& one);
    void act(curl_socket_t fd, int events);

  private:
    static int on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*) noexcept;
    static int on_timer(CURLM*, long delay_ms, void* self) noexcept;
    void watch(curl_socket_t fd, int wanted);
    void forget(curl_socket_t fd);
    void set_timer(long delay_ms);
    void collect();
    void resume_finished();
    void allow_connections(long most);
    std::unique_ptr<http_easy> take_handle();
    void give_back(std::unique_ptr<http_easy> easy, CURLcode how);

    loop& loop_;
    waiting_limit& limit_;
    const settings how_;
    CURLM* const multi_;
    long most_host_connections_ = 0;
    std::optional<loop::timer_id> timer_;
    std::unordered_map<curl_socket_t, std::unique_ptr<socket>> sockets_;
    std::unordered_set<transfer*> running_;
    std::deque<transfer*> finished_;
    std::vector<std::unique_ptr<http_easy>> idle_;
};

// A request under way and its place among those that wait; awaited once. Lives in the frame of
// send(). It may be destroyed while it waits, before or after its client: whoever goes first unties
// the other.
class http_client::impl::transfer {
  public:
    transfer(impl& client, http_request what)
        : client_(&client), limit_(client.limit_), request_(std::move(what)) {
        if (!limit_.enter()) throw error(code::busy, "too many requests wait on Baidu");
    }
    ~transfer() {
        if (client_ != nullptr) client_->abandon(*this);
        limit_.leave();
    }
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) {
        waiting_ = waiting;
        return client_->begin(*this, std::move(request_));
    }
    http_result await_resume() noexcept { return std::move(result_); }

  private:
    friend class impl;
    impl* client_;
    waiting_limit& limit_;
    http_request request_;
    std::unique_ptr<http_easy> easy_;
    std::coroutine_handle<> waiting_;
    http_result result_;
};

// One of libcurl's descriptors in the loop.
class http_client::impl::socket final : public loop::watcher {
  public:
    socket(impl& client, curl_socket_t fd) : client_(client), fd_(fd) {}
    void on_events(uint32_t events) override {
        int flags = 0;
        if (events & EPOLLIN) flags |= CURL_CSELECT_IN;
        if (events & EPOLLOUT) flags |= CURL_CSELECT_OUT;
        if (events & (EPOLLERR | EPOLLHUP)) flags |= CURL_CSELECT_ERR;
        client_.act(fd_, flags);  // may destroy this
    }

  private:
    impl& client_;
    const curl_socket_t fd_;
};

http_client::impl::impl(loop& on, settings how, waiting_limit& limit)
    : loop_(on), limit_(limit), how_(std::move(how)), multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, kMostStreams);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMostConnections);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &impl::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &impl::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    allow_connections(kFirstHostConnections);
}

// At the end of the process requests may still wait: their coroutines are never resumed.
http_client::impl::~impl() {
    for (transfer* const one : running_) {
        curl_multi_remove_handle(multi_, one->easy_->handle());
        one->easy_.reset();
        one->client_ = nullptr;
    }
    for (transfer* const one : finished_) one->client_ = nullptr;
    idle_.clear();
    curl_multi_cleanup(multi_);
    while (!sockets_.empty()) forget(sockets_.begin()->first);
    if (timer_) loop_.cancel(*timer_);
}

void http_client::impl::allow_connections(long most) {
    if (most <= most_host_connections_) return;
    most_host_connections_ = std::min(most, kMostConnections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, most_host_connections_);
}

// False when it could not even begin: then its result is there already.
bool http_client::impl::begin(transfer& one, http_request what) {
    if (what.url.starts_with("http:")) allow_connections(kMostConnections);
    try {
        one.easy_ = take_handle();
        one.easy_->prepare(std::move(what), &one);
        running_.insert(&one);
        const CURLMcode added = curl_multi_add_handle(multi_, one.easy_->handle());
        if (added != CURLM_OK) throw std::runtime_error(curl_multi_strerror(added));
    } catch (const std::exception& fault) {
        running_.erase(&one);
        one.easy_.reset();
        one.result_.reason = fault.what();
        return false;
    }
    return true;
}

void http_client::impl::abandon(transfer& one) {
    if (running_.erase(&one) > 0) {
        curl_multi_remove_handle(multi_, one.easy_->handle());
        one.easy_.reset();
    }
    std::erase(finished_, &one);
}

void http_client::impl::act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    collect();
    resume_finished();
}

// Not in libcurl's callbacks, where its handles must not be touched.
void http_client::impl::collect() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* const handle = message->easy_handle;
        const CURLcode how = message->data.result;  // the message dies with the removal
        auto& one = *static_cast<transfer*>(http_easy::owner_of(handle));
        curl_multi_remove_handle(multi_, handle);
        one.result_ = one.easy_->finish(how);
        // Without HTTP/2 each request needs a connection; a thousand handshakes at once would all
        // time out, so there are more as they succeed.
        if (one.easy_->declined_http2()) allow_connections(most_host_connections_ + 2);
        give_back(std::move(one.easy_), how);
        running_.erase(&one);
        finished_.push_back(&one);
    }
}

// A coroutine that goes on may send again or destroy others that are in the queue.
void http_client::impl::resume_finished() {
    while (!finished_.empty()) {
        transfer* const one = finished_.front();
        finished_.pop_front();
        one->waiting_.resume();
    }
}

std::unique_ptr<http_easy> http_client::impl::take_handle() {
    if (idle_.empty()) return std::make_unique<http_easy>(how_);
    auto easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
}

// A handle that had trouble is not trusted again.
void http_client::impl::give_back(std::unique_ptr<http_easy> easy, CURLcode how) {
    if (how != CURLE_OK || easy->has_repeated() || idle_.size() >= kMostIdleHandles) return;
    easy->forget();
    idle_.push_back(std::move(easy));
}

// No exception may pass through libcurl: a descriptor that cannot be watched ends in a timeout.
int http_client::impl::on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*) noexcept {
    auto& client = *static_cast<impl*>(self);
    try {
        if (wanted == CURL_POLL_REMOVE)
            client.forget(fd);
        else
            client.watch(fd, wanted);
    } catch (const std::exception& fault) {
        logging::error(concat("http: cannot watch a connection: ", fault.what()));
    }
    return 0;
}

void http_client::impl::watch(curl_socket_t fd, int wanted) {
    uint32_t events = 0;
    if (wanted & CURL_POLL_IN) events |= EPOLLIN;
    if (wanted & CURL_POLL_OUT) events |= EPOLLOUT;
    const auto known = sockets_.find(fd);
    if (known != sockets_.end()) return loop_.rewatch(fd, events, *known->second);
    auto fresh = std::make_unique<socket>(*this, fd);
    loop_.watch(fd, events, *fresh);
    sockets_.emplace(fd, std::move(fresh));
}

void http_client::impl::forget(curl_socket_t fd) {
    const auto known = sockets_.find(fd);
    if (known == sockets_.end()) return;
    loop_.unwatch(fd, *known->second);
    sockets_.erase(known);
}

int http_client::impl::on_timer(CURLM*, long delay_ms, void* self) noexcept {
    static_cast<impl*>(self)->set_timer(delay_ms);
    return 0;
}

void http_client::impl::set_timer(long delay_ms) {
    if (timer_) loop_.cancel(*timer_);
    timer_.reset();
    if (delay_ms < 0) return;
    timer_ = loop_.call_after(milliseconds(delay_ms), [this] {
        timer_.reset();
        act(CURL_SOCKET_TIMEOUT, 0);
    });
}

http_client::http_client(loop& on, settings how, waiting_limit& limit)
    : impl_(std::make_unique<impl>(on, std::move(how), limit)) {}

http_client::~http_client() = default;

task<http_result> http_client::send(http_request what) {
    impl::transfer under_way(*impl_, std::move(what));
    http_result result = co_await under_way;
    co_return std::move(result);
}

void http_global_init() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw std::runtime_error("libcurl cannot be initialised");
}

}  // namespace swan
