#include "base/json.h"

#include <gtest/gtest.h>

#include <random>

using namespace swan;

namespace {

// The reason that `text` is refused for; empty when it is taken.
std::string refusal(std::string_view text) {
    try {
        json::document::parse(text);
    } catch (const json::error& failure) {
        return failure.what();
    }
    return {};
}

std::string round_trip(std::string_view text) { return json::document::parse(text).root().dump(); }

TEST(json, reads_every_kind) {
    const auto parsed = json::document::parse(
        R"( {"n":null,"t":true,"f":false,"i":-12,"d":1.0,"s":"\u4f60\n","a":[1,[],{}]} )");
    const auto root = parsed.root();
    ASSERT_TRUE(root.is_object());
    EXPECT_EQ(root.find("n")->type(), json::kind::null);
    EXPECT_EQ(root.find("t")->boolean(), true);
    EXPECT_EQ(root.find("f")->boolean(), false);
    EXPECT_EQ(root.find("i")->integer(), -12);
    EXPECT_EQ(root.find("d")->type(), json::kind::number);
    EXPECT_EQ(root.find("d")->integer(), std::nullopt);
    EXPECT_EQ(root.find("s")->string(), "\xE4\xBD\xA0\n");
    const auto elements = root.find("a")->elements();
    ASSERT_EQ(elements.size(), 3u);
    EXPECT_EQ(elements[0].integer(), 1);
    EXPECT_TRUE(elements[1].is_array());
    EXPECT_TRUE(elements[2].is_object());
    EXPECT_EQ(root.members().size(), 7u);
    EXPECT_FALSE(root.find("absent"));
    EXPECT_FALSE(elements[0].find("n"));
}

TEST(json, keeps_members_that_come_twice_and_finds_the_first) {
    const auto parsed = json::document::parse(R"({"a":{"b":1},"a":2,"c":3})");
    const auto members = parsed.root().members();
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[1].name, "a");
    EXPECT_EQ(members[1].content.integer(), 2);
    EXPECT_TRUE(parsed.root().find("a")->is_object());
    EXPECT_EQ(parsed.root().find("c")->integer(), 3);
}

TEST(json, gives_integers_of_the_whole_int64_range_as_integer_text_and_integral) {
    for (const char* digits : {"0", "-1", "9223372036854775807", "-9223372036854775808"}) {
        const auto parsed = json::document::parse(digits);
        EXPECT_EQ(parsed.root().integer(), std::stoll(digits));
        EXPECT_EQ(parsed.root().text(), digits);
        EXPECT_EQ(parsed.root().integral(), std::stoll(digits));
    }
    EXPECT_EQ(json::document::parse("-0").root().text(), "0");
}

TEST(json, gives_an_integer_beyond_int64_as_exact_text_only) {
    const auto parsed = json::document::parse("18446744073709551615");
    EXPECT_EQ(parsed.root().type(), json::kind::number);
    EXPECT_EQ(parsed.root().integer(), std::nullopt);
    EXPECT_EQ(parsed.root().text(), "18446744073709551615");
    EXPECT_EQ(json::document::parse("18446744073709551616").root().text(), std::nullopt);
    EXPECT_EQ(json::document::parse("1.5").root().text(), std::nullopt);
    EXPECT_EQ(json::document::parse("1e2").root().text(), std::nullopt);
}

TEST(json, takes_a_string_of_digits_as_integral) {
    EXPECT_EQ(json::document::parse("\"-42\"").root().integral(), -42);
    for (const char* text : {"\"\"", "\"+1\"", "\" 1\"", "\"1 \"", "\"1.0\"", "\"-\"", "1.0", "[]",
                             "\"9223372036854775808\""})
        EXPECT_EQ(json::document::parse(text).root().integral(), std::nullopt) << text;
}

TEST(json, refuses_what_is_not_json_and_says_where) {
    EXPECT_EQ(refusal(""), "not JSON, at byte 0: The document is empty.");
    EXPECT_NE(refusal("{\"a\":1").find("byte 6"), std::string::npos);
    EXPECT_NE(refusal("{} x").find("byte 3"), std::string::npos);
    for (const char* text : {"{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "nul", "01", "1.", "-",
                             "NaN", "\"", "\"\\x\"", "\"\t\"", "// c\n1", "1 2", "\xEF\xBB\xBF{}"})
        EXPECT_NE(refusal(text), "") << text;
}

TEST(json, refuses_broken_utf8_surrogates_and_nul_bytes) {
    using namespace std::string_view_literals;
    for (const auto text : {"\"\xFF\""sv, "\"\xC0\xAF\""sv, "\"\xED\xA0\x80\""sv, "\"\xF0\x9F\""sv,
                            "\"\xF0"sv, "\"\\ud800\""sv, "\"\\udc00\""sv, "\"\\ud800x\""sv,
                            "{\"\\udfff\":1}"sv, "{}\0"sv, "{}\0{}"sv, "\"a\0b\""sv})
        EXPECT_NE(refusal(text), "") << text;
    EXPECT_EQ(json::document::parse("\"\\ud83d\\ude00\"").root().string(), "\xF0\x9F\x98\x80");
    EXPECT_EQ(json::document::parse("\"\\u0000\"").root().string(), "\0"sv);
}

TEST(json, error_texts_quote_nothing_of_the_text) {
    EXPECT_EQ(refusal("{\"secret\" \"topsecret\"}").find("secret"), std::string::npos);
}

TEST(json, refuses_a_million_brackets_without_using_the_stack) {
    EXPECT_NE(refusal(std::string(1'000'000, '[')).find("deeper than 64"), std::string::npos);
    std::string objects;
    for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
    EXPECT_NE(refusal(objects).find("deeper than 64"), std::string::npos);
    const std::string deepest = std::string(64, '[') + std::string(64, ']');
    EXPECT_EQ(round_trip(deepest), deepest);
}

TEST(json, dumps_compactly_and_keeps_numbers_as_they_were) {
    EXPECT_EQ(round_trip(" { \"a\" : [ 1 , -2.50 , 1E3, {} ] , \"b\" : \"x\\/y\" } "),
              R"({"a":[1,-2.50,1E3,{}],"b":"x/y"})");
    EXPECT_EQ(round_trip("123456789012345678901234567890"), "123456789012345678901234567890");
    const auto parsed = json::document::parse(R"({"a":[[1],{"b":[2,3]}],"c":4})");
    EXPECT_EQ(parsed.root().find("a")->dump(), R"([[1],{"b":[2,3]}])");
}

TEST(json, wants_an_object_where_asked) {
    EXPECT_TRUE(json::document::parse_object("{}").root().is_object());
    EXPECT_THROW(json::document::parse_object("[]"), json::error);
    EXPECT_THROW(json::document::parse_object("1"), json::error);
}

TEST(json, documents_outlive_a_move) {
    auto first = json::document::parse(R"({"a":"b"})");
    const auto root = first.root();
    json::document second = std::move(first);
    first = json::document::parse("[]");
    EXPECT_EQ(root.find("a")->string(), "b");
}

TEST(json, writes_what_it_is_told) {
    json::writer out;
    const auto parsed = json::document::parse(R"([1.50,"x"])");
    out.begin_object().member("s", "a\"\\\n\x01").member("i", int64_t{-5});
    out.key("a").begin_array().boolean(true).null().end_array();
    out.key("r").raw(R"({"k":[]})").key("c").copy(parsed.root()).end_object();
    EXPECT_EQ(out.take(),
              R"({"s":"a\"\\\n\u0001","i":-5,"a":[true,null],"r":{"k":[]},"c":[1.50,"x"]})");
    out.begin_array().end_array();
    EXPECT_EQ(out.take(), "[]");
}

TEST(json, writes_valid_utf8_whatever_it_is_given) {
    json::writer out;
    out.string("a\xFF\xE4\xBD\xA0\xE4\xBD");
    EXPECT_EQ(out.take(), "\"a\xEF\xBF\xBD\xE4\xBD\xA0\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(json, reads_back_any_bytes_that_it_wrote) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes) c = static_cast<char>(random() % 4 ? random() % 128 : random());
        json::writer out;
        out.begin_object().member(bytes, bytes).end_object();
        const std::string once = out.take();
        EXPECT_EQ(round_trip(once), once);
    }
}

TEST(json, survives_any_bytes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string sample = R"({"a":[1,-2.5e3,"\ud83d\ude00\u00e9"],"b":{"c":null}})";
    for (int round = 0; round < 5000; ++round) {
        std::string bytes = sample;
        for (int change = 0; change < 3; ++change)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));
        try {
            const std::string once = round_trip(bytes);
            EXPECT_EQ(round_trip(once), once);
        } catch (const json::error&) {
        }
    }
}

}  // namespace
