// An HTTP/2 server over TLS whose script says what each connection gets, frame by frame.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tls_server.h"

namespace swan::test {

namespace http2 {

// RFC 9113, 4.1 and 6: length, type, flags, stream, payload.
inline std::string frame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload) {
    std::string out;
    for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(payload.size() >> shift);
    out += static_cast<char>(type);
    out += static_cast<char>(flags);
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(stream >> shift);
    return out.append(payload);
}
inline std::string number(uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
    return out;
}
inline constexpr uint32_t kNoError = 0;
inline constexpr uint32_t kInternalError = 2;
inline std::string settings() { return frame(4, 0, 0, {}); }
inline std::string ping() { return frame(6, 0, 0, std::string(8, '\0')); }
inline std::string goaway(uint32_t last, uint32_t error) {
    return frame(7, 0, 0, number(last) + number(error));
}
inline std::string reset(uint32_t stream, uint32_t error) {
    return frame(3, 0, stream, number(error));
}
// `:status: 200` is entry 8 of HPACK's static table (RFC 7541, A).
inline std::string head_of_answer(uint32_t stream) { return frame(1, 4, stream, "\x88"); }
inline std::string rest_of_answer(uint32_t stream, std::string_view body) {
    return frame(0, 1, stream, body);
}
inline std::string answer(uint32_t stream, std::string_view body) {
    return head_of_answer(stream) + rest_of_answer(stream, body);
}

}  // namespace http2

class http2_connection {
  public:
    http2_connection(int fd, SSL* tls) : fd_(fd), tls_(tls) {}
    // The stream of the next whole request; 0 when the other side is gone.
    uint32_t next_request() {
        while (ended_.empty())
            if (!read_frame()) return 0;
        const uint32_t stream = *ended_.begin();
        ended_.erase(ended_.begin());
        return stream;
    }
    void send(std::string_view frames) {
        SSL_write(tls_, frames.data(), static_cast<int>(frames.size()));
    }
    // Until the other side has read them.
    void send_and_await(std::string_view frames) {
        send(std::string(frames) + http2::ping());
        for (const int before = pongs_; pongs_ == before;)
            if (!read_frame()) return;
    }
    // In one piece, so that the other side finds the end as soon as it finds these.
    void send_and_end(std::string_view frames) {
        const int yes = 1;
        const int no = 0;
        setsockopt(fd_, IPPROTO_TCP, TCP_CORK, &yes, sizeof yes);
        send(frames);
        SSL_shutdown(tls_);
        shutdown(fd_, SHUT_WR);
        setsockopt(fd_, IPPROTO_TCP, TCP_CORK, &no, sizeof no);
        while (fill(1)) buffer_.clear();  // what is unread would reset the connection
    }

  private:
    static constexpr size_t kPreface = 24;
    static constexpr size_t kHead = 9;

    bool read_frame() {
        if (!greeted_) {
            if (!fill(kPreface)) return false;
            buffer_.erase(0, kPreface);
            greeted_ = true;
        }
        if (!fill(kHead)) return false;
        const auto byte = [&](size_t at) { return static_cast<uint8_t>(buffer_[at]); };
        const size_t length = size_t{byte(0)} << 16 | size_t{byte(1)} << 8 | byte(2);
        const bool is_data_or_headers = byte(3) <= 1;
        const bool is_ping = byte(3) == 6;
        const bool ends = byte(4) & 1;  // END_STREAM; of a ping: ACK
        const uint32_t stream =
            uint32_t{byte(5)} << 24 | uint32_t{byte(6)} << 16 | uint32_t{byte(7)} << 8 | byte(8);
        if (!fill(kHead + length)) return false;
        buffer_.erase(0, kHead + length);
        if (is_data_or_headers && ends) ended_.insert(stream);
        if (is_ping && ends) ++pongs_;
        return true;
    }
    bool fill(size_t until) {
        while (buffer_.size() < until) {
            char bytes[4096];
            const int got = SSL_read(tls_, bytes, sizeof bytes);
            if (got <= 0) return false;
            buffer_.append(bytes, static_cast<size_t>(got));
        }
        return true;
    }

    const int fd_;
    SSL* const tls_;
    bool greeted_ = false;
    std::string buffer_;
    std::set<uint32_t> ended_;
    int pongs_ = 0;
};

class http2_server {
  public:
    // Serves the connection of that number, from 0, to its end; on a thread of its own.
    using script = std::function<void(http2_connection&, int)>;

    http2_server(const test_authority& keys, script serve)
        : serve_(std::move(serve)), context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
        SSL_CTX_use_certificate_file(context_.get(), keys.file("good.pem").c_str(),
                                     SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(context_.get(), keys.file("good.key").c_str(),
                                    SSL_FILETYPE_PEM);
        SSL_CTX_set_alpn_select_cb(context_.get(), &choose_http2, nullptr);
        listening_ = listen_on_loopback(port_);
        accepting_ = std::thread([this] { accept_all(); });
    }
    ~http2_server() {
        shutdown(listening_, SHUT_RDWR);
        accepting_.join();
        close(listening_);
        for (auto& [fd, serving] : open_) {
            shutdown(fd, SHUT_RDWR);
            serving.join();
            close(fd);
        }
    }
    http2_server(const http2_server&) = delete;
    http2_server& operator=(const http2_server&) = delete;

    std::string url(const std::string& path) const {
        return "https://127.0.0.1:" + std::to_string(port_) + path;
    }

  private:
    static int choose_http2(SSL*, const unsigned char** chosen, unsigned char* size,
                            const unsigned char*, unsigned int, void*) {
        *chosen = reinterpret_cast<const unsigned char*>("h2");
        *size = 2;
        return SSL_TLSEXT_ERR_OK;
    }
    void accept_all() {
        for (int number = 0;; ++number) {
            const int fd = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) return;
            open_.emplace_back(fd, std::thread([this, fd, number] { serve(fd, number); }));
        }
    }
    void serve(int fd, int number) {
        const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context_.get()), &SSL_free);
        SSL_set_fd(tls.get(), fd);
        if (SSL_accept(tls.get()) != 1) return;
        http2_connection here(fd, tls.get());
        here.send(http2::settings());
        serve_(here, number);
        shutdown(fd, SHUT_RDWR);
    }

    const script serve_;
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    int port_ = 0;
    int listening_ = -1;
    std::thread accepting_;
    std::vector<std::pair<int, std::thread>> open_;  // of the accepting thread until it has ended
};

}  // namespace swan::test
