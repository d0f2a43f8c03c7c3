#include "sandbox/under_faults.h"

#include "base/text.h"
#include "sandbox/model/refunds.h"
#include "service_calls.h"

namespace swan::sandbox {
namespace {

using testing::at;

class under_faults_of : public testing::service_calls {
  protected:
    // What a good refund is answered under that fault.
    response struck(const char* fault) {
        const std::string text = concat(R"({"call":"refund","times":1,"fault":)", fault, "}");
        faults.obey(json::document::parse(text).root());
        return apply(refund_of(paid));
    }
    size_t made() { return known.refunds().size(); }

    order& paid = testing::pay(known);
};

TEST_F(under_faults_of, a_call_is_refused_undone) {
    EXPECT_EQ(struck(R"("error","errno":500)").body,
              R"({"data":null,"errno":500,"msg":"网络繁忙，请稍后重试"})");
    EXPECT_EQ(struck(R"("error","error_code":17)").body,
              R"({"error_code":17,"error_msg":"Open api daily request limit reached"})");
    EXPECT_EQ(struck(R"("garbage")").http_status, 200);
    EXPECT_EQ(made(), 0u);
}

TEST_F(under_faults_of, a_refund_is_accepted_and_refused_in_one) {
    for (const char* number : {"500", "10003", "40000"}) {
        known.refunds().clear();
        known = state();
        order& again = testing::pay(known);
        const std::string text =
            concat(R"({"call":"refund","fault":"error","act":true,"errno":)", number, "}");
        faults.obey(json::document::parse(text).root());
        EXPECT_EQ(at(apply(refund_of(again)), "errno"), number);
        EXPECT_EQ(made(), 1u) << number;
    }
}

TEST_F(under_faults_of, a_connection_breaks_before_or_after_the_call_was_done) {
    EXPECT_EQ(struck(R"("broken_tls")").http_status, 444) << "nginx then closes the connection";
    EXPECT_EQ(made(), 0u);
    EXPECT_EQ(struck(R"("broken_tls","act":true)").http_status, 444);
    EXPECT_EQ(made(), 1u);
}

TEST_F(under_faults_of, a_call_without_a_token_is_not_done_either) {
    faults.obey(json::document::parse(R"({"call":"refund","fault":"garbage","act":true})").root());
    post(path("applyOrderRefund"), encode_form(refund_of(paid)));
    EXPECT_EQ(made(), 0u);
}

TEST_F(under_faults_of, every_call_of_both_generations_is_struck_and_counted) {
    const struct {
        const char* call;
        const char* path;
    } kCalls[] = {
        {"session_key", "/nalogin/getSessionKeyByCode"},
        {"session_key", "/oauth/jscode2sessionkey"},
        {"session_key", "/rest/2.0/smartapp/getsessionkey"},
        {"unionid", "/rest/2.0/smartapp/getunionid"},
        {"token", "/oauth/2.0/token"},
        {"order_query", "/platform/entity/openapi/queryorderdetail"},
        {"order_query", "/rest/2.0/smartapp/pay/paymentservice/findByTpOrderId"},
        {"cancel_order", "/rest/2.0/smartapp/pay/paymentservice/cancelOrder"},
        {"refund", "/cashier/applyOrderRefund"},
        {"refund", "/nop/server/rest?method=nuomi.cashier.applyorderrefund"},
        {"refund", "/rest/2.0/smartapp/pay/paymentservice/applyOrderRefund"},
        {"refund_query", "/rest/2.0/smartapp/pay/paymentservice/findOrderRefund"},
        {"cancel_verification", "/cashier/syncOrderStatus"},
        {"cancel_verification", "/nop/server/rest?method=nuomi.cashier.syncorderstatus"},
        {"bill", "/rest/2.0/smartapp/pay/paymentservice/orderBill"},
        {"bill", "/rest/2.0/smartapp/pay/paymentservice/capitaBill"},
    };
    for (const auto& [call, path] : kCalls) {
        faults.obey(json::document::parse(R"({"clear":true})").root());
        faults.obey(
            json::document::parse(concat(R"({"fault":"error","errno":4242,"call":")", call, "\"}"))
                .root());
        const int64_t before = known.calls()[call];
        response answer = get(path);
        if (answer.allow == "POST") answer = post(path, "");
        EXPECT_EQ(at(answer, "errno"), "4242") << path;
        EXPECT_EQ(known.calls()[call], before + 1) << path;
    }
}

}  // namespace
}  // namespace swan::sandbox
