#include "service/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <coroutine>
#include <deque>
#include <exception>
#include <stdexcept>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "service/http_easy.h"
#include "service/http_multi.h"
#include "service/http_pool.h"

namespace swan {

namespace {

constexpr long kMostHostConnections = 4096;
// libcurl opens a connection for each request of a burst that finds no free stream, though one
// more would do for a hundred of them (nginx grants 128); a connection costs a handshake and 60 KB.
constexpr long kFirstHostConnections = 8;
constexpr size_t kRequestsAConnection = 50;
// Idle connections are closed after so many trims: soon when a burst needed many of them, else when
// the other side has closed them too, which libcurl does not notice by itself.
constexpr int kTrimsAfterBurst = 3;
constexpr int kTrimsUntilClosed = 60;
constexpr size_t kBurst = 100;  // requests at once

}  // namespace

class http_client::impl {
  public:
    impl(loop& on, settings how, waiting_limit& limit);
    ~impl();

    class transfer;
    bool begin(transfer& one, http_request what);
    void abandon(transfer& one);
    void trim();

  private:
    void acted();
    void collect();
    void end(transfer& one, CURLcode how);
    void resume_finished();
    void drop_send_buffers();
    void limit_connections();
    bool leave(transfer& one);

    loop& loop_;
    waiting_limit& limit_;
    const settings how_;
    http_pool pool_{how_};
    http_multi multi_{loop_, [this] { acted(); }};
    bool plain_ = false;          // plain http was asked for
    long http1_connections_ = 0;  // as many as HTTP/1 has needed
    std::unordered_set<transfer*> running_;
    size_t running_alone_ = 0;  // of them, those on a connection of their own
    std::vector<transfer*> sending_;
    std::deque<transfer*> finished_;
    size_t most_running_ = 0;  // since all connections were closed
    int trims_ = 0;            // in a row without a request
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
    http_request take_request() noexcept { return std::move(request_); }

  private:
    friend class impl;
    impl* client_;
    waiting_limit& limit_;
    http_request request_;
    std::unique_ptr<http_easy> easy_;
    std::coroutine_handle<> waiting_;
    http_result result_;
};

http_client::impl::impl(loop& on, settings how, waiting_limit& limit)
    : loop_(on), limit_(limit), how_(std::move(how)) {}

// At the end of the process requests may still wait: their coroutines are never resumed.
http_client::impl::~impl() {
    for (transfer* const one : running_) {
        multi_.remove(one->easy_->handle());
        one->easy_.reset();
        one->client_ = nullptr;
    }
    for (transfer* const one : finished_) one->client_ = nullptr;
}

// Without HTTP/2 each request needs a connection; a thousand handshakes at once would all time
// out, so there are more as they succeed.
void http_client::impl::limit_connections() {
    const size_t shared = (running_.size() - running_alone_) / kRequestsAConnection;
    const long wanted =
        static_cast<long>(running_alone_) +
        std::max(kFirstHostConnections + static_cast<long>(shared), http1_connections_);
    multi_.limit_connections(plain_ ? kMostHostConnections
                                    : std::min(wanted, kMostHostConnections));
}

// False when it could not even begin: then its result is there already.
bool http_client::impl::begin(transfer& one, http_request what) {
    plain_ = plain_ || what.url.starts_with("http:");
    try {
        one.easy_ = pool_.take();
        one.easy_->prepare(std::move(what), &one);
        running_.insert(&one);
        most_running_ = std::max(most_running_, running_.size());
        trims_ = 0;
        running_alone_ += one.easy_->is_alone();
        sending_.push_back(&one);
        limit_connections();
        multi_.add(one.easy_->handle());
    } catch (const std::exception& fault) {
        leave(one);
        one.easy_.reset();
        one.result_.reason = fault.what();
        return false;
    }
    return true;
}

// Whether it was under way.
bool http_client::impl::leave(transfer& one) {
    if (running_.erase(&one) == 0) return false;
    running_alone_ -= one.easy_->is_alone();
    std::erase(sending_, &one);
    return true;
}

void http_client::impl::abandon(transfer& one) {
    if (leave(one)) {
        multi_.remove(one.easy_->handle());
        one.easy_.reset();
    }
    std::erase(finished_, &one);
}

void http_client::impl::acted() {
    drop_send_buffers();
    collect();
    resume_finished();
}

void http_client::impl::drop_send_buffers() {
    std::erase_if(sending_, [](transfer* one) { return one->easy_->drop_send_buffer(); });
}

void http_client::impl::collect() {
    while (const auto ended = multi_.next_ended())
        end(*static_cast<transfer*>(http_easy::owner_of(ended->handle)), ended->how);
}

void http_client::impl::end(transfer& one, CURLcode how) {
    one.result_ = one.easy_->finish(how);
    if (one.easy_->declined_http2()) {
        http1_connections_ = std::max(http1_connections_, kFirstHostConnections) + 2;
        limit_connections();
    }
    leave(one);
    if (one.result_.refused) one.request_ = one.easy_->take_request();
    // A handle that had trouble is not trusted again.
    if (how == CURLE_OK && !one.easy_->has_repeated()) pool_.give_back(std::move(one.easy_));
    one.easy_.reset();
    finished_.push_back(&one);
}

// A coroutine that goes on may send again or destroy others that are in the queue.
void http_client::impl::resume_finished() {
    while (!finished_.empty()) {
        transfer* const one = finished_.front();
        finished_.pop_front();
        one->waiting_.resume();
    }
}

void http_client::impl::trim() {
    pool_.shrink();
    trims_ = running_.empty() ? trims_ + 1 : 0;
    if (most_running_ == 0) return;  // nothing has been opened
    if (trims_ < (most_running_ > kBurst ? kTrimsAfterBurst : kTrimsUntilClosed)) return;
    multi_.close_idle_connections();
    most_running_ = 0;
}

http_client::http_client(loop& on, settings how, waiting_limit& limit, upstreams* known)
    : loop_(on),
      total_timeout_(how.total_timeout),
      known_(known),
      impl_(std::make_unique<impl>(on, std::move(how), limit)) {}

http_client::~http_client() = default;

// What was refused begins anew once libcurl has dropped that connection (RFC 9113, 8.7), which a
// busy loop comes to late: each time later.
task<http_result> http_client::once(http_request what) {
    constexpr int kMostTimes = 4;
    milliseconds until_dropped{5};
    http_result result;
    result.refused = true;
    for (int times = 0; result.refused && times < kMostTimes; ++times) {
        if (times > 0) {
            co_await loop_.sleep(until_dropped);
            until_dropped *= 4;
        }
        impl::transfer under_way(*impl_, std::move(what));
        http_result came = co_await under_way;
        what = under_way.take_request();
        result = std::move(came);
    }
    co_return std::move(result);
}

void http_client::trim() { impl_->trim(); }

void http_global_init() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw std::runtime_error("libcurl cannot be initialised");
}

}  // namespace swan
