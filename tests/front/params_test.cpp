#include "front/params.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "base/error.h"
#include "base/text.h"

using namespace swan;
using namespace std::string_view_literals;

namespace {

constexpr std::array<param_rule, 3> kKnown{{{"code", 8}, {"data", 90'000}, {"count", 4}}};

params get(std::string_view query) { return params::parse(query, {}, false, kKnown); }
params post(std::string_view body, std::string_view query = {}) {
    return params::parse(query, body, true, kKnown);
}

// What the client reads when `action` is refused; empty when it is not.
template <class Action>
std::string refusal_of(Action action) {
    try {
        action();
    } catch (const error& failure) {
        EXPECT_EQ(failure.number(), code::param_illegal);
        return failure.client_text();
    }
    return {};
}

std::string refusal(std::string_view body, std::string_view query = {}) {
    return refusal_of([&] { post(body, query); });
}

TEST(params, reads_the_query) {
    const auto given = get("code=a%2Bb+c&count=3");
    EXPECT_EQ(given.required("code"), "a+b c");
    EXPECT_EQ(given.required("count"), "3");
    EXPECT_EQ(given.optional("data"), "");
}

TEST(params, reads_a_form_body_and_a_json_body_alike) {
    EXPECT_EQ(post("code=x&count=12").required("count"), "12");
    EXPECT_EQ(post(" \r\n\t{\"code\":\"x\",\"count\":12}").required("count"), "12");
    EXPECT_EQ(post("{\"data\":\"\\u4f60\"}", "code=y").required("code"), "y");
    EXPECT_EQ(post("{\"data\":\"\\u4f60\"}").required("data"), "\xE4\xBD\xA0");
}

TEST(params, holds_nothing_when_there_is_nothing) {
    EXPECT_EQ(post("").optional("code"), "");
    EXPECT_EQ(post("{}").optional("code"), "");
    EXPECT_EQ(params().optional("code"), "");
}

TEST(params, ignores_the_body_where_told) {
    EXPECT_EQ(params::parse("code=q", "{{{ not json", false, kKnown).required("code"), "q");
}

TEST(params, takes_empty_for_missing_and_names_what_is_missing) {
    const auto given = post("code=");
    EXPECT_EQ(given.optional("code"), "");
    EXPECT_EQ(refusal_of([&] { given.required("code"); }), "parameter \"code\" is missing");
    EXPECT_EQ(refusal_of([&] { given.required("data"); }), "parameter \"data\" is missing");
}

TEST(params, refuses_a_name_that_comes_twice_in_one_place_or_two) {
    const std::string twice = "parameter \"code\" comes twice";
    EXPECT_EQ(refusal("code=a&code=a"), twice);
    EXPECT_EQ(refusal("code=a&code="), twice);
    EXPECT_EQ(refusal("{\"code\":1,\"code\":2}"), twice);
    EXPECT_EQ(refusal("{\"code\":1}", "code=1"), twice);
    EXPECT_EQ(refusal("code=1", "code=1"), twice);
    EXPECT_EQ(refusal("{\"x\":null,\"\\u0078\":[]}"), "parameter \"x\" comes twice");
}

TEST(params, refuses_what_is_too_long) {
    EXPECT_EQ(refusal("code=12345678"), "");
    EXPECT_EQ(refusal("code=123456789"), "parameter \"code\" is too long (at most 8 bytes)");
    EXPECT_EQ(refusal("{\"data\":\"" + std::string(90'001, 'a') + "\"}"),
              "parameter \"data\" is too long (at most 90000 bytes)");
    EXPECT_EQ(refusal("other=" + std::string(200'000, 'a')), "");
}

TEST(params, takes_a_json_integer_as_its_decimal_text) {
    EXPECT_EQ(post("{\"data\":9223372036854775807}").required("data"), "9223372036854775807");
    EXPECT_EQ(post("{\"data\":-9223372036854775808}").required("data"), "-9223372036854775808");
    EXPECT_EQ(post("{\"data\":18446744073709551615}").required("data"), "18446744073709551615");
    EXPECT_EQ(post("{\"data\":0}").required("data"), "0");
}

TEST(params, refuses_any_other_json_kind_for_a_known_parameter) {
    for (const char* content : {"null", "true", "false", "1.0", "1e2", "[]", "{}", "[1]",
                                "18446744073709551616", "-9223372036854775809"})
        EXPECT_EQ(refusal(concat("{\"count\":", std::string_view(content), "}")),
                  "parameter \"count\" must be a string or an integer")
            << content;
}

TEST(params, ignores_unknown_parameters_of_every_kind) {
    const auto given =
        post("{\"x\":null,\"y\":[{\"code\":1}],\"z\":1.5,\"code\":\"ok\",\"\":true}", "w=1&v");
    EXPECT_EQ(given.required("code"), "ok");
    EXPECT_EQ(given.optional("x"), "");
    EXPECT_EQ(given.optional("w"), "");
}

TEST(params, wants_unknown_parameters_well_formed_too) {
    for (const auto query : {"other=%zz"sv, "other=%"sv, "other=%ff"sv, "other=%00"sv, "%c0%af=1"sv,
                             "%00=1"sv, "other=\xE4\xBD"sv})
        EXPECT_NE(refusal_of([&] { get(query); }), "") << query;
    for (const auto body :
         {R"({"other":"\u0000"})"sv, R"({"\u0000":1})"sv, R"({"other":[{"deep":["\u0000"]}]})"sv,
          R"({"other":{"\u0000":1}})"sv, R"({"other":"\ud800"})"sv, "{\"other\":\"\xFF\"}"sv})
        EXPECT_NE(refusal(body), "") << body;
}

TEST(params, refuses_a_body_that_is_not_one_json_object_and_says_so) {
    EXPECT_EQ(refusal("[1]"), "the body is JSON, but not an object");
    EXPECT_EQ(refusal("{\"code\":1"),
              "the body is not JSON, at byte 9: Missing a comma or '}' after an object member.");
    for (const auto body : {"{} x"sv, "{}{}"sv, "{"sv, "["sv, "{}\0"sv, "{code:1}"sv})
        EXPECT_TRUE(refusal(body).starts_with("the body is not JSON")) << body;
    EXPECT_NE(refusal(std::string(200'000, '[')), "");
}

TEST(params, refuses_more_than_anybody_needs) {
    const auto json = [](int members, std::string_view content) {
        std::string text;
        for (int i = 0; i < members; ++i) append_to(text, ",\"n", i, "\":", content);
        return concat('{', std::string_view(text).substr(1), '}');
    };
    EXPECT_EQ(refusal(json(1024, "1")), "");
    constexpr auto kTooMany = "the body is JSON with more than 1024 members"sv;
    EXPECT_EQ(refusal(json(1025, "1")), kTooMany);
    EXPECT_EQ(refusal(json(513, R"({"a":1})")), kTooMany);
    EXPECT_EQ(refusal(json(1, json(1024, "1"))), kTooMany);
    std::string array = "1";
    for (int i = 0; i < 2048; ++i) array += ",1";
    EXPECT_EQ(refusal(concat(R"({"a":[)", array, "]}")), kTooMany);
    EXPECT_EQ(refusal("code=1", array), "");
    std::string query;
    for (int i = 0; i < 1025; ++i) append_to(query, 'n', i, '&');
    EXPECT_EQ(refusal("code=1", query), "more than 1024 parameters");
}

TEST(params, names_parameters_in_printable_form) {
    EXPECT_EQ(refusal("{\"a\\\"\\n\":1,\"a\\\"\\n\":1}"), "parameter \"a\\x22\\x0a\" comes twice");
    const std::string name(5000, 'n');
    EXPECT_LT(refusal(concat(name, "&", name)).size(), 200u);
}

TEST(params, survives_any_bytes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::array<std::string, 2> samples{R"({"code":"a\u00e9","x":[1,{"y":null}],"count":3})",
                                             "code=a%2B&x=%E4%BD%A0&count=3"};
    for (int round = 0; round < 5000; ++round) {
        std::string bytes = samples[random() % 2];
        for (int change = 0; change < 3; ++change)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        try {
            const auto given = post(bytes, "data=1");
            EXPECT_EQ(given.optional("code").find('\0'), std::string_view::npos);
            EXPECT_LE(given.optional("code").size(), 8u);
        } catch (const error& failure) {
            EXPECT_EQ(failure.number(), code::param_illegal);
            EXPECT_TRUE(is_clean_utf8(failure.client_text()));
        }
    }
}

}  // namespace
