// A small HTTP/1.1 server on loopback for tests: a thread a connection, and a script that says
// what each request gets. It is written on sockets, so that it can also misbehave.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace swan::test {

struct seen_request {
    std::string method;
    std::string target;
    std::string headers;  // all lines, as they came
    std::string body;
};

inline std::string http_answer(std::string_view status, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// One accepted connection, as a script sees it.
class connection {
  public:
    explicit connection(int fd) : fd_(fd) {}
    // False when the other side is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
        return true;
    }
    void wait_until_closed() {
        while (fill()) {
        }
    }
    // One whole request; false when the connection ended first.
    bool read(seen_request& into) {
        size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!fill()) return false;
        const std::string head = buffer_.substr(0, end + 2);
        const size_t first = head.find("\r\n");
        const size_t blank = head.find(' ');
        into.method = head.substr(0, blank);
        into.target = head.substr(blank + 1, head.find(' ', blank + 1) - blank - 1);
        into.headers = head.substr(first + 2);
        const size_t at = into.headers.find("Content-Length: ");
        const size_t length =
            at == std::string::npos ? 0 : std::stoul(into.headers.substr(at + 16));
        while (buffer_.size() < end + 4 + length)
            if (!fill()) return false;
        into.body = buffer_.substr(end + 4, length);
        buffer_.erase(0, end + 4 + length);
        return true;
    }

  private:
    bool fill() {
        char bytes[4096];
        const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
        if (got > 0) buffer_.append(bytes, static_cast<size_t>(got));
        return got > 0;
    }
    int fd_;
    std::string buffer_;
};

// On `port`; when that is 0 on a free one, which it becomes.
inline int listen_on_loopback(int& port, int backlog = 1024) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd, raw, size) != 0 || listen(fd, backlog) != 0)
        throw std::runtime_error("cannot listen on loopback");
    getsockname(fd, raw, &size);
    port = ntohs(address.sin_port);
    return fd;
}

inline int unused_port() {
    int port = 0;
    close(listen_on_loopback(port));
    return port;
}

class plain_server {
  public:
    // Answers one request; true keeps the connection. Called from many threads.
    using script = std::function<bool(connection&, const seen_request&)>;

    // `port`: 0 for a free one.
    explicit plain_server(script answer = {}, int port = 0) : port_(port) {
        play(std::move(answer));
        listening_ = listen_on_loopback(port_);
        accepting_ = std::thread([this] { accept_all(); });
    }
    ~plain_server() {
        stop_listening();
        accepting_.join();
        close(listening_);
        for (auto& one : open_) {
            shutdown(one.fd, SHUT_RDWR);
            one.serving.join();
            close(one.fd);
        }
    }
    // The script from now on; requests that are being answered keep theirs.
    void play(script answer) {
        const std::lock_guard lock(lock_);
        answer_ = std::make_shared<const script>(std::move(answer));
    }
    // From now on connections are refused; the open ones stay.
    void stop_listening() { shutdown(listening_, SHUT_RDWR); }
    int port() const { return port_; }
    std::string url(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    int connections() const { return connections_; }
    // Those that neither side has closed, when `expected` are left or after three seconds.
    int open_connections(int expected) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
        while (connections_ - closed_ != expected && std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
        return connections_ - closed_;
    }
    std::vector<seen_request> requests() const {
        const std::lock_guard lock(lock_);
        return seen_;
    }

  private:
    struct served {
        int fd;
        std::thread serving;
    };
    void accept_all() {
        for (;;) {
            const int fd = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) return;
            ++connections_;
            open_.push_back({fd, std::thread([this, fd] { serve(fd); })});
        }
    }
    void serve(int fd) {
        connection talk(fd);
        seen_request request;
        bool keep = true;
        while (keep && talk.read(request)) {
            keep = (*remember(request))(talk, request);
        }
        shutdown(fd, SHUT_RDWR);
        ++closed_;
    }

    std::shared_ptr<const script> remember(const seen_request& request) {
        const std::lock_guard lock(lock_);
        seen_.push_back(request);
        return answer_;
    }

    int listening_ = -1;
    int port_ = 0;
    std::thread accepting_;
    std::atomic<int> connections_{0};
    std::atomic<int> closed_{0};
    mutable std::mutex lock_;
    std::shared_ptr<const script> answer_;
    std::vector<seen_request> seen_;
    std::list<served> open_;
};

}  // namespace swan::test
