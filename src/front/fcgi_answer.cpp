#include "front/fcgi_answer.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "base/text.h"

namespace swan {

namespace {

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

void append_head(std::string& out, const response& what, std::string_view request_id) {
    append_to(out, "Status: ", what.http_status, ' ', reason_of(what.http_status),
              "\r\nContent-Type: ", what.content_type,
              "\r\nCache-Control: no-store\r\nX-Swan-Code: ", what.code, "\r\n");
    if (!request_id.empty()) append_to(out, "X-Request-Id: ", request_id, "\r\n");
    if (!what.allow.empty()) append_to(out, "Allow: ", what.allow, "\r\n");
    if (what.retry_after > 0) append_to(out, "Retry-After: ", what.retry_after, "\r\n");
    out.append("\r\n");
}

bool send_all(int fd, fcgi_records& records) {
    for (auto left = records.left(); !left.empty(); left = records.left()) {
        msghdr message{};
        message.msg_iov = left.data();
        message.msg_iovlen = left.size();
        const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
        if (sent >= 0)
            records.sent(static_cast<size_t>(sent));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

}  // namespace

bool fcgi_answer::send(int fd, int id, const response& what, std::string_view request_id) {
    head_.clear();
    append_head(head_, what, request_id);
    records_.lay_out(id, head_, what.body);
    return send_all(fd, records_);
}

}  // namespace swan
