#include "app/answer.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

using namespace swan;

namespace {

struct row {
    int number;
    std::string_view msg;
    int http_status;
};

// The table of the README, written down a second time: existing clients rely on each number.
constexpr row kRows[] = {
    {10000, "sys fail", 200},
    {10001, "param illegal", 200},
    {10002, "upstream fail", 200},
    {10003, "upstream timeout", 200},
    {10004, "busy", 503},
    {10005, "not found", 404},
    {10006, "method not allowed", 405},
    {10007, "too large", 413},
    {10008, "too many requests", 429},
    {20000, "order not paid", 200},
    {20001, "order not existed", 200},
    {20002, "refund exceeds payment", 200},
    {20003, "refund conflict", 200},
    {20004, "full refund only", 200},
    {30001, "session not existed", 200},
    {30002, "decrypt fail", 200},
    {30003, "unauthorized", 200},
};

request with_id(std::string id) {
    request req;
    req.request_id = std::move(id);
    return req;
}

std::string text_of(const json::document& body, std::string_view name) {
    const auto found = body.root().find(name);
    return found ? std::string(found->string().value_or("no text")) : "missing";
}

TEST(answer, tells_success_with_its_data) {
    const response out = answer::success(R"({"open_id":"a"})");
    EXPECT_EQ(out.http_status, 200);
    EXPECT_EQ(out.code, 0);
    EXPECT_EQ(out.body, R"({"code":0,"msg":"succ","data":{"open_id":"a"}})");
    EXPECT_EQ(out.allow, "");
    EXPECT_EQ(out.retry_after, 0);
}

TEST(answer, has_message_and_http_status_for_every_code) {
    for (const row& each : kRows) {
        const response out =
            answer::failure(error(static_cast<code>(each.number), "why"), with_id("abc"));
        EXPECT_EQ(out.http_status, each.http_status) << each.number;
        EXPECT_EQ(out.code, each.number);
        EXPECT_EQ(out.body, "{\"code\":" + std::to_string(each.number) + ",\"msg\":\"" +
                                std::string(each.msg) + R"(","err_msg":"why","request_id":"abc"})");
    }
}

TEST(answer, tells_a_code_that_is_in_no_table_as_a_fault_of_ours) {
    const response out = answer::failure(error(static_cast<code>(77), "why"), with_id("abc"));
    EXPECT_EQ(out.code, 10000);
    EXPECT_EQ(out.body, R"({"code":10000,"msg":"sys fail","err_msg":"why","request_id":"abc"})");
}

TEST(answer, never_shows_the_text_for_the_log) {
    const error fault(code::upstream_fail, "shown", "hidden");
    for (const response& out : {answer::failure(fault, {}), answer::refusal_to_baidu(fault, {})}) {
        EXPECT_NE(out.body.find("shown"), std::string::npos);
        EXPECT_EQ(out.body.find("hidden"), std::string::npos);
    }
}

TEST(answer, says_when_to_come_again_only_when_busy) {
    EXPECT_EQ(answer::failure(error(code::busy, ""), {}).retry_after, 1);
    EXPECT_EQ(answer::failure(error(code::busy, "").with_retry_after(7), {}).retry_after, 7);
    for (const row& each : kRows) {
        if (each.number == 10004) continue;
        const error fault(static_cast<code>(each.number), "");
        EXPECT_EQ(answer::failure(fault, {}).retry_after, 0) << each.number;
    }
}

TEST(answer, says_which_methods_are_allowed) {
    const error fault = error(code::method_not_allowed, "").with_allow("GET, POST");
    EXPECT_EQ(answer::failure(fault, {}).allow, "GET, POST");
}

TEST(answer, carries_the_data_of_a_refund_whose_outcome_is_unknown) {
    const error fault = error(code::upstream_timeout, "ask again")
                            .with_data(R"({"refund_id":"r1","state":"unknown"})");
    EXPECT_EQ(answer::failure(fault, with_id("abc")).body,
              R"({"code":10003,"msg":"upstream timeout","err_msg":"ask again",)"
              R"("request_id":"abc","data":{"refund_id":"r1","state":"unknown"}})");
}

TEST(answer, escapes_whatever_stands_in_request_id_and_text) {
    using namespace std::string_literals;
    for (const std::string& hostile :
         {"\"},{\"code\":0"s, "\\"s, "a\nb\r\t"s, "nul\0nul"s, "\x01\x1f\x7f"s, "</script>"s,
          "\xE4\xBD\xA0"s, "\xE2\x80\xA8"s}) {
        const auto body = json::document::parse_object(
            answer::failure(error(code::param_illegal, hostile), with_id(hostile)).body);
        EXPECT_EQ(text_of(body, "request_id"), hostile);
        EXPECT_EQ(text_of(body, "err_msg"), hostile);
        EXPECT_EQ(body.root().find("code")->integer(), 10001);
        EXPECT_EQ(body.root().members().size(), 4u);
    }
}

TEST(answer, stays_valid_json_when_request_id_and_text_are_no_utf8) {
    for (const std::string bytes : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "cut \xe4\xbd"}) {
        const error fault(code::param_illegal, bytes);
        const auto body = json::document::parse_object(answer::failure(fault, with_id(bytes)).body);
        EXPECT_NE(text_of(body, "request_id").find("\xEF\xBF\xBD"), std::string::npos);
        const auto to_baidu =
            json::document::parse_object(answer::refusal_to_baidu(fault, {}).body);
        EXPECT_NE(text_of(to_baidu, "msg").find("\xEF\xBF\xBD"), std::string::npos);
    }
}

TEST(answer, tells_baidu_success_in_its_own_envelope) {
    const response out = answer::to_baidu(R"({"isConsumed":2})");
    EXPECT_EQ(out.http_status, 200);
    EXPECT_EQ(out.code, 0);
    EXPECT_EQ(out.body, R"({"errno":0,"msg":"success","data":{"isConsumed":2}})");
}

TEST(answer, refuses_baidu_with_http_200_and_errno_10000_whatever_went_wrong) {
    for (const row& each : kRows) {
        const error fault =
            error(static_cast<code>(each.number), "a \"why\"").with_allow("POST").with_data("{}");
        const response out = answer::refusal_to_baidu(fault, with_id("abc"));
        EXPECT_EQ(out.http_status, 200) << each.number;
        EXPECT_EQ(out.code, 10000) << each.number;
        EXPECT_EQ(out.body, R"({"errno":10000,"msg":"a \"why\"","data":{}})") << each.number;
        EXPECT_EQ(out.retry_after, 0) << each.number;
    }
}

response unknown(std::string path) {
    request req;
    req.path = std::move(path);
    return answer::by_path(error(code::not_found, "nothing here"), req);
}

TEST(answer, tells_404_where_there_is_nothing) {
    for (const char* path : {"/pay/nothing", "/pay/callback", "/auth/callback/succ", "/", ""}) {
        EXPECT_EQ(unknown(path).http_status, 404) << path;
        EXPECT_EQ(unknown(path).code, 10005) << path;
    }
}

TEST(answer, tells_baidu_errno_and_http_200_even_where_there_is_nothing) {
    for (const char* path : {"/pay/callback/", "/pay/callback/nothing", "/pay/callback/succ/"}) {
        EXPECT_EQ(unknown(path).http_status, 200) << path;
        EXPECT_EQ(unknown(path).body, R"({"errno":10000,"msg":"nothing here","data":{}})") << path;
    }
}

}  // namespace
