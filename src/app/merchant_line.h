// The way to the merchant's own system: it shares nothing with the way to Baidu, so that however
// slow it is, no answer waits for it.
#pragma once

#include <algorithm>

#include "base/config.h"
#include "runtime/loop.h"
#include "service/http.h"

namespace swan {

// One a loop, on that loop's thread only.
class merchant_line {
  public:
    merchant_line(loop& on, const server_settings& settings)
        : http_(on,
                {.connect_timeout = settings.connect_timeout,
                 .total_timeout = patience(settings),
                 .ca_file = settings.upstream_ca_file},
                waiting_) {}

    // How many more requests may wait on it. While it does not answer one shows when it does again.
    int free_places() const {
        const int most = failures_ < kFailures ? kMostWaiting : 1;
        return std::max(0, most - waiting_.now());
    }
    // As http_client's.
    task<http_result> send(http_request what) {
        http_result came = co_await http_.send(std::move(what));
        failures_ = came.what == http_result::outcome::answered ? 0 : failures_ + 1;
        co_return came;
    }
    void trim() { http_.trim(); }

  private:
    static constexpr int kMostWaiting = 64;
    static constexpr int kFailures = 10;  // in a row
    static constexpr milliseconds kPatience{10'000};

    // What was sent before a drain must end within it.
    static milliseconds patience(const server_settings& settings) {
        return std::min(kPatience, settings.drain * 8 / 10);
    }

    int failures_ = 0;  // in a row
    waiting_limit waiting_{kMostWaiting};
    http_client http_;
};

}  // namespace swan
