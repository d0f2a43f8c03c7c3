#include "app/command_arguments.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace swan {
namespace {

TEST(CommandArgumentsTest, ComeBackFromTheStoreAsTheyWere) {
    command_arguments given;
    given.set("id", "r-1\"");
    given.set("reason", "");
    EXPECT_EQ(given.as_json(), R"({"id":"r-1\""})") << "an empty one is left out";
    const command_arguments again(given.as_json());
    EXPECT_EQ(again.required("id"), "r-1\"");
    EXPECT_EQ(again.optional("reason"), "");
}

TEST(CommandArgumentsTest, OnlyAnObjectOfTextsIsRead) {
    for (const char* text : {"", "[]", "{\"a\":1}", "{\"a\":{}}", "{"})
        EXPECT_THROW(command_arguments{text}, error) << text;
}

TEST(CommandArgumentsTest, WhatIsMissingOrTooLongIsRefused) {
    const command_arguments given(R"({"id":"12345"})");
    EXPECT_THROW(given.required("other"), error);
    EXPECT_EQ(given.required("id", 5), "12345");
    EXPECT_THROW(given.required("id", 4), error);
    EXPECT_THROW(given.optional("id", 4), error);
}

TEST(CommandArgumentsTest, BytesThatAreOddComeBackOrAreReplaced) {
    for (const std::string& text :
         {std::string("a\nb"), std::string("a\0b", 3), std::string("\x1b[2J"), std::string("茶")}) {
        command_arguments given;
        given.set("id", text);
        EXPECT_EQ(command_arguments(given.as_json()).required("id"), text);
    }
    command_arguments given;
    given.set("id", "a\xff");
    EXPECT_EQ(command_arguments(given.as_json()).required("id"), "a\xEF\xBF\xBD");
}

TEST(CommandArgumentsTest, WhatIsNoNumberIsRefused) {
    for (const char* text : {"-1", "+1", " 1", "1 ", "1\n", "0x10", "1e3", "1.0", "９",
                             "9223372036854775808", "99999999999999999999999999"}) {
        command_arguments given;
        given.set("fen", text);
        EXPECT_THROW(given.required_number("fen"), error) << text;
        EXPECT_THROW(given.number("fen", 0), error) << text;
    }
    command_arguments given;
    given.set("fen", std::string(97, '1'));
    EXPECT_THROW(given.required_number("fen"), error);
    given.set("fen", "9223372036854775807");
    EXPECT_EQ(given.required_number("fen"), INT64_MAX);
}

TEST(CommandArgumentsTest, NumbersArePlainDigits) {
    const command_arguments given(R"({"fen":"100","bad":"-1"})");
    EXPECT_EQ(given.required_number("fen"), 100);
    EXPECT_EQ(given.number("none", 7), 7);
    EXPECT_THROW(given.number("bad", 0), error);
    EXPECT_THROW(given.required_number("none"), error);
}

}  // namespace
}  // namespace swan
