// How it stands with the servers that requests go to: how many requests wait on each of them,
// whether it is worth asking, and what has come of it. Shared by all loops.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/metrics.h"
#include "service/circuit_breaker.h"
#include "service/http.h"

namespace swan {

// One server. Any thread; no locks.
class upstream {
  public:
    using time = circuit_breaker::time;

    // `host`, with its port if the URL has one, names it in log and metrics. `into` must not be
    // asked for its text when this is gone.
    upstream(const std::string& host, int most_waiting, metrics& into);
    upstream(const upstream&) = delete;
    upstream& operator=(const upstream&) = delete;

    // A request's place among those that wait. Throws swan::error busy, at once, when there is none
    // left.
    class place {
      public:
        explicit place(upstream& on);
        ~place() { on_.waiting_.leave(); }
        place(const place&) = delete;
        place& operator=(const place&) = delete;

      private:
        upstream& on_;
    };

    // Nothing: the request must not be sent, and its result is held_back().
    std::optional<circuit_breaker::pass> admit(time now) noexcept { return breaker_.admit(now); }
    // not_sent, for the reason that opened the circuit breaker.
    http_result held_back();

    // What came of a request that was admitted at `began`. Writes a line to the log when that opens
    // or closes the circuit breaker: host and reason, nothing of the request.
    void ended(circuit_breaker::pass which, const http_result& came, time began, time now);

    bool is_failing() const noexcept { return breaker_.is_open(); }
    void count_retry() noexcept { retries_.add(); }

  private:
    void tell_opened(const http_result& came);

    const std::string host_;
    waiting_limit waiting_;
    circuit_breaker breaker_;
    std::array<counter*, 6> ended_{};  // by outcome
    counter* unavailable_ = nullptr;   // answered by a gateway
    durations& took_;
    counter& openings_;
    counter& held_back_;
    counter& retries_;
};

// All of them. Any thread.
class upstreams {
  public:
    // `most_waiting`: requests that may wait on one of them.
    upstreams(int most_waiting, metrics& into) : most_waiting_(most_waiting), into_(into) {}

    // The one that a URL of this origin goes to: made by the first call, lives as long as this.
    // Takes a lock: remember what it gives.
    upstream& of(std::string_view origin);

  private:
    const int most_waiting_;
    metrics& into_;
    std::mutex lock_;
    std::map<std::string, upstream, std::less<>> known_;
};

// "https://host:port" of "https://host:port/path?query".
std::string_view origin_of(std::string_view url);

// How many of `max_waiting` places one upstream of several may take: three quarters. A single one
// that hangs then leaves a quarter to the others. Where there is but one (server.json's
// upstream_base), it may take all of them.
constexpr int share_of(int max_waiting) { return max_waiting - max_waiting / 4; }

}  // namespace swan
