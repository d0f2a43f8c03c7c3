#include "sandbox/model/verdict.h"

#include <gtest/gtest.h>

namespace swan::sandbox {
namespace {

delivery answered(std::string body, int64_t status = 200, int64_t ms = 3) {
    return {status, ms, std::move(body)};
}

notify_verdict notified(const char* body) { return judge_notify(answered(body)); }

TEST(verdict, consumed_is_two_and_not_consumed_is_one) {
    EXPECT_EQ(notified(R"({"errno":0,"msg":"success","data":{"isConsumed":2}})"),
              notify_verdict::consumed);
    EXPECT_EQ(notified(R"({"errno":0,"msg":"success","data":{"isConsumed":1}})"),
              notify_verdict::not_consumed);
}

TEST(verdict, an_error_order_or_a_missing_is_consumed_gives_the_money_back) {
    for (const char* body :
         {R"({"errno":0,"msg":"success","data":{"isErrorOrder":1,"isConsumed":2}})",
          R"({"errno":0,"msg":"success","data":{}})", R"({"errno":0,"msg":"success"})",
          R"({"errno":0,"msg":"success","data":"{\"isConsumed\":2}"})"})
        EXPECT_EQ(notified(body), notify_verdict::abnormal_refund) << body;
}

TEST(verdict, a_bad_answer_is_asked_again) {
    const char* const good = R"({"errno":0,"msg":"success","data":{"isConsumed":2}})";
    for (const char* body : {R"({"errno":10000,"msg":"fail","data":{}})", "", "[]", "<html>",
                             R"({"msg":"success","data":{"isConsumed":2}})",
                             R"({"errno":"0","msg":"success","data":{"isConsumed":2}})",
                             R"({"errno":0,"message":"success","data":{"isConsumed":2}})"})
        EXPECT_EQ(notified(body), notify_verdict::repeat) << body;
    EXPECT_EQ(judge_notify(answered(good, 500)), notify_verdict::repeat);
    EXPECT_EQ(judge_notify(answered(good, 0)), notify_verdict::repeat);
    EXPECT_EQ(judge_notify(answered(good, 200, 2000)), notify_verdict::consumed);
    EXPECT_EQ(judge_notify(answered(good, 200, 2001)), notify_verdict::repeat);
}

TEST(verdict, an_errno_is_one_only_in_an_answer_that_came_in_time_and_in_its_form) {
    const char* const refused = R"({"errno":10000,"msg":"fail","data":{}})";
    EXPECT_TRUE(is_errno(answered(refused)));
    EXPECT_FALSE(is_errno(answered(refused, 503)));
    EXPECT_FALSE(is_errno(answered(refused, 200, 2001)));
    for (const char* body : {R"({"errno":0,"msg":"success","data":{}})", R"({"msg":"fail"})",
                             R"({"errno":"10000"})", "<html>", ""})
        EXPECT_FALSE(is_errno(answered(body))) << body;
}

audit_verdict audited(const char* data) {
    return judge_audit(answered(std::string(R"({"errno":0,"msg":"success","data":)") + data + "}"),
                       100);
}

TEST(verdict, an_audit_is_approved_rejected_or_undecided) {
    using decision = audit_verdict::decision;
    const auto yes = audited(R"({"auditStatus":1,"calculateRes":{"refundPayMoney":70}})");
    EXPECT_EQ(yes.what, decision::approved);
    EXPECT_EQ(yes.refund_pay_money, 70);
    EXPECT_EQ(audited(R"({"auditStatus":2,"calculateRes":{"refundPayMoney":0}})").what,
              decision::rejected);
    EXPECT_EQ(audited(R"({"auditStatus":3,"calculateRes":{"refundPayMoney":100}})").what,
              decision::undecided);
}

TEST(verdict, an_audit_answer_needs_an_integer_amount_within_the_refund_in_every_case) {
    for (const char* data :
         {R"({"auditStatus":1})", R"({"auditStatus":2,"calculateRes":{}})",
          R"({"auditStatus":1,"calculateRes":{"refundPayMoney":"100"}})",
          R"({"auditStatus":1,"calculateRes":{"refundPayMoney":100.0}})",
          R"({"auditStatus":1,"calculateRes":{"refundPayMoney":101}})",
          R"({"auditStatus":1,"calculateRes":{"refundPayMoney":-1}})",
          R"({"auditStatus":4,"calculateRes":{"refundPayMoney":100}})",
          R"({"auditStatus":"1","calculateRes":{"refundPayMoney":100}})", "[]", "{}"})
        EXPECT_EQ(audited(data).what, audit_verdict::decision::repeat) << data;
}

TEST(verdict, a_refund_notify_is_done_when_errno_is_0_and_data_an_object) {
    EXPECT_TRUE(judge_refund_notify(answered(R"({"errno":0,"msg":"success","data":{}})")));
    EXPECT_FALSE(judge_refund_notify(answered(R"({"errno":0,"msg":"success","data":[]})")));
    EXPECT_FALSE(judge_refund_notify(answered(R"({"errno":0,"msg":"success"})")));
    EXPECT_FALSE(judge_refund_notify(answered(R"({"errno":1,"msg":"x","data":{}})")));
}

TEST(verdict, payment_notifies_come_every_two_minutes_up_to_200_times) {
    EXPECT_EQ(wait_after_notify(1, 1), milliseconds(120'000));
    EXPECT_EQ(wait_after_notify(199, 120), milliseconds(1'000));
    EXPECT_FALSE(wait_after_notify(200, 1).has_value());
    EXPECT_EQ(wait_after_notify(1, 1'000'000), milliseconds(1));
}

TEST(verdict, refund_calls_come_after_2_4_10_30_and_then_every_60_minutes) {
    const int minutes[] = {2, 4, 10, 30, 60, 60};
    for (int sent = 1; sent <= 6; ++sent)
        EXPECT_EQ(wait_after_refund_call(sent, 1), std::chrono::minutes(minutes[sent - 1])) << sent;
    EXPECT_EQ(wait_after_refund_call(100'000, 1), std::chrono::hours(1));
    EXPECT_EQ(wait_after_refund_call(1, 120), milliseconds(1000));
    EXPECT_EQ(wait_undecided(1), std::chrono::minutes(5));
}

}  // namespace
}  // namespace swan::sandbox
