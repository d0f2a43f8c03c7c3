#include "base/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace swan {
namespace {

TEST(Concat, JoinsTextsCharactersAndIntegers) {
    EXPECT_EQ(concat("amount=", int64_t{-100}, ' ', std::string("fen")), "amount=-100 fen");
    EXPECT_EQ(concat(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(concat(), "");
}

TEST(ParseDecimal, ReadsPlainDigitsUpToTheLargestInt64) {
    EXPECT_EQ(parse_decimal("0"), 0);
    EXPECT_EQ(parse_decimal("007"), 7);
    EXPECT_EQ(parse_decimal("9223372036854775807"), std::numeric_limits<int64_t>::max());
}

TEST(ParseDecimal, RefusesEverythingElse) {
    for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808",
                             "99999999999999999999999999", "１"})
        EXPECT_FALSE(parse_decimal(text)) << text;
    EXPECT_FALSE(parse_decimal(std::string_view("1\0", 2)));
}

// The definition of RFC 3629 in its plainest form, to compare with.
bool is_clean_by_definition(std::string_view bytes) {
    size_t i = 0;
    while (i < bytes.size()) {
        const auto first = static_cast<unsigned char>(bytes[i]);
        const size_t length = first < 0x80             ? 1
                              : (first & 0xe0) == 0xc0 ? 2
                              : (first & 0xf0) == 0xe0 ? 3
                              : (first & 0xf8) == 0xf0 ? 4
                                                       : 0;
        if (length == 0 || i + length > bytes.size()) return false;
        uint32_t scalar = length == 1 ? first : first & (0x7fU >> length);
        for (size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(bytes[i + k]);
            if ((next & 0xc0) != 0x80) return false;
            scalar = scalar << 6 | (next & 0x3f);
        }
        constexpr uint32_t kSmallest[] = {0, 1, 0x80, 0x800, 0x10000};
        if (scalar < kSmallest[length] || scalar > 0x10ffff) return false;
        if (scalar >= 0xd800 && scalar <= 0xdfff) return false;
        i += length;
    }
    return true;
}

TEST(IsCleanUtf8, AgreesWithTheDefinitionOnEveryPairOfLeadingBytes) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            for (const char* rest : {"", "\x80", "\xbf\x80", "\x80\x80\x80", "a\x80"}) {
                const std::string bytes =
                    concat(static_cast<char>(first), static_cast<char>(second), rest);
                ASSERT_EQ(is_clean_utf8(bytes), is_clean_by_definition(bytes))
                    << first << ' ' << second << ' ' << printable(rest);
            }
        }
    }
}

TEST(IsCleanUtf8, AgreesWithTheDefinitionOnRandomMixes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string_view pieces[] = {"a",    "abcdefgh",     "百",   "é",        "😀",
                                       "\x7f", "\xed\x9f\xbf", "\xc3", "\xf0\x9f", "\xc0\x80"};
    for (int round = 0; round < 20000; ++round) {
        std::string bytes;
        // Broken pieces are rare, so that long clean texts come too.
        for (auto left = random() % 12; left > 0; --left)
            bytes += pieces[random() % (random() % 8 == 0 ? std::size(pieces) : 7)];
        ASSERT_EQ(is_clean_utf8(bytes), is_clean_by_definition(bytes)) << printable(bytes);
    }
}

TEST(IsCleanUtf8, FindsANulOrABrokenByteAtEveryPlaceOfALongText) {
    for (const char bad : {'\0', '\x80', '\xff'}) {
        for (size_t place = 0; place < 40; ++place) {
            std::string bytes(40, 'a');
            ASSERT_TRUE(is_clean_utf8(bytes));
            bytes[place] = bad;
            EXPECT_FALSE(is_clean_utf8(bytes)) << place;
        }
    }
}

TEST(Printable, LeavesOrdinaryTextAlone) {
    EXPECT_EQ(printable("tp_order_id=12 百度 😀"), "tp_order_id=12 百度 😀");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, EscapesWhatCouldForgeALogLine) {
    EXPECT_EQ(printable("a\nb\r\t\x1b[31m"), R"(a\x0ab\x0d\x09\x1b[31m)");
    EXPECT_EQ(printable("\"'\\\x7f"), R"(\x22\x27\x5c\x7f)");
    EXPECT_EQ(printable(std::string_view("\0", 1)), R"(\x00)");
    EXPECT_EQ(printable("\xc2\x9b"), R"(\xc2\x9b)");
    EXPECT_EQ(printable("\xe2\x80\xae\xe2\x81\xa9"), R"(\xe2\x80\xae\xe2\x81\xa9)");
}

TEST(Printable, EscapesBytesOutsideUtf8OneByOne) {
    EXPECT_EQ(printable("\xff\xe7\x99"), R"(\xff\xe7\x99)");
    EXPECT_EQ(printable("\xed\xa0\x80z"), R"(\xed\xa0\x80z)");
}

TEST(Printable, CutsBetweenCharacters) {
    EXPECT_EQ(printable("abcdef", 4), "abcd");
    EXPECT_EQ(printable("百度", 5), "百");
    EXPECT_EQ(printable("abc\n", 6), "abc");
    EXPECT_EQ(printable("abc\n", 7), R"(abc\x0a)");
    EXPECT_EQ(printable("abc", 0), "");
}

TEST(Printable, MakesCleanTextOfBoundedLengthOfAnyBytes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 5000; ++round) {
        std::string bytes(random() % 60, '\0');
        for (char& byte : bytes) byte = static_cast<char>(random());
        const size_t most = random() % 50;
        const std::string shown = printable(bytes, most);
        ASSERT_LE(shown.size(), most);
        ASSERT_TRUE(is_clean_utf8(shown));
        ASSERT_EQ(shown.find_first_of("\n\r\"'"), std::string::npos);
    }
}

}  // namespace
}  // namespace swan
