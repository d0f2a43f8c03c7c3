// What is left open by Baidu's documents, as a tester chooses it.
#include "router_of_baidu.h"

namespace swan::sandbox {
namespace {

class habits_of_baidu : public testing::router_of_baidu {
  protected:
    response set(const std::string& fields) { return post("/sandbox/habits", fields); }
};

TEST_F(habits_of_baidu, are_told_and_changed_one_by_one) {
    EXPECT_EQ(set("").body, R"({"errno":"repeat","consumed":"kept"})");
    EXPECT_EQ(set("errno=refund").body, R"({"errno":"refund","consumed":"kept"})");
    EXPECT_EQ(set("consumed=lost").body, R"({"errno":"refund","consumed":"lost"})");
    EXPECT_EQ(set("consumed=kept&errno=repeat").body, R"({"errno":"repeat","consumed":"kept"})");
}

TEST_F(habits_of_baidu, that_are_unknown_change_nothing) {
    for (const char* fields : {"errno=never", "consumed=2", "mood=good", "consumed=lost&mood=bad"})
        EXPECT_EQ(set(fields).http_status, 400) << fields;
    EXPECT_EQ(set("").body, R"({"errno":"repeat","consumed":"kept"})");
}

TEST_F(habits_of_baidu, do_not_charge_an_order_that_nobody_opened) {
    EXPECT_EQ(post("/sandbox/charge", "tp_order_id=20200101").http_status, 400);
    EXPECT_EQ(post("/sandbox/charge", "").http_status, 400);
}

}  // namespace
}  // namespace swan::sandbox
