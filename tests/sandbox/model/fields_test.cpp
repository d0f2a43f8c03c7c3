#include "sandbox/model/fields.h"

#include <gtest/gtest.h>

namespace swan::sandbox {
namespace {

request call(std::string method, std::string query, std::string body) {
    request made;
    made.method = std::move(method);
    made.query = std::move(query);
    made.body = std::move(body);
    return made;
}

TEST(fields, come_from_query_form_and_json_alike) {
    EXPECT_EQ(field(any_fields(call("POST", "a=1", "b=%E9%80%80")), "b"), "退");
    EXPECT_EQ(field(any_fields(call("POST", "a=1", " {\"b\":2}")), "b"), "2");
    EXPECT_EQ(field(any_fields(call("GET", "a=1", "b=2")), "b"), "");
}

TEST(fields, that_come_twice_are_refused) {
    EXPECT_THROW(form_fields(call("POST", "a=1&a=1", "")), error);
    EXPECT_THROW(form_fields(call("POST", "a=1", "a=1")), error);
    EXPECT_THROW(any_fields(call("POST", "a=1", R"({"a":"1"})")), error);
    EXPECT_THROW(any_fields(call("POST", "", R"({"a":"1","a":"1"})")), error);
}

TEST(fields, of_other_kinds_than_text_and_integer_are_refused) {
    for (const char* body : {R"({"a":null})", R"({"a":1.5})", R"({"a":[]})", "{", "[1]"})
        EXPECT_THROW(any_fields(call("POST", "", body)), error) << body;
}

TEST(fields, that_are_required_and_missing_are_named) {
    try {
        required(any_fields(call("POST", "a=", "")), "a");
        FAIL();
    } catch (const error& no) {
        EXPECT_EQ(no.client_text(), "a is missing");
    }
}

}  // namespace
}  // namespace swan::sandbox
