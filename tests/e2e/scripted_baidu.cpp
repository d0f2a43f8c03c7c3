#include "scripted_baidu.h"

#include "base/crypto.h"
#include "base/text.h"

namespace swan::e2e {

namespace {

constexpr size_t kHundredMegabytes = 100'000'000;

bool is_for(const test::seen_request& what, std::string_view path) {
    return std::string_view(what.target).substr(0, what.target.find('?')) == path;
}

std::string repeated(std::string_view text, size_t count) {
    std::string out;
    for (; count > 0; --count) out += text;
    return out;
}

std::string well(const test::seen_request& what) {
    if (is_for(what, scripted_baidu::kLogin))
        return R"({"openid":"steady-customer","session_key":"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u"})";
    if (is_for(what, scripted_baidu::kQuery)) return query_answer(1, -1, 1);
    if (is_for(what, scripted_baidu::kToken))
        return R"({"access_token":"24.a-token","expires_in":2592000})";
    if (is_for(what, scripted_baidu::kSessionKey))
        return R"({"errno":0,"data":{"open_id":"steady-customer",)"
               R"("session_key":"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u"}})";
    if (is_for(what, scripted_baidu::kUnionId)) return R"({"errno":0,"data":{"unionid":"u"}})";
    if (is_for(what, scripted_baidu::kFind)) return R"({"errno":0,"data":null})";
    if (is_for(what, scripted_baidu::kCancelOrder)) return R"({"errno":0,"data":true})";
    if (is_for(what, scripted_baidu::kRefund) || is_for(what, scripted_baidu::kApplyRefund))
        return concat(R"({"errno":0,"msg":"success","data":{"refundBatchId":")",
                      crypto::random_digits(12), R"(","refundPayMoney":"100"}})");
    return R"({"errno":0,"msg":"success","data":[]})";
}

}  // namespace

scripted_baidu::scripted_baidu(int port)
    : server_(
          [this](test::connection& to, const test::seen_request& what) { return answer(to, what); },
          port) {}

void scripted_baidu::order(std::string_view path, script what) {
    const std::lock_guard hold(lock_);
    orders_.emplace(orders_.begin(), path, std::move(what));
}

void scripted_baidu::behave() {
    const std::lock_guard hold(lock_);
    orders_.clear();
    seen_.clear();
}

std::vector<test::seen_request> scripted_baidu::asked(std::string_view path) const {
    const std::lock_guard hold(lock_);
    std::vector<test::seen_request> all;
    for (const auto& each : seen_)
        if (is_for(each, path)) all.push_back(each);
    return all;
}

bool scripted_baidu::answer(test::connection& to, const test::seen_request& what) {
    script ordered = says(well(what));
    {
        const std::lock_guard hold(lock_);
        seen_.push_back(what);
        for (const auto& [path, each] : orders_)
            if (is_for(what, path)) {
                ordered = each;
                break;
            }
    }
    return ordered(to, what);
}

scripted_baidu::script says(std::string status, std::string body, std::string more_headers) {
    // This server closes after each answer; unsaid, the next call may come just before and be lost.
    return sends(concat("HTTP/1.1 ", status, "\r\nContent-Type: application/json\r\n", more_headers,
                        "Connection: close\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
}

scripted_baidu::script sends(std::string bytes) {
    return [bytes = std::move(bytes)](test::connection& to, const test::seen_request&) {
        to.send(bytes);
        return false;
    };
}

scripted_baidu::script hangs_after(std::string bytes) {
    return [bytes = std::move(bytes)](test::connection& to, const test::seen_request&) {
        to.send(bytes);
        to.wait_until_closed();
        return false;
    };
}

scripted_baidu::script floods(std::string head, std::string part) {
    return [head = std::move(head), part = std::move(part)](test::connection& to,
                                                            const test::seen_request&) {
        size_t sent = 0;
        for (bool there = to.send(head); there && sent < kHundredMegabytes; sent += part.size())
            there = to.send(part);
        return false;
    };
}

std::string query_answer(int pay, int refund, int verification) {
    const auto status = [](const char* name, int number) {
        return concat("\"", name, R"(":{"statusNum":)", number, R"(,"statusDesc":"x"})");
    };
    return concat(R"({"errno":0,"errmsg":"成功","msg":"成功","data":{"data":{)",
                  status("payStatus", pay), ",", status("refundStatus", refund), ",",
                  status("verification", verification),
                  R"(}},"timestamp":1482735200,"cached":0,"serverlogid":"3200820823"})");
}

std::vector<senseless> senseless_answers() {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string html = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    const std::string large(1 << 16, 'x');
    return {
        {"nothing, and closes", sends("")},
        {"half a status line", sends("HTTP/1.1 20")},
        {"half a header", sends(ok + "Content-Le")},
        {"a header alone", sends(ok + "Content-Length: 40\r\n\r\n")},
        {"half a body", sends(ok + "Content-Length: 40\r\n\r\n{\"errno\":0,")},
        {"half a chunk", sends(ok + "Transfer-Encoding: chunked\r\n\r\n28\r\n{\"errno\":0,")},
        {"no HTTP", sends("hello\r\n")},
        {"no status", sends("HTTP/1.1 abc\r\n\r\n")},
        {"TLS", sends(std::string("\x15\x03\x01\0\x02\x02\x28", 7))},
        {"headers of 2 MB",
         sends(ok + repeated("X: " + std::string(1000, 'y') + "\r\n", 2000) + "\r\n")},
        {"an empty body", says("")},
        {"204", sends("HTTP/1.1 204 No Content\r\n\r\n")},
        {"bytes", says(std::string("\0\xff\xfe{}", 5))},
        {"HTML", says(html)},
        {"HTML with 502", says("502 Bad Gateway", html)},
        {"HTML with 404", says("404 Not Found", html)},
        {"500 without a body", says("500 Internal Server Error", "")},
        {"an array", says("[]")},
        {"a number", says("0")},
        {"null", says("null")},
        {"an empty object", says("{}")},
        {"an object that breaks off", says("{\"errno\":0,\"openid\":\"x\"")},
        {"two objects", says("{\"errno\":0}{\"errno\":0}")},
        {"no UTF-8", says("{\"errno\":0,\"msg\":\"\xff\"}")},
        {"10,000 deep", says("{\"a\":" + repeated("[", 10'000) + repeated("]", 10'000) + "}")},
        {"500,000 brackets", says(repeated("[", 500'000))},
        {"gzip", says("200 OK", "\x1f\x8b\x08\x00", "Content-Encoding: gzip\r\n")},
        {"100 MB", floods(ok + "Content-Length: 100000000\r\n\r\n", large)},
        {"100 MB in chunks",
         floods(ok + "Transfer-Encoding: chunked\r\n\r\n", "10000\r\n" + large + "\r\n")},
        {"100 MB of no length", floods(ok + "\r\n", large)},
        {"100 MB of headers", floods(ok, "X: " + std::string(1000, 'y') + "\r\n")},
        {"nothing, and waits", hangs_after(""), true},
        {"half a header, and waits", hangs_after(ok + "Content-"), true},
        {"half an answer, and waits", hangs_after(ok + "Content-Length: 40\r\n\r\n{\"errno\":0,"),
         true},
    };
}

}  // namespace swan::e2e
