#include "base/form.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "base/text.h"

namespace swan {
namespace {

// The client's text of the error that `text` makes; empty when it is taken.
std::string refusal(std::string_view text) {
    try {
        parse_form(text);
        return "";
    } catch (const error& failure) {
        EXPECT_EQ(failure.number(), code::param_illegal);
        return failure.client_text();
    }
}

TEST(ParseForm, DecodesNamesAndValuesInOrder) {
    const field_list expected = {{"b", "1 2"}, {"a", "百度"}, {"c d", "x=y&z"}};
    EXPECT_EQ(parse_form("b=1+2&a=%E7%99%BE%e5%ba%a6&c%20d=x=y%26z"), expected);
}

TEST(ParseForm, KeepsDuplicatesAndEmptyValues) {
    const field_list expected = {{"a", "1"}, {"a", ""}, {"b", ""}, {"", "v"}, {"", ""}};
    EXPECT_EQ(parse_form("a=1&a=&b&=v&="), expected);
}

TEST(ParseForm, SkipsEmptyPairs) {
    EXPECT_TRUE(parse_form("").empty());
    EXPECT_TRUE(parse_form("&&&").empty());
    const field_list expected = {{"a", "1"}, {"b", "2"}};
    EXPECT_EQ(parse_form("&a=1&&b=2&"), expected);
}

TEST(ParseForm, TakesTextWithoutEscapesAsItIs) {
    const std::string value(90000, 'x');
    const field_list expected = {{"data", value}, {"n", "百度"}};
    EXPECT_EQ(parse_form("data=" + value + "&n=百度"), expected);
}

TEST(ParseForm, RefusesBrokenPercentEncodingAndNamesTheParameter) {
    for (const char* text : {"data=%", "data=a%2", "data=%zz&b=1", "data=%2g", "data=%%20",
                             "data=1+%4&iv=41", "data=% 1", "data=%-1", "a=1&data=%x1"})
        EXPECT_EQ(refusal(text), "parameter \"data\" has a broken percent-encoding") << text;
    EXPECT_EQ(refusal("a%=1"), "a parameter name has a broken percent-encoding");
}

TEST(ParseForm, RefusesBrokenUtf8AndNul) {
    EXPECT_EQ(refusal("a=%ff"), "parameter \"a\" is not UTF-8");
    EXPECT_EQ(refusal("a=%C0%80"), "parameter \"a\" is not UTF-8");
    EXPECT_EQ(refusal("a=\xed\xa0\x80"), "parameter \"a\" is not UTF-8");
    EXPECT_EQ(refusal("a=b%00c"), "parameter \"a\" holds a NUL");
    EXPECT_EQ(refusal(std::string_view("a=b\0c", 5)), "parameter \"a\" holds a NUL");
    EXPECT_EQ(refusal("%E7%99=1"), "a parameter name is not UTF-8");
    EXPECT_EQ(refusal("%00"), "a parameter name holds a NUL");
}

// Such a body kept a loop busy for a tenth of a second before anybody had asked who sent it.
TEST(ParseForm, RefusesMorePairsThanAnybodyNeedsWithoutReadingThem) {
    const auto repeated = [](std::string_view pair, size_t times) {
        std::string text;
        while (times-- > 0) text += pair;
        return text;
    };
    EXPECT_EQ(parse_form(repeated("a=1&", kMaxFields)).size(), kMaxFields);
    for (const char* pair : {"a=1&", "a&", "&"})
        EXPECT_EQ(refusal(repeated(pair, kMaxFields + 1)), "more than 1024 parameters") << pair;
    EXPECT_EQ(refusal(repeated("a&", kMaxFields) + "%zz"), "more than 1024 parameters");
}

TEST(ParseForm, ShowsAStrangersNameOnlyPrintableAndShort) {
    EXPECT_EQ(refusal("a%0A%22=%"), R"(parameter "a\x0a\x22" has a broken percent-encoding)");
    EXPECT_LT(refusal(std::string(5000, 'n') + "=%").size(), 120U);
}

TEST(EncodeForm, EscapesEverythingButUnreservedCharacters) {
    EXPECT_EQ(encode_form({{"aZ09-._~", "a b+c/d=e&f%"}, {"名", ""}}),
              "aZ09-._~=a%20b%2Bc%2Fd%3De%26f%25&%E5%90%8D=");
    EXPECT_EQ(encode_form({}), "");
}

TEST(EncodeForm, IsUndoneByParseForm) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string_view pieces[] = {"a", "百", "&", "=", "%", "+", " ", "%41", "😀", "\n", "~"};
    const auto any_text = [&] {
        std::string text;
        for (auto left = random() % 8; left > 0; --left) text += pieces[random() % 11];
        return text;
    };
    for (int round = 0; round < 3000; ++round) {
        field_list fields(random() % 6);
        for (auto& [name, value] : fields) name = any_text(), value = any_text();
        ASSERT_EQ(parse_form(encode_form(fields)), fields) << encode_form(fields);
    }
}

TEST(ParseForm, NeverThrowsAnythingElseAndGivesOnlyCleanText) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto left = random() % 20; left > 0; --left)
            text += random() % 4 == 0 ? static_cast<char>(random()) : "%&=+a1Ef"[random() % 8];
        try {
            for (const auto& [name, value] : parse_form(text))
                ASSERT_TRUE(is_clean_utf8(name) && is_clean_utf8(value)) << printable(text);
        } catch (const error& failure) {
            ASSERT_TRUE(is_clean_utf8(failure.client_text()));
        }
    }
}

TEST(Field, GivesTheFirstOfThatNameOrNothing) {
    const field_list fields = {{"a", "1"}, {"b", ""}, {"a", "2"}};
    EXPECT_EQ(field(fields, "a"), "1");
    EXPECT_EQ(field(fields, "b"), "");
    EXPECT_EQ(field(fields, "A"), "");
}

}  // namespace
}  // namespace swan
