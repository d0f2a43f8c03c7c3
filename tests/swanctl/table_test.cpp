#include "swanctl/table.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace swan::swanctl {
namespace {

TEST(TableTest, FenAreShownWithTheYuan) {
    EXPECT_EQ(shown(int64_t{12305}, kind::fen), "12305 (123.05)");
    EXPECT_EQ(shown(int64_t{7}, kind::fen), "7 (0.07)");
    EXPECT_EQ(shown(int64_t{0}, kind::fen), "0 (0.00)");
    EXPECT_EQ(shown(int64_t{-1}, kind::fen), "?") << "nobody has told how much";
}

TEST(TableTest, AnEmptyTextAndNoTimeAreADash) {
    EXPECT_EQ(shown(std::string(), kind::text), "-");
    EXPECT_EQ(shown(int64_t{0}, kind::time), "-");
}

TEST(TableTest, NothingThatStrangersWroteMovesTheCursor) {
    EXPECT_EQ(shown(std::string("a\x1b[2Jb\nc\x7f"), kind::text), "a [2Jb c ");
    EXPECT_EQ(shown(std::string("\xc2\x9b"
                                "2J \xe2\x80\xae"
                                "diap \x9b"),
                    kind::text),
              " 2J  diap  ");
    EXPECT_EQ(shown(std::string("茶 “Tea”"), kind::text), "茶 “Tea”");
}

TEST(TableTest, ColumnsAreAlignedAlsoBehindChinese) {
    table rows({{"title"}, {"count", kind::number}});
    rows.add({std::string("天鹅"), int64_t{1}});
    rows.add({std::string("tea"), int64_t{22}});
    EXPECT_EQ(rows.as_text(), "title  count\n天鹅   1\ntea    22\n");
}

TEST(TableTest, WithoutRowsItSaysNone) {
    const table rows({{"title"}});
    EXPECT_EQ(rows.as_text(), "none\n");
    json::writer text;
    rows.write_json(text);
    EXPECT_EQ(text.take(), "[]");
}

TEST(TableTest, JsonHasNumbersAsTheyAre) {
    table rows({{"amount", kind::fen}, {"created_ms", kind::time}, {"title"}});
    rows.add({int64_t{100}, int64_t{1700000000000}, std::string("a\"b")});
    json::writer text;
    rows.write_json(text);
    EXPECT_EQ(text.take(), R"([{"amount":100,"created_ms":1700000000000,"title":"a\"b"}])");
}

TEST(TableTest, ARowThatDoesNotFitIsRefused) {
    table rows({{"title"}, {"count", kind::number}});
    EXPECT_THROW(rows.add({std::string("tea")}), std::logic_error);
}

}  // namespace
}  // namespace swan::swanctl
