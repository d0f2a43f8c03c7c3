// The HTTP client: one curl multi in each loop; the only unit that knows libcurl.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "runtime/loop.h"
#include "runtime/task.h"

namespace swan {

struct http_request {
    std::string url;    // https, or http to a loopback address; see `may_be_plain`
    bool post = false;  // else GET
    std::string form;   // POST body, application/x-www-form-urlencoded unless `headers` say
                        // otherwise
    std::vector<std::string> headers = {};  // more lines, "Name: value", without a line break
    std::string request_id;                 // sent as X-Request-Id; may be empty
    // May it reach the other side twice? Then libcurl repeats it when a kept connection dies before
    // the answer, or send() after a failure. False: never, but for an HTTP/2 stream that the server
    // refused unhandled (RFC 9113, 8.7).
    bool repeatable = false;
    // On a connection of its own that is closed afterwards (calls that move money, GETs that
    // change state).
    bool own_connection = false;
    bool may_be_plain = false;  // http to any address
    // Only to an address of the open Internet, with `own_connection` only: looked at when the
    // connection is made, so that no name can change what it stands for in between.
    bool only_public = false;
    // Its total timeout, where that is shorter than the client's; 0: the client's.
    milliseconds at_most{0};
};

struct http_result {
    enum class outcome {
        answered,           // `status` and `body` are what came, whatever the status
        not_sent,           // certainly never reached the other side: resolve, connect, TLS
        timed_out,          // a timeout after (part of) it may have been sent
        connect_timed_out,  // a timeout before anything was sent
        broken,             // sent, outcome unknown: half an answer, connection lost
        too_large,          // more than 1 MiB of answer
    };
    outcome what = outcome::not_sent;
    long status = 0;
    std::string body;
    std::string reason;  // for the log: libcurl's text without URL or body
    // Of not_sent: not even tried, as the other side has let the requests before it time out.
    bool upstream_hangs = false;
    // Not the other side's: we had no descriptor left, or gave it less time than it may need.
    bool our_fault = false;
    bool repeated = false;  // libcurl has sent it a second time
    // Of not_sent: the other side was giving up the connection, and has not handled it.
    bool refused = false;

    // The answer is that of a gateway before the server.
    bool is_unavailable() const noexcept {
        return what == outcome::answered && (status == 502 || status == 503 || status == 504);
    }
};

// How many requests may wait on Baidu at once, over all loops (`max_waiting`).
class waiting_limit {
  public:
    explicit waiting_limit(int most) : most_(most) {}
    bool enter() noexcept {
        if (now_.fetch_add(1, std::memory_order_relaxed) < most_) return true;
        leave();
        return false;
    }
    void leave() noexcept { now_.fetch_sub(1, std::memory_order_relaxed); }
    int now() const noexcept { return now_.load(std::memory_order_relaxed); }

  private:
    const int most_;
    std::atomic<int> now_{0};
};

class upstream;
class upstreams;

// One a loop, on that loop's thread only. Must outlive its requests.
class http_client {
  public:
    struct settings {
        milliseconds connect_timeout{2000};
        milliseconds total_timeout{5000};
        std::filesystem::path ca_file;  // empty: the system's store
    };

    // With `known`, which must outlive it, it goes by how the other side is, see send().
    http_client(loop& on, settings how, waiting_limit& limit, upstreams* known = nullptr);
    ~http_client();

    // Sends it and waits for the whole answer. Throws swan::error busy, at once, when the limit of
    // waiting requests is reached; every other fault is an outcome.
    // With upstreams: what goes to one that fails is not_sent, and a failed request is tried once
    // more, within its total timeout, where that can do no harm: nothing of it was sent, or it is
    // repeatable and the connection broke or a gateway answered 502, 503 or 504; not when less time
    // is left than an answer may need.
    task<http_result> send(http_request what);

    // Gives back what was not needed since the last call: call it about once a second. After some
    // calls without a request, 3 after a burst and else 60, it closes the connections.
    void trim();

  private:
    class impl;
    task<http_result> once(http_request what);
    task<http_result> tried(upstream& to, http_request what);
    upstream& upstream_of(std::string_view url);

    loop& loop_;
    const milliseconds total_timeout_;
    upstreams* const known_;
    std::map<std::string, upstream*, std::less<>> used_;  // of the known ones, by origin
    std::unique_ptr<impl> impl_;
};

// Once in a process, before threads.
void http_global_init();

}  // namespace swan
