// The web server's side of FastCGI, byte for byte, for tests. One connection a client.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace swan::test {

struct fcgi_reply {
    std::string status;  // the number in the Status header
    std::map<std::string, std::string> headers;
    std::string body;
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

inline std::string body_of(const std::optional<fcgi_reply>& reply) {
    return reply ? reply->body : "no answer";
}

using fcgi_params = std::vector<std::pair<std::string, std::string>>;

// Record types of the FastCGI specification, section 8.
enum class fcgi_type { begin = 1, abort = 2, end = 3, params = 4, stdin_data = 5, stdout_data = 6 };

inline std::string fcgi_record(fcgi_type type, std::string_view content, size_t padding = 0) {
    const auto byte = [](size_t value) { return static_cast<char>(value & 0xff); };
    std::string out{byte(1),
                    byte(static_cast<size_t>(type)),
                    byte(0),
                    byte(1),
                    byte(content.size() >> 8),
                    byte(content.size()),
                    byte(padding),
                    byte(0)};
    return out.append(content).append(padding, '\0');
}

// A stream of `type` in records of at most `most` bytes, with the empty record that ends it.
inline std::string fcgi_stream(fcgi_type type, std::string_view content, size_t most = 65'535) {
    std::string out;
    for (; !content.empty(); content.remove_prefix(std::min(most, content.size())))
        out += fcgi_record(type, content.substr(0, most), content.size() % 8);
    return out + fcgi_record(type, {});
}

inline std::string fcgi_begin(bool keep = true) {
    return fcgi_record(fcgi_type::begin, std::string{0, 1, keep ? '\1' : '\0', 0, 0, 0, 0, 0});
}

inline std::string fcgi_pairs(const fcgi_params& params) {
    const auto length = [](size_t n) {
        if (n < 128) return std::string(1, static_cast<char>(n));
        std::string four;
        for (const int shift : {24, 16, 8, 0}) four += static_cast<char>(n >> shift);
        four[0] = static_cast<char>(four[0] | 0x80);
        return four;
    };
    std::string out;
    for (const auto& [name, value] : params)
        out += length(name.size()) + length(value.size()) + name + value;
    return out;
}

inline fcgi_params fcgi_request_line(std::string method, std::string path,
                                     std::string request_id = "id-1") {
    return {{"REQUEST_METHOD", std::move(method)},
            {"SCRIPT_NAME", std::move(path)},
            {"REQUEST_ID", std::move(request_id)}};
}

inline std::string fcgi_request(const fcgi_params& params, std::string_view body = {},
                                bool keep = true) {
    return fcgi_begin(keep) + fcgi_stream(fcgi_type::params, fcgi_pairs(params)) +
           fcgi_stream(fcgi_type::stdin_data, body);
}

class fcgi_client {
  public:
    enum when { now, later };
    explicit fcgi_client(const std::string& path, when to_connect = now)
        : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        where_.sun_family = AF_UNIX;
        path.copy(where_.sun_path, sizeof where_.sun_path - 1);
        if (to_connect == now) connect_now();
        const timeval patience{.tv_sec = 10, .tv_usec = 0};  // a test fails rather than hangs
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~fcgi_client() { hang_up(); }
    fcgi_client(const fcgi_client&) = delete;
    fcgi_client& operator=(const fcgi_client&) = delete;

    void connect_now() {
        connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&where_), sizeof where_) == 0;
    }
    bool connected() const { return connected_; }
    void hang_up() {
        if (fd_ >= 0) close(std::exchange(fd_, -1));
    }

    // No more will be sent; answers can still be received.
    void end_sending() const { shutdown(fd_, SHUT_WR); }

    // False when the other side has closed.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
        return true;
    }

    // The next answer; nothing when the connection ends before it is whole.
    std::optional<fcgi_reply> receive() {
        std::string text;
        for (;;) {
            const std::string head = take(8);
            if (head.size() < 8) return std::nullopt;
            const auto at = [&](size_t i) { return static_cast<unsigned char>(head[i]); };
            const size_t length = at(4) * 256u + at(5);
            const std::string content = take(length + at(6)).substr(0, length);
            if (at(1) == static_cast<int>(fcgi_type::stdout_data)) text += content;
            if (at(1) == static_cast<int>(fcgi_type::end)) return parsed(text);
        }
    }
    std::optional<fcgi_reply> ask(const fcgi_params& params, std::string_view body = {}) {
        if (!send(fcgi_request(params, body))) return std::nullopt;
        return receive();
    }

    // True when the other side closed the connection and has sent nothing more; false when it has
    // left us waiting.
    bool is_closed() { return buffer_.empty() && !fill() && !timed_out_; }
    // Reads from the socket that had something to give, so far.
    int reads() const { return reads_; }

  private:
    bool fill() {
        char chunk[300'000];
        const ssize_t got = recv(fd_, chunk, sizeof chunk, 0);
        timed_out_ = got < 0 && errno == EAGAIN;
        if (got <= 0) return false;
        ++reads_;
        buffer_.append(chunk, static_cast<size_t>(got));
        return true;
    }
    std::string take(size_t count) {
        while (buffer_.size() < count && fill()) continue;
        const std::string taken = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return taken;
    }
    static fcgi_reply parsed(std::string_view text) {
        fcgi_reply out;
        for (size_t end; (end = text.find("\r\n")) != 0 && end != text.npos;) {
            const std::string_view line = text.substr(0, end);
            const size_t colon = line.find(": ");
            out.headers[std::string(line.substr(0, colon))] = line.substr(colon + 2);
            text.remove_prefix(end + 2);
        }
        out.body = text.substr(std::min<size_t>(2, text.size()));
        out.status = out.header("Status").substr(0, 3);
        return out;
    }

    int fd_;
    sockaddr_un where_{};
    bool connected_ = false;
    bool timed_out_ = false;
    int reads_ = 0;
    std::string buffer_;
};

}  // namespace swan::test
