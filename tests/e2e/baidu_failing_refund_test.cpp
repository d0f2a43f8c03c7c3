// Refunds while Baidu fails: a definite no lets go of the money, everything else keeps it reserved
// until somebody knows.
#include "baidu_failing.h"

namespace swan::e2e {
namespace {

class failing_refund : public baidu_failing {
  protected:
    void TearDown() override {
        accept_rows();  // every case has an order of its own
        baidu_failing::TearDown();
    }
    static void expect_outcome(const raw_reply& got, int code, const char* state) {
        expect_error(got, code, 200);
        EXPECT_NE(at(got.body, "data.refund_id"), "") << got.body;
        EXPECT_EQ(at(got.body, "data.state"), state) << got.body;
    }
    static void expect_accepted(const raw_reply& got) {
        EXPECT_EQ(at(got.body, "code"), "0") << got.body;
        EXPECT_NE(at(got.body, "data.refundBatchId"), "") << got.body;
    }
    // A partial refund: Baidu is asked once, whatever it answers and however often we are asked.
    static void expect_unknown(const std::string& name, scripted_baidu::script answer) {
        SCOPED_TRACE(name);
        const std::string order = new_paid_order();
        start_well();
        baidu().order(scripted_baidu::kRefund, std::move(answer));
        expect_outcome(refund(order), 10003, "unknown");
        EXPECT_EQ(reserved(order), 40);
        expect_outcome(refund(order), 10003, "unknown");
        EXPECT_EQ(at(refund(order, "&amount=61").body, "code"), "20002");
        EXPECT_EQ(baidu().asked(scripted_baidu::kRefund).size(), 1u);
        EXPECT_EQ(reserved(order), 40);
    }
    static void expect_refused(const std::string& name, scripted_baidu::script answer) {
        SCOPED_TRACE(name);
        const std::string order = new_paid_order();
        baidu().behave();
        baidu().order(scripted_baidu::kRefund, std::move(answer));
        expect_outcome(refund(order), 10002, "failed");
        EXPECT_EQ(reserved(order), 0);
        baidu().behave();
        expect_accepted(refund(order));
        EXPECT_EQ(reserved(order), 40);
    }
};

TEST_F(failing_refund, an_answer_that_makes_no_sense_keeps_the_money_reserved) {
    for (const senseless& each : senseless_answers()) expect_unknown(each.name, each.what);
}

TEST_F(failing_refund, a_number_that_is_no_definite_no_keeps_the_money_reserved) {
    for (const char* number : {"1", "-1", "110", "500", "5000", "10003", "40000", "60000", "2002",
                               "99999999999", "\"10003\"", "\"x\"", "null", "1.5", "[]"})
        expect_unknown(number, says(concat(R"({"errno":)", number, R"(,"msg":"x","data":[]})")));
    expect_unknown("error_code", says(R"({"error_code":110,"error_msg":"Access token invalid"})"));
    expect_unknown("OAuth", says("400 Bad Request", R"({"error":"invalid_client"})"));
    expect_unknown("two numbers", says(R"({"errno":10001,"error_code":5,"msg":"x"})"));
}

TEST_F(failing_refund, a_definite_no_from_a_server_that_fails_keeps_the_money_reserved) {
    for (const char* status : {"500 Oops", "502 Bad Gateway", "503 Busy", "504 Gateway Timeout"})
        expect_unknown(status, says(status, R"({"errno":10001,"msg":"x","data":[]})"));
}

TEST_F(failing_refund, a_success_that_lacks_something_keeps_the_money_reserved) {
    for (const char* body :
         {R"({"errno":0,"msg":"success"})", R"({"errno":0,"data":[]})", R"({"errno":0,"data":{}})",
          R"({"errno":0,"data":{"refundBatchId":""}})",
          R"({"errno":0,"data":{"refundBatchId":null}})",
          R"({"errno":0,"data":{"refundBatchId":[]}})", R"({"data":{"refundPayMoney":"40"}})",
          R"({"errno":0,"data":"{\"refundBatchId\":\"1\"}"})"})
        expect_unknown(body, says(body));
}

TEST_F(failing_refund, a_definite_no_lets_go_of_the_money) {
    for (const char* number :
         {"930", "970", "10000", "10001", "10002", "4010004", "5010001", "\"10001\""})
        expect_refused(number, says(concat(R"({"errno":)", number, R"(,"msg":"no","data":[]})")));
}

TEST_F(failing_refund, the_reason_of_a_no_is_told_but_not_what_we_sent) {
    const std::string order = new_paid_order();
    baidu().order(scripted_baidu::kRefund, says(R"({"errno":10001,"msg":"余额不足","data":[]})"));
    expect_error(refund(order), 10002, 200, "10001: 余额不足");
    baidu().behave();
    baidu().order(scripted_baidu::kRefund, says(concat(R"({"errno":10001,"msg":"no order )", order,
                                                       R"( here","data":[]})")));
    const raw_reply echoed = refund(order, "&amount=41");
    expect_error(echoed, 10002, 200, "10001");
    EXPECT_EQ(at(echoed.body, "err_msg").find(order), std::string::npos) << echoed.body;
}

// A whole refund of a consumed order: its verification is cancelled first.
class failing_whole_refund : public failing_refund {
  protected:
    static size_t calls(std::string_view path) { return baidu().asked(path).size(); }
};

TEST_F(failing_whole_refund, goes_no_further_than_a_cancellation_that_is_not_known_to_be_done) {
    for (const senseless& each : senseless_answers()) {
        SCOPED_TRACE(each.name);
        const std::string order = new_paid_order();
        start_well();
        baidu().order(scripted_baidu::kCancel, each.what);
        expect_outcome(refund(order, ""), 10003, "unknown");
        EXPECT_EQ(reserved(order), 100);
        EXPECT_EQ(calls(scripted_baidu::kCancel), 1u);
        EXPECT_EQ(calls(scripted_baidu::kRefund), 0u);
        baidu().behave();
        expect_accepted(refund(order, ""));
        EXPECT_EQ(calls(scripted_baidu::kCancel), 1u);
        EXPECT_EQ(calls(scripted_baidu::kRefund), 1u);
    }
}

TEST_F(failing_whole_refund, fails_with_a_cancellation_that_is_refused) {
    for (const int number : {930, 970, 10000, 10001, 10002, 4010004, 5010001}) {
        SCOPED_TRACE(number);
        const std::string order = new_paid_order();
        baidu().behave();
        baidu().order(scripted_baidu::kCancel,
                      says(concat(R"({"errno":)", number, R"(,"msg":"no","data":[]})")));
        expect_outcome(refund(order, ""), 10002, "failed");
        EXPECT_EQ(reserved(order), 0);
        EXPECT_EQ(calls(scripted_baidu::kRefund), 0u);
    }
}

TEST_F(failing_whole_refund, that_is_refused_after_the_cancellation_is_sent_until_it_is_accepted) {
    const std::string order = new_paid_order();
    baidu().order(scripted_baidu::kRefund, says(R"({"errno":10001,"msg":"no","data":[]})"));
    for (size_t times = 1; times < 4; ++times) {
        expect_outcome(refund(order, ""), 10002, "unverified");
        EXPECT_EQ(reserved(order), 100);
        EXPECT_EQ(calls(scripted_baidu::kCancel), 1u);
        EXPECT_EQ(calls(scripted_baidu::kRefund), times);
    }
    EXPECT_EQ(at(refund(order, "&amount=40").body, "code"), "20004");
    baidu().behave();
    expect_accepted(refund(order, ""));
    EXPECT_EQ(calls(scripted_baidu::kCancel), 0u);
}

TEST_F(failing_whole_refund, whose_outcome_is_unknown_is_what_the_query_says) {
    struct {
        int refund_status;
        int code;
        int64_t reserved;
    } const cases[] = {{-1, 10003, 100}, {1, 0, 100}, {2, 0, 100}, {9, 10002, 0}, {7, 10003, 100}};
    for (const auto& each : cases) {
        SCOPED_TRACE(each.refund_status);
        const std::string order = new_paid_order();
        baidu().behave();
        baidu().order(scripted_baidu::kRefund, sends(""));
        expect_outcome(refund(order, ""), 10003, "unknown");
        baidu().order(scripted_baidu::kQuery, says(query_answer(1, each.refund_status, -1)));
        const raw_reply again = refund(order, "");
        EXPECT_EQ(at(again.body, "code"), concat(each.code)) << again.body;
        EXPECT_EQ(reserved(order), each.reserved);
        EXPECT_EQ(calls(scripted_baidu::kRefund), 1u);
    }
}

TEST_F(failing_whole_refund, whose_outcome_is_unknown_stays_so_while_the_query_fails) {
    const std::string order = new_paid_order();
    baidu().order(scripted_baidu::kRefund, sends(""));
    expect_outcome(refund(order, ""), 10003, "unknown");
    for (const senseless& each : senseless_answers()) {
        if (each.times_out) continue;  // told apart by nothing here
        SCOPED_TRACE(each.name);
        be_asked();
        baidu().order(scripted_baidu::kQuery, each.what);
        expect_outcome(refund(order, ""), 10003, "unknown");
    }
    EXPECT_EQ(reserved(order), 100);
    EXPECT_EQ(calls(scripted_baidu::kRefund), 1u);
}

}  // namespace
}  // namespace swan::e2e
