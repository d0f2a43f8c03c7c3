#include "swanctl/page.h"

#include <gtest/gtest.h>

namespace swan::swanctl {
namespace {

TEST(PageTest, AnAnswerOfAWorkerIsToldLineByLine) {
    const page told = page::of_answer(R"({"refund_id":"r-1","amount":100,"booked":2,"on":true})");
    EXPECT_EQ(told.as_text(),
              "refund_id  r-1\n"
              "amount     100 (1.00)\n"
              "booked     2\n"
              "on         yes\n");
}

TEST(PageTest, ItsListsAreTables) {
    const page told = page::of_answer(R"({"compared":2,"differences":[{"what":"order","fen":5}]})");
    EXPECT_EQ(told.as_text(), "compared  2\n\ndifferences:\nwhat   fen\norder  5 (0.05)\n");
}

TEST(PageTest, ATableAloneNeedsNoHeading) {
    table rows({{"id"}});
    rows.add({std::string("7")});
    page told;
    told.part("orders", rows);
    EXPECT_EQ(told.as_text(), "id\n7\n");
    EXPECT_EQ(told.as_json(), R"({"orders":[{"id":"7"}]})");
}

TEST(PageTest, ValuesAndTablesAreOneObject) {
    page told;
    told.value("reserved_fen", int64_t{5}, kind::fen).part("jobs", table({{"kind"}}));
    EXPECT_EQ(told.as_json(), R"({"reserved_fen":5,"jobs":[]})");
}

TEST(PageTest, WhatIsNoObjectIsNoAnswer) { EXPECT_THROW(page::of_answer("[1]"), json::error); }

}  // namespace
}  // namespace swan::swanctl
