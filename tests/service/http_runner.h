// An HTTP client on a loop thread of its own, for tests that send and wait.
#pragma once

#include <cstddef>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "service/http.h"

namespace swan::test {

struct sent_request {
    http_result result;
    std::optional<code> thrown;
};

class http_runner {
  public:
    explicit http_runner(http_client::settings how, int most_waiting = 2048,
                         upstreams* known = nullptr)
        : limit_(most_waiting), client_(loop_, init_once(std::move(how)), limit_, known) {
        running_ = std::thread([this] { loop_.run(); });
    }
    ~http_runner() {
        loop_.stop();
        running_.join();
    }
    http_runner(const http_runner&) = delete;
    http_runner& operator=(const http_runner&) = delete;

    // All at once, on one loop; returns when each has its result.
    std::vector<sent_request> send(const std::vector<http_request>& requests) {
        std::vector<sent_request> all(requests.size());
        std::promise<void> done;
        size_t left = requests.size() + 1;  // one for the start, which may outlast the last answer
        loop_.post([&] {
            for (size_t i = 0; i < requests.size(); ++i)
                start(one(client_, requests[i], all[i], left, done));
            if (--left == 0) done.set_value();
        });
        done.get_future().wait();
        return all;
    }
    http_result send(const http_request& request) {
        return send(std::vector<http_request>(1, request)).front().result;
    }
    loop& events() { return loop_; }
    http_client& client() { return client_; }
    int waiting() const { return limit_.now(); }

  private:
    static http_client::settings init_once(http_client::settings how) {
        [[maybe_unused]] static const bool done = (http_global_init(), true);
        return how;
    }
    static task<void> one(http_client& client, http_request request, sent_request& into,
                          size_t& left, std::promise<void>& done) {
        try {
            http_result result = co_await client.send(std::move(request));
            into.result = std::move(result);
        } catch (const error& fault) {
            into.thrown = fault.number();
        }
        if (--left == 0) done.set_value();
    }

    loop loop_;
    waiting_limit limit_;
    http_client client_;
    std::thread running_;
};

}  // namespace swan::test
