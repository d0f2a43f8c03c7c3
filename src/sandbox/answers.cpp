#include "sandbox/answers.h"

#include "base/json.h"

namespace swan::sandbox {

namespace {

struct known_number {
    int64_t number;
    const char* text;
};
constexpr known_number kNumbers[] = {
    {930, "系统签名异常"},
    {970, "接口权限校验失败"},
    {10000, "签名校验失败"},
    {10001, "参数错误"},
    {10002, "系统错误"},
    {10003, "内部错误，请稍后重试"},
    {40000, "记录已存在"},
    {4010004, "必传参数缺失"},
    {5010001, "参数为空"},
    {500, "网络繁忙，请稍后重试"},
    {5000, "网络繁忙，请稍后重试"},
};

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

response numbered_error(int64_t number) {
    for (const auto& known : kNumbers)
        if (known.number == number) return business_error(number, known.text);
    return business_error(number, "系统异常");
}

response oauth_error(std::string_view word, std::string_view description) {
    json::writer out;
    out.begin_object().member("error", word).member("error_description", description).end_object();
    return json_answer(out.take(), 400);
}

response render_cashier(const error& what, const request&) {
    switch (what.number()) {
        case code::param_illegal:
            return business_error(10001, what.client_text());
        case code::method_not_allowed:
            return with_allow(business_error(501, "请求方式不支持"), what);
        default:
            return business_error(10003, "内部错误，请稍后重试");
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
