// Each parameter of each endpoint, in the query and in a form: missing, twice, too long, or in
// bytes that are no text.
#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

constexpr size_t kMegabyte = 1 << 20;
constexpr size_t kLongestUrl = 8 * 1024;

// What is wrong with a value as it stands in a query or form.
struct broken_text {
    const char* name;
    std::string encoded;
};
const std::vector<broken_text> kBroken{
    {"a percent sign alone", "%"},
    {"a percent sign at the end", "abc%"},
    {"one hexadecimal digit", "abc%4"},
    {"digits that are none", "%zz"},
    {"a sign for a digit", "%-1"},
    {"two percent signs", "%%41"},
    {"JavaScript's escape", "%u0041"},
    {"a byte that is never UTF-8", "%FF"},
    {"the same byte as it is", "\xFF"},
    {"a continuation byte alone", "%80"},
    {"a character that breaks off", "%E4%BD"},
    {"a character that breaks off in the middle", "%E4%BDx"},
    {"an overlong NUL", "%C0%80"},
    {"an overlong slash", "%E0%80%AF"},
    {"half a surrogate pair", "%ED%A0%80"},
    {"a code point beyond the last", "%F4%90%80%80"},
    {"a NUL", "%00"},
    {"a NUL at the end", "abc%00"},
    {"a NUL in the middle", "abc%00def"},
};

enum class place { query, form };

// `where` asked with `text` in a place, where GET and the query go together if they may.
raw_request asked(const endpoint& where, place in, const std::string& text) {
    if (in == place::form) return {.method = "POST", .target = where.path, .body = text};
    return {.method = where.get ? "GET" : "POST", .target = where.path + "?" + text};
}

std::string quoted(const parameter& one) { return "\"" + one.name + "\""; }

std::string escaped_name(const parameter& one) {
    constexpr const char* kDigits = "0123456789abcdef";
    const auto first = static_cast<unsigned char>(one.name[0]);
    return concat("%", kDigits[first >> 4], kDigits[first & 15], one.name.substr(1));
}

class bad_parameters : public bad_input {
  protected:
    // All cases of one parameter in one place.
    template <class Check>
    static void for_each_parameter(Check check) {
        for (const endpoint& where : endpoints())
            for (const place in : {place::query, place::form})
                for (const parameter& one : where.parameters)
                    if (in == place::query || where.post) check(where, in, one);
    }
};

TEST_F(bad_parameters, a_missing_one_is_named) {
    for_each_parameter([](const endpoint& where, place in, const parameter& one) {
        if (!one.required) return;
        const std::string others = good_form(where, one.name);
        for (const std::string& text : {others, others + one.name + "=", others + one.name,
                                        others + "&&&", others + one.name + "=&zzz=1"})
            expect_refused({"missing or empty", asked(where, in, text), 10001, 200, quoted(one)});
    });
}

TEST_F(bad_parameters, one_that_comes_twice_is_named) {
    for_each_parameter([](const endpoint& where, place in, const parameter& one) {
        const std::string good = good_form(where, "");
        const std::string again = "=" + (one.name == "count" ? "2" : one.good.substr(0, 1));
        for (const std::string& text :
             {good + one.name + again, one.name + "&" + good, good + escaped_name(one) + again})
            expect_refused({"twice", asked(where, in, text), 10001, 200, quoted(one)});
    });
}

TEST_F(bad_parameters, one_that_is_in_the_query_and_in_the_body_is_named) {
    for (const endpoint& where : endpoints()) {
        if (!where.post) continue;
        for (const parameter& one : where.parameters) {
            const std::string target = where.path + "?" + one.name + "=1";
            const std::string json = "{" + good_members(where, "") + "\"zzz\":1}";
            expect_refused({{"query and form",
                             {"POST", target, good_form(where, "")},
                             10001,
                             200,
                             quoted(one)},
                            {"query and JSON", {"POST", target, json}, 10001, 200, quoted(one)}});
        }
    }
}

TEST_F(bad_parameters, one_that_is_too_long_by_a_byte_is_named) {
    for_each_parameter([](const endpoint& where, place in, const parameter& one) {
        if (in == place::query && one.longest >= kLongestUrl) return;
        const std::string text =
            good_form(where, one.name) + one.name + "=" + std::string(one.longest + 1, '1');
        expect_refused({"too long", asked(where, in, text), 10001, 200, quoted(one)});
    });
}

TEST_F(bad_parameters, one_of_a_megabyte_is_too_large) {
    for_each_parameter([](const endpoint& where, place in, const parameter& one) {
        const std::string text =
            good_form(where, one.name) + one.name + "=" + std::string(kMegabyte, '1');
        expect_refused({"1 MB", asked(where, in, text), 10007, 413, ""});
    });
}

TEST_F(bad_parameters, one_that_is_no_text_is_named) {
    for_each_parameter([](const endpoint& where, place in, const parameter& one) {
        for (const broken_text& each : kBroken) {
            const std::string text = good_form(where, one.name) + one.name + "=" + each.encoded;
            expect_refused({each.name, asked(where, in, text), 10001, 200, quoted(one)});
        }
    });
}

TEST_F(bad_parameters, one_that_nobody_knows_must_be_text_too) {
    for (const endpoint& where : endpoints())
        for (const place in : {place::query, place::form}) {
            if (in == place::form && !where.post) continue;
            for (const broken_text& each : kBroken) {
                const std::string text = good_form(where, "") + "zzz=" + each.encoded;
                expect_refused({each.name, asked(where, in, text), 10001, 200, "\"zzz\""});
                const std::string name = good_form(where, "") + each.encoded + "=1";
                expect_refused({each.name, asked(where, in, name), 10001, 200, "name"});
            }
            const std::string twice = good_form(where, "") + "zzz=1&zzz=2";
            expect_refused({"twice", asked(where, in, twice), 10001, 200, "\"zzz\""});
        }
}

TEST_F(bad_parameters, a_nul_as_it_is_is_refused) {
    const std::string nul(1, '\0');
    for (const endpoint& where : endpoints()) {
        const parameter& one = where.parameters.front();
        const std::string text = good_form(where, one.name) + one.name + "=a" + nul;
        expect_refused({"in the request line", asked(where, place::query, text), 10001, 400, ""});
        if (where.post)
            expect_refused({"in a form", asked(where, place::form, text), 10001, 200, quoted(one)});
    }
}

TEST_F(bad_parameters, the_body_of_a_get_is_ignored_whatever_it_is) {
    const std::string target = "/pay/status?tp_order_id=" + unpaid_order();
    for (const std::string& body : {std::string("tp_order_id=1"), std::string("%"),
                                    std::string("{\"tp_order_id\""), std::string(262'144, '[')}) {
        const raw_reply got = ask({.method = "GET", .target = target, .body = body});
        EXPECT_EQ(at(got.body, "data.payStatus.statusNum"), "-1") << got.body;
    }
}

}  // namespace
}  // namespace swan::e2e
