// libcurl's multi in a loop: its descriptors, its timer, its connections. Part of service/http.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "runtime/loop.h"

namespace swan {

class http_multi {
  public:
    // `acted` is called each time libcurl has done something: outside its callbacks, so handles may
    // be touched. Throws std::bad_alloc.
    http_multi(loop& on, std::function<void()> acted);
    // Closes all connections. Handles must have been removed.
    ~http_multi();
    http_multi(const http_multi&) = delete;
    http_multi& operator=(const http_multi&) = delete;

    void add(CURL* handle);  // throws std::runtime_error
    void remove(CURL* handle) noexcept;

    // A handle whose transfer has ended, and how; it is removed already.
    struct ended {
        CURL* handle;
        CURLcode how;
    };
    std::optional<ended> next_ended();

    // Closes those that no request has used for two seconds.
    void close_idle_connections();

    // How many connections one host may have from now on.
    void limit_connections(long most);

  private:
    class socket;
    static int on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*) noexcept;
    static int on_timer(CURLM*, long delay_ms, void* self) noexcept;
    void watch(curl_socket_t fd, int wanted);
    void forget(curl_socket_t fd);
    void set_timer(long delay_ms);
    void act(curl_socket_t fd, int events);

    loop& loop_;
    const std::function<void()> acted_;
    CURLM* const multi_;
    long most_connections_ = 0;
    std::optional<loop::timer_id> timer_;
    loop::clock::time_point due_;  // when the timer fires
    std::unordered_map<curl_socket_t, std::unique_ptr<socket>> sockets_;
};

}  // namespace swan
