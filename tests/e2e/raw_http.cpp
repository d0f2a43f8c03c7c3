#include "raw_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"

namespace swan::e2e {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), ::tolower);
    return out;
}

// Takes what comes before `end`, and `end` itself, from `bytes`.
std::string_view take_until(std::string_view& bytes, std::string_view end) {
    const size_t at = bytes.find(end);
    const std::string_view part = bytes.substr(0, at);
    bytes.remove_prefix(at == std::string_view::npos ? bytes.size() : at + end.size());
    return part;
}

std::string_view take(std::string_view& bytes, size_t count) {
    const std::string_view part = bytes.substr(0, count);
    bytes.remove_prefix(part.size());
    return part;
}

void take_chunks(std::string_view& bytes, raw_reply& into) {
    while (!bytes.empty() && !into.whole) {
        const size_t size = std::stoul("0" + std::string(take_until(bytes, "\r\n")), nullptr, 16);
        into.body += take(bytes, size);
        into.whole = take(bytes, 2) == "\r\n" && size == 0;
    }
}

void take_body(std::string_view& bytes, raw_reply& into) {
    const auto length = parse_decimal(into.header("content-length"));
    if (lower(into.header("transfer-encoding")) == "chunked") return take_chunks(bytes, into);
    if (into.count("content-length") == 0 || !length) {
        into.body = take(bytes, bytes.size());  // HTTP/1.0: what comes until the end
        return;
    }
    into.body = take(bytes, static_cast<size_t>(*length));
    into.whole = into.body.size() == static_cast<size_t>(*length);
}

raw_reply take_reply(std::string_view& bytes, bool to_head) {
    raw_reply out;
    std::string_view head = take_until(bytes, "\r\n\r\n");
    const std::string_view line = take_until(head, "\r\n");
    if (line.starts_with("HTTP/1.") && line.size() >= 12)
        out.status = static_cast<int>(parse_decimal(line.substr(9, 3)).value_or(0));
    while (!head.empty()) {
        std::string_view value = take_until(head, "\r\n");
        const std::string name = lower(take_until(value, ":"));
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        out.headers.emplace_back(name, value);
    }
    out.whole = to_head || out.status < 200;
    if (!out.whole) take_body(bytes, out);
    return out;
}

}  // namespace

std::string raw_reply::header(std::string_view name) const {
    for (const auto& one : headers)
        if (one.first == name) return one.second;
    return {};
}

int raw_reply::count(std::string_view name) const {
    return static_cast<int>(std::count_if(headers.begin(), headers.end(),
                                          [&](const auto& one) { return one.first == name; }));
}

raw_connection::raw_connection(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error(concat("nobody listens on port ", port));
}

raw_connection::~raw_connection() {
    if (fd_ >= 0) close(fd_);
}

bool raw_connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

void raw_connection::finish() { shutdown(fd_, SHUT_WR); }

void raw_connection::reset() {
    constexpr linger kAtOnce{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &kAtOnce, sizeof kAtOnce);
    close(fd_);
    fd_ = -1;
}

bool raw_connection::receive_some(std::string& into) {
    std::array<char, 16 * 1024> chunk;
    const ssize_t got = recv(fd_, chunk.data(), chunk.size(), 0);
    if (got > 0) into.append(chunk.data(), static_cast<size_t>(got));
    return got > 0;
}

std::string raw_connection::receive() {
    std::string all;
    while (receive_some(all)) {
    }
    return all;
}

std::string raw_connection::receive_until(std::string_view part) {
    std::string all;
    while (all.find(part) == std::string::npos && receive_some(all)) {
    }
    return all;
}

raw_reply raw_connection::receive_answer(bool to_head) {
    std::string all;
    raw_reply last;
    while (receive_some(all) && all.find("\r\n\r\n") == std::string::npos) {
    }
    do {
        for (raw_reply& each : replies_in(all, to_head)) {
            last = std::move(each);
            if (last.status >= 200 && last.whole) return last;
        }
    } while (receive_some(all));
    return last;
}

std::string bytes_of(const raw_request& what) {
    std::string out = concat(what.method, " ", what.target, " HTTP/1.1\r\nHost: shop.example\r\n",
                             "Connection: close\r\n");
    if (!what.body.empty() || what.method == "POST")
        out += concat("Content-Length: ", what.body.size(), "\r\n");
    for (const std::string& each : what.headers) out += each + "\r\n";
    return out.append("\r\n").append(what.body);
}

std::vector<raw_reply> replies_in(std::string_view bytes, bool to_head) {
    std::vector<raw_reply> all;
    while (!bytes.empty()) all.push_back(take_reply(bytes, to_head));
    return all;
}

raw_reply exchange(int port, std::string_view bytes, bool to_head) {
    raw_connection line(port);
    line.send(bytes);
    return line.receive_answer(to_head);
}

raw_reply exchange(int port, const raw_request& what) {
    return exchange(port, bytes_of(what), what.method == "HEAD");
}

}  // namespace swan::e2e
