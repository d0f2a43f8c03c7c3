#include "sandbox/model/faults.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace swan::sandbox {
namespace {

class faults : public ::testing::Test {
  protected:
    void obey(const char* text) {
        const auto parsed = json::document::parse(text);
        table.obey(parsed.root());
    }
    bool obeys(const char* text) {
        try {
            obey(text);
            return true;
        } catch (const error& no) {
            EXPECT_EQ(no.number(), code::param_illegal);
            return false;
        }
    }
    fault_table table;
};

TEST_F(faults, strike_their_call_only_until_cleared) {
    obey(R"({"call":"refund","fault":"latency","ms":100})");
    EXPECT_EQ(table.take("session_key").wait_ms, 0);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(table.take("refund").wait_ms, 100);
    obey(R"({"clear":true})");
    EXPECT_EQ(table.take("refund").wait_ms, 0);
    EXPECT_TRUE(table.in_force().empty());
}

TEST_F(faults, count_down_and_vanish) {
    obey(R"({"call":"callback_succ","fault":"drop","times":2})");
    EXPECT_TRUE(table.take("callback_succ").drop);
    ASSERT_EQ(table.in_force().size(), 1u);
    EXPECT_EQ(table.in_force()[0].times, 1);
    EXPECT_TRUE(table.take("callback_succ").drop);
    EXPECT_TRUE(table.in_force().empty());
    EXPECT_FALSE(table.take("callback_succ").drop);
}

TEST_F(faults, of_several_kinds_strike_together_and_of_one_kind_replace_each_other) {
    obey(R"({"call":"refund","fault":"latency","ms":100})");
    obey(R"({"call":"refund","fault":"error","errno":500})");
    obey(R"({"call":"refund","fault":"latency","ms":7})");
    const strike hit = table.take("refund");
    EXPECT_EQ(hit.wait_ms, 7);
    EXPECT_EQ(hit.error, 500);
    EXPECT_EQ(table.in_force().size(), 2u);
}

TEST_F(faults, of_every_built_kind_are_taken) {
    for (const char* call : {"session_key", "token", "unionid", "order_query", "cancel_order",
                             "refund", "refund_query", "bill", "cancel_verification"})
        for (const char* kind :
             {"latency", "error", "hang", "garbage", "broken_tls", "act_no_answer"}) {
            const std::string text =
                std::string(R"({"ms":1,"call":")") + call + R"(","fault":")" + kind + R"("})";
            EXPECT_TRUE(obeys(text.c_str())) << text;
        }
    for (const char* call : {"callback_succ", "callback_refund_audit", "callback_refund"})
        for (const char* kind : {"drop", "delay", "duplicate", "reorder"}) {
            const std::string text =
                std::string(R"({"ms":1,"call":")") + call + R"(","fault":")" + kind + R"("})";
            EXPECT_TRUE(obeys(text.c_str())) << text;
        }
    EXPECT_EQ(table.in_force().size(), 66u);
}

TEST_F(faults, that_are_not_built_or_not_understood_are_refused) {
    for (const char* text : {R"({"call":"nobody","fault":"latency","ms":1})",
                             R"({"call":"callback_succ","fault":"broken_tls"})",
                             R"({"call":"refund","fault":"reorder"})",
                             R"({"call":"callback_succ","fault":"reorder","ms":0})",
                             R"({"call":"refund","fault":"hang","act":true})",
                             R"({"call":"refund","fault":"garbage","act":1})",
                             R"({"call":"refund","fault":"garbage","error_code":4})",
                             R"({"call":"refund","fault":"error","error_code":0})",
                             R"({"call":"refund","fault":"error","error_code":4,"errno":500})",
                             R"({"call":"callback_succ","fault":"hang"})",
                             R"({"call":"refund","fault":"drop"})",
                             R"({"call":"refund"})",
                             R"({})",
                             R"({"call":"refund","fault":"latency"})",
                             R"({"call":"refund","fault":"latency","ms":"1"})",
                             R"({"call":"refund","fault":"error","errno":0})",
                             R"({"call":"refund","fault":"hang","times":-1})",
                             R"({"clear":false})",
                             R"({"clear":true,"call":"refund"})",
                             R"({"call":"refund","fault":"hang","extra":1})"})
        EXPECT_FALSE(obeys(text)) << text;
    EXPECT_TRUE(table.in_force().empty());
}

TEST_F(faults, of_an_error_are_the_calls_own_or_the_gateways) {
    obey(R"({"call":"refund","fault":"error","errno":500,"act":true})");
    strike hit = table.take("refund");
    EXPECT_EQ(hit.error, 500);
    EXPECT_FALSE(hit.gateway);
    EXPECT_TRUE(hit.act) << "done, and refused all the same";
    obey(R"({"call":"refund","fault":"error","error_code":17})");
    hit = table.take("refund");
    EXPECT_EQ(hit.gateway, 17);
    EXPECT_FALSE(hit.error);
    EXPECT_FALSE(hit.act);
}

TEST_F(faults, let_a_callback_be_overtaken_within_a_time) {
    obey(R"({"call":"callback_succ","fault":"reorder"})");
    EXPECT_EQ(table.take("callback_succ").hold_ms, 1000);
    EXPECT_EQ(table.take("callback_succ").wait_ms, 0);
}

TEST_F(faults, are_listed_as_they_were_ordered) {
    obey(R"({"call":"session_key","fault":"error","errno":10003,"times":2})");
    EXPECT_EQ(table.list(), R"({"faults":[{"call":"session_key","fault":"error","ms":0,)"
                            R"("errno":10003,"times":2}]})");
    obey(R"({"clear":true})");
    obey(R"({"call":"refund","fault":"error","error_code":2,"act":true})");
    EXPECT_EQ(table.list(), R"({"faults":[{"call":"refund","fault":"error","ms":0,"errno":10003,)"
                            R"("times":0,"error_code":2,"act":true}]})");
}

}  // namespace
}  // namespace swan::sandbox
