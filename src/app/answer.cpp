#include "app/answer.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"

namespace swan::answer {

namespace {

struct entry {
    code number;
    std::string_view msg;
    int http_status;
};

constexpr std::array kTable{
    entry{code::succ, "succ", 200},
    entry{code::sys_fail, "sys fail", 200},
    entry{code::param_illegal, "param illegal", 200},
    entry{code::upstream_fail, "upstream fail", 200},
    entry{code::upstream_timeout, "upstream timeout", 200},
    entry{code::busy, "busy", 503},
    entry{code::not_found, "not found", 404},
    entry{code::method_not_allowed, "method not allowed", 405},
    entry{code::too_large, "too large", 413},
    entry{code::too_many_requests, "too many requests", 429},
    entry{code::order_not_paid, "order not paid", 200},
    entry{code::order_not_existed, "order not existed", 200},
    entry{code::refund_exceeds_payment, "refund exceeds payment", 200},
    entry{code::refund_conflict, "refund conflict", 200},
    entry{code::full_refund_only, "full refund only", 200},
    entry{code::order_already_paid, "order already paid", 200},
    entry{code::session_not_existed, "session not existed", 200},
    entry{code::decrypt_fail, "decrypt fail", 200},
    entry{code::unauthorized, "unauthorized", 200},
};

// nginx closes the connection on it (swan-server.conf).
constexpr int kSilence = 444;

const entry& entry_of(code number) {
    const auto found = std::find_if(kTable.begin(), kTable.end(),
                                    [&](const entry& each) { return each.number == number; });
    return found != kTable.end() ? *found : kTable[1];
}

}  // namespace

response success(std::string_view data) {
    return {.body = concat(R"({"code":0,"msg":"succ","data":)", data, "}")};
}

response failure(const error& what, const request& req) {
    const entry& known = entry_of(what.number());
    json::writer body;
    body.begin_object()
        .member("code", static_cast<int64_t>(known.number))
        .member("msg", known.msg)
        .member("err_msg", what.client_text())
        .member("request_id", req.request_id);
    if (!what.data().empty()) body.key("data").raw(what.data());
    body.end_object();
    response out{.http_status = known.http_status,
                 .code = static_cast<int>(known.number),
                 .body = body.take(),
                 .allow = what.allow()};
    if (known.number == code::busy) out.retry_after = what.retry_after();
    return out;
}

response to_baidu(std::string_view data) {
    return {.body = concat(R"({"errno":0,"msg":"success","data":)", data, "}")};
}

response refusal_to_baidu(const error& what, const request&) {
    json::writer body;
    body.begin_object()
        .member("errno", static_cast<int64_t>(code::sys_fail))
        .member("msg", what.client_text())
        .key("data")
        .begin_object()
        .end_object()
        .end_object();
    return {.http_status = what.is_silent() ? kSilence : 200,
            .code = static_cast<int>(code::sys_fail),
            .body = body.take()};
}

response by_path(const error& what, const request& req) {
    const bool from_baidu = req.path.starts_with("/pay/callback/");
    return from_baidu ? refusal_to_baidu(what, req) : failure(what, req);
}

}  // namespace swan::answer
