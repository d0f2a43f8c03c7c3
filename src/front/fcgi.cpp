#include "front/fcgi.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <string_view>

#include "base/text.h"
#include "front/fcgi_loop.h"

namespace swan {

namespace {

// libfcgi reads a request blocking: half a request may cost its loop this long, no longer. Only
// nginx may open the socket, and it sends a request whole.
constexpr timeval kHalfRequest{.tv_sec = 0, .tv_usec = 200'000};

// With no descriptor left a connection stays in the backlog; asking on would only burn the loop.
constexpr std::chrono::milliseconds kNoDescriptors{100};

// The id goes out again in headers, ours and those to Baidu, and into the log: nginx's own is hex,
// and what could break a line is none.
bool is_request_id(std::string_view given) {
    const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
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

// nginx passes the status on as it is: without a reason phrase the client would get no valid status
// line.
std::string_view reason_of(int status) {
    constexpr std::pair<int, std::string_view> kReasons[] = {
        {200, "OK"},
        {400, "Bad Request"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {413, "Payload Too Large"},
        {429, "Too Many Requests"},
        {503, "Service Unavailable"},
    };
    for (const auto& [known, reason] : kReasons)
        if (known == status) return reason;
    return "Error";
}

// Status, headers and body as one text, so that it leaves in one write.
std::string on_the_wire(const response& what, const std::string& request_id) {
    std::string out = concat("Status: ", what.http_status, " ", reason_of(what.http_status),
                             "\r\nContent-Type: application/json; charset=utf-8"
                             "\r\nCache-Control: no-store\r\nX-Swan-Code: ",
                             what.code, "\r\n");
    if (!request_id.empty()) out.append("X-Request-Id: ").append(request_id).append("\r\n");
    if (!what.allow.empty()) out.append("Allow: ").append(what.allow).append("\r\n");
    if (what.retry_after > 0) out.append(concat("Retry-After: ", what.retry_after, "\r\n"));
    return out.append("\r\n").append(what.body);
}

}  // namespace

// One connection of nginx's, and the request on it. FCGX_Request must not move: neither does this.
class fcgi_connection final : public loop::watcher {
  public:
    fcgi_connection(fcgi_loop& home, int fd);
    void on_events(uint32_t events) override;
    void abandon(const fcgi_server::last_word& answer);

  private:
    bool take_request();
    task<void> serve();
    void write(const response& what);
    void go_on();

    fcgi_loop& home_;
    FCGX_Request fcgi_;
    request request_;
    bool handling_ = false;
    bool abandoned_ = false;
};

fcgi_connection::fcgi_connection(fcgi_loop& home, int fd) : home_(home) {
    FCGX_InitRequest(&fcgi_, -1, 0);  // no listening socket: the library must not accept
    fcgi_.ipcFd = fd;
    fcgi_.keepConnection = 1;  // else the first FCGX_Accept_r closes it
    FCGX_Detach(&fcgi_);       // else a close by the library lingers up to 2 s on the loop
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kHalfRequest, sizeof kHalfRequest);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kHalfRequest, sizeof kHalfRequest);
    home_.on().watch(fd, EPOLLIN | EPOLLONESHOT, *this);
}

void fcgi_connection::on_events(uint32_t) {
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
    if (FCGX_GetError(fcgi_.in) == 0 && take_body(fcgi_.in, request_)) return true;
    FCGX_Free(&fcgi_, 1);
    return false;
}

task<void> fcgi_connection::serve() {
    const response what = co_await home_.answer(request_);
    if (!abandoned_) write(what);
    go_on();
}

void fcgi_connection::write(const response& what) {
    const std::string text = on_the_wire(what, request_.request_id);
    FCGX_PutStr(text.data(), static_cast<int>(text.size()), fcgi_.out);
    FCGX_Finish_r(&fcgi_);
}

void fcgi_connection::go_on() {
    if (fcgi_.ipcFd < 0) {
        home_.closed(*this);
        return;
    }
    handling_ = abandoned_ = false;
    request_ = request{};  // an idle connection keeps no body
    home_.on().rewatch(fcgi_.ipcFd, EPOLLIN | EPOLLONESHOT, *this);
}

// The handler still runs on request_ and on this object: only its end may go on from here.
void fcgi_connection::abandon(const fcgi_server::last_word& answer) {
    if (!handling_ || abandoned_) return;
    write(answer(request_));
    abandoned_ = true;
}

fcgi_loop::fcgi_loop(fcgi_server& server, loop& on, fcgi_server::handler answer)
    : server_(server), on_(on), answer_(std::move(answer)) {}

fcgi_loop::~fcgi_loop() = default;

void fcgi_loop::accept_from_now() {
    // Exclusive: one loop wakes for a connection, not all.
    on_.watch(server_.listening_, EPOLLIN | EPOLLEXCLUSIVE, *this);
}

void fcgi_loop::on_events(uint32_t) { accept_waiting(); }

void fcgi_loop::accept_waiting() {
    for (;;) {
        const int fd = accept4(server_.listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0)
            hand_over(fd);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return pause();
        else if (errno != EINTR && errno != ECONNABORTED)
            return;  // none left, or shut down
    }
}

void fcgi_loop::pause() {
    on_.unwatch(server_.listening_, *this);
    on_.call_after(kNoDescriptors, [this] {
        if (!stopped_) accept_from_now();
    });
}

// Whichever loop wakes first takes connection after connection, so each is given to the loop that
// has the fewest: kept connections stay where they are put.
void fcgi_loop::hand_over(int fd) {
    fcgi_loop& to = server_.least_busy();
    to.load_.fetch_add(1, std::memory_order_relaxed);
    server_.holders_.fetch_add(1, std::memory_order_relaxed);
    if (&to == this)
        adopt(fd);
    else
        to.on_.post([&to, fd] { to.adopt(fd); });
}

void fcgi_loop::adopt(int fd) { connections_.insert(new fcgi_connection(*this, fd)); }

void fcgi_loop::closed(fcgi_connection& gone) {
    connections_.erase(&gone);
    delete &gone;
    load_.fetch_sub(1, std::memory_order_relaxed);
    server_.release();
}

void fcgi_loop::stop_accepting() {
    accept_waiting();  // what is in the backlog has been passed on to us already
    on_.unwatch(server_.listening_, *this);
    stopped_ = true;
    server_.release();
}

void fcgi_loop::abandon(const fcgi_server::last_word& answer) {
    for (fcgi_connection* each : connections_) each->abandon(answer);
}

fcgi_server::fcgi_server(int listening, std::vector<std::pair<loop*, handler>> loops)
    : listening_(listening) {
    FCGX_Init();
    fcntl(listening_, F_SETFL, fcntl(listening_, F_GETFL) | O_NONBLOCK);
    for (auto& [on, answer] : loops)
        loops_.push_back(std::make_unique<fcgi_loop>(*this, *on, std::move(answer)));
}

fcgi_server::~fcgi_server() = default;

bool fcgi_server::is_listening(int descriptor) {
    int listens = 0;
    socklen_t size = sizeof listens;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

void fcgi_server::start() {
    holders_ += static_cast<int>(loops_.size());
    for (auto& each : loops_) each->on().post([&each] { each->accept_from_now(); });
}

// The listening socket is shut down but never closed, and no connection is closed by us: nginx
// closes each one when it has been idle (keepalive_timeout 1s in our upstream file). Whatever it
// had passed on is answered; closing first would lose what is just being sent.
void fcgi_server::drain(std::function<void()> drained) {
    drained_ = std::move(drained);
    shutdown(listening_, SHUT_RD);
    for (auto& each : loops_) each->on().post([&each] { each->stop_accepting(); });
}

void fcgi_server::abandon(const last_word& answer) {
    for (auto& each : loops_) each->on().post([&each, answer] { each->abandon(answer); });
}

void fcgi_server::release() {
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1 && drained_) drained_();
}

fcgi_loop& fcgi_server::least_busy() {
    const auto fewest =
        std::min_element(loops_.begin(), loops_.end(),
                         [](const auto& a, const auto& b) { return a->load() < b->load(); });
    return **fewest;
}

}  // namespace swan
