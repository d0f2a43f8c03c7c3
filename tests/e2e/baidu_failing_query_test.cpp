// The status of a paid order while Baidu's order query fails: the ledger answers.
#include "baidu_failing.h"

namespace swan::e2e {
namespace {

class failing_query : public baidu_failing {
  protected:
    static raw_reply status() {
        return ask(raw_request{"GET", "/pay/status?tp_order_id=" + paid_order()});
    }
    static void expect_ledger(const std::string& name, scripted_baidu::script answer) {
        SCOPED_TRACE(name);
        start_well();
        baidu().order(scripted_baidu::kQuery, std::move(answer));
        const raw_reply got = status();
        EXPECT_EQ(at(got.body, "code"), "0") << got.body;
        EXPECT_EQ(at(got.body, "data.payStatus.statusNum"), "1") << got.body;
        EXPECT_EQ(at(got.body, "data.refundStatus.statusNum"), "-1") << got.body;
        EXPECT_EQ(at(got.body, "data.verification.statusNum"), "1") << got.body;
        EXPECT_EQ(at(got.body, "data.source"), "ledger") << got.body;
    }
};

TEST_F(failing_query, a_good_answer_is_baidus) {
    EXPECT_EQ(at(status().body, "data.source"), "baidu");
}

TEST_F(failing_query, an_answer_that_makes_no_sense_leaves_the_ledgers) {
    for (const senseless& each : senseless_answers()) expect_ledger(each.name, each.what);
}

TEST_F(failing_query, an_error_leaves_the_ledgers) {
    for (const char* body :
         {R"({"errno":10001,"msg":"参数错误","data":[]})", R"({"errno":"970","msg":"sign"})",
          R"({"error_code":110,"error_msg":"Access token invalid"})",
          R"({"error":"invalid_client"})",
          R"({"errno":5,"data":{"data":{"payStatus":{"statusNum":-1}}}})"})
        for (const char* status : {"200 OK", "400 Bad Request", "500 Oops"})
            expect_ledger(concat(status, " ", body), says(status, body));
    expect_ledger("a good answer with 500", says("500 Oops", query_answer(-1, -1, -1)));
}

TEST_F(failing_query, an_answer_that_lacks_something_leaves_the_ledgers) {
    const std::string good = query_answer(1, -1, 1);
    for (const char* part :
         {"payStatus", "refundStatus", "verification", "statusNum", "data", "errno"}) {
        std::string body = good;
        body.replace(body.find(part), std::string_view(part).size(), "zzz");
        expect_ledger(concat("without ", part), says(body));
    }
    for (const char* number : {"null", "\"x\"", "1.5", "[1]", "{}", "true", "99999999999999999999",
                               "4294967297", "\"\""}) {
        std::string body = good;
        body.replace(body.find(":1,\"statusDesc"), 2, concat(":", number));
        expect_ledger(concat("statusNum ", number), says(body));
    }
}

TEST_F(failing_query, baidu_cannot_make_a_paid_order_unpaid) {
    baidu().order(scripted_baidu::kQuery, says(query_answer(-1, -1, -1)));
    const raw_reply got = status();
    EXPECT_EQ(at(got.body, "data.payStatus.statusNum"), "1") << got.body;
    EXPECT_EQ(at(got.body, "data.source"), "ledger") << got.body;
    EXPECT_TRUE(local_system::eventually(
        [] { return system().logs().find("status_contradiction") != std::string::npos; }));
}

TEST_F(failing_query, baidu_is_not_asked_about_an_order_that_it_cannot_know) {
    const raw_reply unpaid = ask(raw_request{"GET", "/pay/status?tp_order_id=" + unpaid_order()});
    EXPECT_EQ(at(unpaid.body, "data.payStatus.statusNum"), "-1") << unpaid.body;
    EXPECT_EQ(at(unpaid.body, "data.source"), "ledger") << unpaid.body;
    EXPECT_TRUE(baidu().asked(scripted_baidu::kQuery).empty());
}

TEST_F(failing_query, a_number_that_no_document_knows_leaves_the_ledgers) {
    for (const int number : {-2, 0, 2, 3, 9, 2147483647}) {
        expect_ledger(concat("pay ", number), says(query_answer(number, -1, 1)));
        expect_ledger(concat("verification ", number), says(query_answer(1, -1, number)));
    }
    for (const int number : {-2, 0, 3, 4, 8, 10, 2147483647})
        expect_ledger(concat("refund ", number), says(query_answer(1, number, 1)));
}

}  // namespace
}  // namespace swan::e2e
