// The sandbox's own faults, each on each call: what `make run` users try by hand.
#include "bad_input.h"
#include "base/text.h"

namespace swan::e2e {
namespace {

class sandbox_fault : public bad_input {
  public:
    static void SetUpTestSuite() {
        start({.api = "1.0", .server_json = R"({"upstream_timeout_ms":1000})"});
    }
    void TearDown() override {
        system().clear_faults();
        bad_input::TearDown();
    }

  protected:
    static void order(const std::string& call, const std::string& fault,
                      const std::string& more = "") {
        system().clear_faults();
        system().fault(
            concat(R"({"call":")", call, R"(","fault":")", fault, R"(","ms":50)", more, "}"));
    }
    static raw_reply log_in(const std::string& code) {
        return ask(raw_request{"GET", "/auth/login?code=" + code});
    }
    static raw_reply status(const std::string& order) {
        return ask(raw_request{"GET", "/pay/status?tp_order_id=" + order});
    }
    static raw_reply refund(const std::string& order, const std::string& more = "") {
        return ask(raw_request{"GET", "/pay/refund?tp_order_id=" + order + more});
    }
    static std::string payment() { return system().pay(system().new_order("?goods_id=postcard")); }
    // Baidu's notify of its success was answered: before, Baidu already calls it done.
    static bool is_notified(const std::string& order) {
        const std::string all = at(system().sandbox_get("/sandbox/state").body, "callbacks");
        const size_t told = all.find(concat(R"({"kind":"refund","tpOrderId":")", order));
        return told != std::string::npos && all.find("\"status\":200", told) < all.find('}', told);
    }
    // Until Baidu has notified us of the refund's success.
    static void expect_refunded(const std::string& order, const std::string& more = "") {
        raw_reply got;
        EXPECT_TRUE(local_system::eventually([&] {
            got = refund(order, more);
            return at(got.body, "code") == "0" && is_notified(order) &&
                   at(status(order).body, "data.refundStatus.statusNum") == "2";
        })) << got.body;
        EXPECT_EQ(at(got.body, "data.repeated"), "true") << got.body;
    }
    // How many refunds Baidu's side has of this order.
    static int refunds_of(const std::string& order) {
        const std::string all = at(system().sandbox_get("/sandbox/state").body, "refunds");
        const std::string one = "\"tpOrderId\":\"" + order + "\"";
        int count = 0;
        for (size_t here = all.find(one); here != std::string::npos; here = all.find(one, here + 1))
            ++count;
        return count;
    }
    static void expect_unknown(const raw_reply& got) {
        expect_error(got, 10003, 200);
        EXPECT_EQ(at(got.body, "data.state"), "unknown") << got.body;
    }
};

TEST_F(sandbox_fault, of_the_login) {
    order("session_key", "latency");
    EXPECT_EQ(at(log_in(fresh_code()).body, "code"), "0");
    accept_rows();
    order("session_key", "error", R"(,"errno":4242)");
    expect_error(log_in(fresh_code()), 10002, 200, "4242");
    order("session_key", "garbage");
    expect_error(log_in(fresh_code()), 10002, 200);
    order("session_key", "hang");
    expect_error(log_in(fresh_code()), 10003, 200);
}

TEST_F(sandbox_fault, of_a_login_that_is_done_but_not_answered) {
    order("session_key", "act_no_answer");
    const std::string code = fresh_code();
    expect_error(log_in(code), 10003, 200);
    system().clear_faults();
    expect_error(log_in(code), 10002, 200, "invalid_grant");
}

TEST_F(sandbox_fault, of_the_order_query) {
    order("order_query", "latency");
    EXPECT_EQ(at(status(paid_order()).body, "data.source"), "baidu");
    for (const char* fault : {"error", "garbage", "hang", "act_no_answer"}) {
        order("order_query", fault);
        const raw_reply got = status(paid_order());
        EXPECT_EQ(at(got.body, "data.source"), "ledger") << fault << ": " << got.body;
        EXPECT_EQ(at(got.body, "data.payStatus.statusNum"), "1") << fault << ": " << got.body;
    }
}

TEST_F(sandbox_fault, of_a_partial_refund_that_is_not_done) {
    for (const char* fault : {"error", "garbage", "hang"}) {
        const std::string order_id = payment();
        order("refund", fault);
        expect_unknown(refund(order_id, "&amount=40"));
        system().clear_faults();
        expect_unknown(refund(order_id, "&amount=40"));
        EXPECT_EQ(refunds_of(order_id), 0);
    }
    const std::string order_id = payment();
    order("refund", "error", R"(,"errno":10001)");
    const raw_reply no = refund(order_id, "&amount=40");
    expect_error(no, 10002, 200, "10001");
    EXPECT_EQ(at(no.body, "data.state"), "failed");
    system().clear_faults();
    EXPECT_EQ(at(refund(order_id, "&amount=40").body, "code"), "0");
    expect_refunded(order_id, "&amount=40");
    accept_rows();
}

TEST_F(sandbox_fault, of_a_refund_that_is_done_but_not_answered) {
    for (const char* amount : {"", "&amount=40"}) {
        const std::string order_id = payment();
        order("refund", "act_no_answer");
        const raw_reply got = refund(order_id, amount);
        // Unless audit and notify have told the end before our patience was over.
        if (at(got.body, "code") != "0") expect_unknown(got);
        system().clear_faults();
        expect_refunded(order_id, amount);
        EXPECT_EQ(refunds_of(order_id), 1) << "refunded twice";
    }
    accept_rows();
}

TEST_F(sandbox_fault, of_a_cancellation_delays_the_whole_refund) {
    for (const char* fault : {"garbage", "hang", "act_no_answer"}) {
        const std::string order_id = payment();
        order("cancel_verification", fault);
        expect_unknown(refund(order_id));
        EXPECT_EQ(refunds_of(order_id), 0);
        system().clear_faults();
        EXPECT_EQ(at(refund(order_id).body, "code"), "0") << fault;
        expect_refunded(order_id);
        EXPECT_EQ(refunds_of(order_id), 1) << "refunded twice";
    }
    accept_rows();
}

TEST_F(sandbox_fault, of_a_cancellation_is_told_with_what_baidu_answers) {
    const std::string order_id = payment();
    order("cancel_verification", "error", R"(,"errno":10003,"times":0)");
    for (const char* repeated : {"", "true"}) {
        const raw_reply no = refund(order_id);
        expect_error(no, 10002, 200, "10003");
        EXPECT_EQ(at(no.body, "data.state"), "unverifying") << no.body;
        EXPECT_EQ(at(no.body, "data.repeated"), repeated) << no.body;
    }
    const std::string alert = "alert verification_not_cancelled refund_id=";
    EXPECT_TRUE(
        local_system::eventually([&] { return system().logs().find(alert) != std::string::npos; }));
    EXPECT_EQ(system().logs().find(alert), system().logs().rfind(alert)) << "once";
    EXPECT_EQ(refunds_of(order_id), 0);
    system().clear_faults();
    EXPECT_EQ(at(refund(order_id).body, "code"), "0");
    expect_refunded(order_id);
    accept_rows();
}

TEST_F(sandbox_fault, latency_of_all_calls_only_delays) {
    for (const char* call : {"refund", "cancel_verification", "order_query"})
        system().fault(concat(R"({"call":")", call, R"(","fault":"latency","ms":50})"));
    const std::string order_id = payment();
    EXPECT_EQ(at(refund(order_id).body, "code"), "0");
    expect_refunded(order_id);
    EXPECT_EQ(refunds_of(order_id), 1);
    accept_rows();
}

}  // namespace
}  // namespace swan::e2e
