// JSON bodies of every endpoint that takes one: what is no JSON, no object, too deep, or holds
// values that are no texts.
#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

constexpr size_t kMostBody = 256 * 1024;

std::string repeated(std::string_view text, size_t count) {
    std::string out;
    out.reserve(text.size() * count);
    for (; count > 0; --count) out += text;
    return out;
}

// `member` without its last comma.
std::string object_of(std::string members) {
    if (members.ends_with(',')) members.pop_back();
    return "{" + members + "}";
}

struct broken_json {
    const char* name;
    std::string text;
};

// None of these is one JSON object.
std::vector<broken_json> broken_bodies() {
    return {
        {"an array", R"(["code"])"},
        {"an array after white space", " \r\n\t[]"},
        {"an array of objects", R"([{"code":"x"}])"},
        {"a brace alone", "{"},
        {"a bracket alone", "["},
        {"no closing brace", R"({"code":"x")"},
        {"a string that does not end", R"({"code":"x)"},
        {"a name alone", R"({"code"})"},
        {"a name that is no string", R"({code:"x"})"},
        {"single quotes", R"({'code':'x'})"},
        {"a comma too many", R"({"code":"x",})"},
        {"a comment", R"({/**/"code":"x"})"},
        {"a bracket in place of a brace", R"({"code":"x"])"},
        {"another object after it", R"({"code":"x"}{"code":"y"})"},
        {"a letter after it", R"({"code":"x"}y)"},
        {"a comma after it", R"({"code":"x"},)"},
        {"a form after it", R"({"code":"x"}&code=y)"},
        {"a NUL after it", std::string("{\"code\":\"x\"}\0", 13)},
        {"a NUL in a string", std::string("{\"code\":\"a\0b\"}", 14)},
        {"a line break in a string", "{\"code\":\"a\nb\"}"},
        {"broken UTF-8", "{\"code\":\"\xff\"}"},
        {"broken UTF-8 in a name", "{\"\xff\":1,\"code\":\"x\"}"},
        {"a character that breaks off", "{\"code\":\"\xe4\xbd\"}"},
        {"half a surrogate pair", R"({"code":"\ud800"})"},
        {"the other half", R"({"code":"\udc00"})"},
        {"an escape that is none", R"({"code":"\x41"})"},
        {"an escape that breaks off", R"({"code":"\u00"})"},
        {"NaN", R"({"zzz":NaN,"code":"x"})"},
        {"infinity", R"({"zzz":-Infinity,"code":"x"})"},
        {"a hexadecimal number", R"({"zzz":0x10,"code":"x"})"},
        {"a leading zero", R"({"zzz":01,"code":"x"})"},
        {"a plus sign", R"({"zzz":+1,"code":"x"})"},
        {"a number that breaks off", R"({"zzz":1.,"code":"x"})"},
        {"a number beyond doubles", R"({"zzz":1e400,"code":"x"})"},
        {"a word that breaks off", R"({"zzz":tru,"code":"x"})"},
        {"arrays, 65 deep", R"({"zzz":)" + repeated("[", 65) + repeated("]", 65) + "}"},
        {"arrays, 10,000 deep", R"({"zzz":)" + repeated("[", 10'000) + repeated("]", 10'000) + "}"},
        {"objects, 10,000 deep", repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000)},
        {"brackets up to the limit", repeated("[", kMostBody)},
        {"braces up to the limit", repeated(R"({"":)", kMostBody / 4)},
    };
}

// Values that no known parameter may have.
std::vector<broken_json> wrong_values() {
    return {
        {"null", "null"},
        {"true", "true"},
        {"false", "false"},
        {"a fraction", "1.5"},
        {"a whole number with a point", "1.0"},
        {"an exponent", "1e2"},
        {"an array", "[]"},
        {"an array with a string", R"(["x"])"},
        {"an object", "{}"},
        {"an object with a string", R"({"x":"y"})"},
        {"a number over 64 bits", "18446744073709551616"},
        {"a number under 64 bits", "-9223372036854775809"},
        {"a number of 100 digits", repeated("9", 100)},
        {"a NUL", R"("a\u0000b")"},
        {"nothing but a NUL", R"("\u0000")"},
    };
}

class bad_json : public bad_input {
  protected:
    template <class Check>
    static void for_each_endpoint(Check check) {
        for (const endpoint& where : endpoints())
            if (where.post) check(where);
    }
    template <class Check>
    static void for_each_parameter(Check check) {
        for_each_endpoint([&](const endpoint& where) {
            for (const parameter& one : where.parameters) check(where, one);
        });
    }
    static void expect_illegal(const char* name, const endpoint& where, const std::string& body,
                               const std::string& tells) {
        expect_refused({name, {"POST", where.path, body}, 10001, 200, tells});
    }
};

TEST_F(bad_json, a_body_that_is_not_one_object_is_refused) {
    const std::vector<broken_json> bodies = broken_bodies();
    for_each_endpoint([&](const endpoint& where) {
        for (const broken_json& each : bodies)
            expect_illegal(each.name, where, each.text, "the body");
    });
}

TEST_F(bad_json, a_body_that_breaks_off_is_refused_at_every_byte) {
    for_each_endpoint([](const endpoint& where) {
        const std::string whole = object_of(good_members(where, ""));
        for (size_t length = 1; length < whole.size(); ++length)
            expect_illegal("broken off", where, whole.substr(0, length), "the body");
    });
}

TEST_F(bad_json, half_a_million_brackets_are_too_large) {
    for_each_endpoint([](const endpoint& where) {
        for (const char* part : {"[", "{\"a\":[", "{\"a\":"})
            expect_refused({part, {"POST", where.path, repeated(part, 500'000)}, 10007, 413, ""});
    });
}

TEST_F(bad_json, a_missing_parameter_is_named) {
    for_each_parameter([](const endpoint& where, const parameter& one) {
        if (!one.required) return;
        const std::string others = good_members(where, one.name);
        const std::string name = "\"" + one.name + "\"";
        expect_illegal("missing", where, object_of(others), name);
        expect_illegal("empty", where, object_of(others + name + ":\"\""), name);
    });
}

TEST_F(bad_json, a_parameter_that_comes_twice_is_named) {
    for_each_parameter([](const endpoint& where, const parameter& one) {
        const std::string name = "\"" + one.name + "\"";
        const std::string members = good_members(where, "");
        const std::string escaped =
            concat("\"\\u00", one.name[0] < 'p' ? "6" : "7", "0123456789abcdef"[one.name[0] & 15],
                   one.name.substr(1), "\"");
        expect_illegal("twice", where, object_of(members + name + ":\"1\""), name);
        expect_illegal("escaped", where, object_of(members + escaped + ":\"1\""), name);
        expect_illegal("first empty", where, object_of(name + ":\"\"," + members), name);
    });
}

TEST_F(bad_json, a_parameter_that_is_no_text_is_named) {
    const std::vector<broken_json> values = wrong_values();
    for_each_parameter([&](const endpoint& where, const parameter& one) {
        const std::string name = "\"" + one.name + "\"";
        for (const broken_json& each : values)
            expect_illegal(each.name, where,
                           object_of(good_members(where, one.name) + name + ":" + each.text), name);
    });
}

TEST_F(bad_json, a_parameter_that_is_too_long_is_named) {
    for_each_parameter([](const endpoint& where, const parameter& one) {
        const std::string name = "\"" + one.name + "\"";
        const std::string start = good_members(where, one.name) + name + ":\"";
        const std::string most(one.longest + 1, '1');
        expect_illegal("too long", where, object_of(start + most + "\""), name);
        const std::string megabyte(1 << 20, '1');
        expect_refused(
            {"1 MB", {"POST", where.path, object_of(start + megabyte + "\"")}, 10007, 413});
    });
}

TEST_F(bad_json, what_nobody_knows_may_be_anything_but_not_a_nul_and_not_twice) {
    for_each_endpoint([](const endpoint& where) {
        const std::string good = good_members(where, "");
        for (const char* more : {R"("zzz":"a\u0000b")", R"("zzz":[1,{"y":"\u0000"}])",
                                 R"("zzz":{"\u0000":1})", R"("zzz":1,"zzz":2)"})
            expect_illegal(more, where, object_of(good + more), "\"zzz\"");
        expect_illegal("a NUL in a name", where, object_of(good + R"("a\u0000b":1)"), "NUL");
    });
}

TEST_F(bad_json, bytes_before_the_brace_make_it_a_form_that_misses_everything) {
    for_each_endpoint([](const endpoint& where) {
        const parameter& one = where.parameters.front();
        if (!one.required) return;
        const std::string body = object_of(good_members(where, ""));
        for (const std::string& before :
             {std::string("\xef\xbb\xbf"), std::string("\f"), std::string("x"), std::string("=")})
            expect_illegal("before", where, before + body, "\"" + one.name + "\"");
    });
}

}  // namespace
}  // namespace swan::e2e
