#include "sandbox/answers.h"

#include "base/json.h"
#include "sandbox/model/numbers.h"

namespace swan::sandbox {

namespace {

int http_status_of(code number) {
    switch (number) {
        case code::not_found:
            return 404;
        case code::method_not_allowed:
            return 405;
        case code::too_large:
            return 413;
        case code::sys_fail:
            return 500;
        case code::busy:
            return 503;
        default:
            return 400;
    }
}

response with_allow(response answer, const error& what) {
    answer.allow = what.allow();
    return answer;
}

}  // namespace

response json_answer(std::string body, int http_status) {
    response answer;
    answer.http_status = http_status;
    answer.body = std::move(body);
    return answer;
}

response success(std::string_view data) {
    json::writer out;
    out.begin_object().member("errno", int64_t{0}).member("msg", "success").key("data").raw(data);
    out.end_object();
    return json_answer(out.take());
}

response business_error(int64_t number, std::string_view text) {
    json::writer out;
    out.begin_object().member("errno", number).member("msg", text).key("data").begin_array();
    out.end_array().end_object();
    return json_answer(out.take());
}

response numbered_error(int64_t number) { return business_error(number, text_of_number(number)); }

response oauth_error(std::string_view word, std::string_view description) {
    json::writer out;
    out.begin_object().member("error", word).member("error_description", description).end_object();
    return json_answer(out.take(), 400);
}

response render_cashier(const error& what, const request&) {
    switch (what.number()) {
        case code::param_illegal:
            return business_error(kBadParameter, what.client_text());
        case code::method_not_allowed:
            return with_allow(numbered_error(kMethodNotAllowed), what);
        default:
            return numbered_error(kInternalError);
    }
}

response render_oauth(const error& what, const request&) {
    response answer = oauth_error("invalid_request", what.client_text());
    answer.http_status = http_status_of(what.number());
    return with_allow(std::move(answer), what);
}

response render_sandbox(const error& what, const request&) {
    json::writer out;
    out.begin_object().member("error", what.client_text()).end_object();
    return with_allow(json_answer(out.take(), http_status_of(what.number())), what);
}

}  // namespace swan::sandbox
