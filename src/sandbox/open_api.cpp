#include "sandbox/open_api.h"

#include <string>

#include "base/crypto.h"
#include "base/json.h"
#include "sandbox/answers.h"
#include "sandbox/model/numbers.h"
#include "sandbox/model/tokens.h"

namespace swan::sandbox {

namespace {

struct known_code {
    int64_t number;
    const char* text;
};
constexpr known_code kCodes[] = {
    {2, "Service temporarily unavailable"},
    {3, "Unsupported openapi method"},
    {4, "Open api request limit reached"},
    {5, "Unauthorized client IP address"},
    {6, "No permission to access data"},
    {7, "No permission to access data for this referer"},
    {17, "Open api daily request limit reached"},
    {100, "Invalid parameter"},
    {101, "Invalid API key"},
    {104, "Incorrect signature"},
    {105, "Too many parameters"},
    {106, "Unsupported signature method"},
    {107, "Invalid/Used timestamp parameter"},
    {108, "Invalid user id"},
    {kTokenInvalid, "Access token invalid or no longer valid"},
    {kTokenExpired, "Access token expired"},
};

// The tables have no number for a body that is too large or a fault of Baidu's own but these.
int64_t number_of(const error& what, int64_t parameter) {
    switch (what.number()) {
        case code::param_illegal:
        case code::too_large:
            return parameter;
        case code::method_not_allowed:
            return kMethodNotAllowed;
        default:
            return kNetworkBusy;
    }
}

std::string text_for(int64_t number, const error& what) {
    if (number == kMethodNotAllowed) return std::string(text_of_number(number));
    return what.client_text();
}

response with_allow(response answer, const error& what) {
    answer.allow = what.allow();
    return answer;
}

void end_login(json::writer& out, int64_t number, std::string_view text) {
    out.member("errno", number).member("errmsg", text);
    out.member("request_id", crypto::random_digits(10)).member("timestamp", now_ms() / 1000);
    out.end_object();
}

}  // namespace

response gateway_error(int64_t number) {
    std::string_view text = "Unknown error";
    for (const auto& known : kCodes)
        if (known.number == number) text = known.text;
    json::writer out;
    out.begin_object().member("error_code", number).member("error_msg", text).end_object();
    return json_answer(out.take());
}

std::optional<response> refused_by_gateway(const baidu_side& side, const request& call) {
    const field_list query = parse_form(call.query);
    const int64_t no = check_access_token(side.known, field(query, "access_token"), now_ms());
    if (no == 0) return std::nullopt;
    return gateway_error(no);
}

response service_error(int64_t number, std::string_view text, std::string_view data) {
    json::writer out;
    out.begin_object().key("data").raw(data).member("errno", number).member("msg", text);
    out.end_object();
    return json_answer(out.take());
}

response login_success(std::string_view data) {
    json::writer out;
    out.begin_object().key("data").raw(data);
    end_login(out, 0, "succ");
    return json_answer(out.take());
}

response login_error(int64_t number, std::string_view text) {
    json::writer out;
    out.begin_object();
    end_login(out, number, text);
    return json_answer(out.take());
}

response render_service(const error& what, const request&) {
    const int64_t number = number_of(what, kServiceParameter);
    return with_allow(service_error(number, text_for(number, what)), what);
}

response render_login(const error& what, const request&) {
    const int64_t number = number_of(what, kParamInvalid);
    return with_allow(login_error(number, text_for(number, what)), what);
}

response render_unknown_path(const error& what, const request& call) {
    constexpr int64_t kUnsupportedMethod = 3;
    if (call.path.starts_with("/rest/2.0/")) return gateway_error(kUnsupportedMethod);
    return render_sandbox(what, call);
}

}  // namespace swan::sandbox
