#include "front/fcgi_connection.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace swan {

namespace {

// libfcgi reads a request blocking: half a request may cost its loop this long, no longer. Only
// nginx may open the socket, and it sends a request whole.
constexpr timeval kHalfRequest{.tv_sec = 0, .tv_usec = 200'000};

// The id goes out again in headers, ours and those to Baidu, and into the log: nginx's own is hex,
// and what could break a line is none.
bool is_request_id(std::string_view given) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    };
    return given.size() <= 64 && std::all_of(given.begin(), given.end(), fits);
}

// Takes what we need of the FastCGI parameters in one pass; they die with the request.
void take_parameters(char** environment, request& req) {
    for (; environment != nullptr && *environment != nullptr; ++environment) {
        const std::string_view pair(*environment);
        const size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = pair.substr(std::min(pair.size(), equals + 1));
        if (name == "REQUEST_METHOD") req.method = value;
        if (name == "SCRIPT_NAME") req.path = value;
        if (name == "QUERY_STRING") req.query = value;
        if (name == "SWAN_APP") req.app = value;
        if (name == "SWAN_METRICS") req.reads_metrics = value == "1";
        if (name == "REQUEST_ID" && is_request_id(value)) req.request_id = value;
        if (name == "HTTP_AUTHORIZATION") req.authorization = value;
        if (name == "HTTP_SEC_PURPOSE" || name == "HTTP_PURPOSE" || name == "HTTP_X_MOZ")
            req.prefetch = req.prefetch || !value.empty();
    }
}

// Reads the body to its end, kept or not: its rest would be taken for the next request. False when
// it broke off.
bool take_body(FCGX_Stream* in, request& req) {
    std::array<char, 16 * 1024> chunk;
    for (int got; (got = FCGX_GetStr(chunk.data(), chunk.size(), in)) > 0;) {
        if (req.body.size() + static_cast<size_t>(got) > kMaxBody)
            req.body_too_large = true;
        else
            req.body.append(chunk.data(), static_cast<size_t>(got));
    }
    return FCGX_GetError(in) == 0;
}

}  // namespace

fcgi_connection::fcgi_connection(fcgi_loop& home, int fd) : home_(home) {
    FCGX_InitRequest(&fcgi_, -1, 0);  // no listening socket: the library must not accept
    fcgi_.ipcFd = fd;
    fcgi_.keepConnection = 1;  // else the first FCGX_Accept_r closes it
    FCGX_Detach(&fcgi_);       // else a close by the library lingers up to 2 s on the loop
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kHalfRequest, sizeof kHalfRequest);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kHalfRequest, sizeof kHalfRequest);
    // Level-triggered: a request costs no call of epoll_ctl, and what it leaves unread is told
    // again.
    home_.on().watch(fd, EPOLLIN, *this);
}

void fcgi_connection::on_events(uint32_t) {
    if (handling_) {
        look_away();
        return;
    }
    if (!take_request()) {
        home_.closed(*this);
        return;
    }
    handling_ = true;
    start(serve());
}

// False when the connection is closed: by nginx, or because what came is no whole request. A part
// of one must never be handled: "amount=100" that breaks off may read "amount=10".
bool fcgi_connection::take_request() {
    if (FCGX_Accept_r(&fcgi_) < 0) return false;
    take_parameters(fcgi_.envp, request_);
    // Parameters that break off between two names are only seen by this error.
    const bool whole = FCGX_GetError(fcgi_.in) == 0 && take_body(fcgi_.in, request_);
    // The library's streams, 17 KB, are not kept while the handler waits: we write the answer
    // ourselves, and its next FCGX_Accept_r finds nothing to finish.
    FCGX_Free(&fcgi_, whole ? 0 : 1);
    return whole;
}

task<void> fcgi_connection::serve() {
    const response what = co_await home_.answer(request_);
    if (!abandoned_) write(what);
    go_on();
}

void fcgi_connection::write(const response& what) {
    const bool sent = home_.out().send(fcgi_.ipcFd, fcgi_.requestId, what, request_.request_id);
    if (!sent || !fcgi_.keepConnection) hang_up();
}

void fcgi_connection::go_on() {
    if (fcgi_.ipcFd < 0) {
        home_.closed(*this);
        return;
    }
    handling_ = abandoned_ = false;
    request_ = request{};  // an idle connection keeps no body
    if (!looking_) home_.on().rewatch(fcgi_.ipcFd, EPOLLIN, *this);
    looking_ = true;
}

// nginx has hung up or speaks on while a request is handled: epoll would tell so again and again.
// One-shot, because a hang-up is told even if nothing was asked for. go_on() looks again.
void fcgi_connection::look_away() {
    if (looking_) home_.on().rewatch(fcgi_.ipcFd, EPOLLONESHOT, *this);
    looking_ = false;
}

// Nor must an event reach us that epoll has told already: this may be gone by then.
void fcgi_connection::hang_up() {
    home_.on().unwatch(fcgi_.ipcFd, *this);
    FCGX_Free(&fcgi_, 1);
}

// The handler still runs on request_ and on this object: only its end may go on from here.
void fcgi_connection::abandon(const fcgi_server::last_word& answer) {
    if (!handling_ || abandoned_) return;
    write(answer(request_));
    abandoned_ = true;
}

}  // namespace swan
