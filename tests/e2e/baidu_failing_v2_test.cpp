// Each call of API 2.0 while Baidu answers what it should not, or nothing.
#include <algorithm>
#include <map>

#include "baidu_failing.h"
#include "service/store/record.h"
#include "stored_jobs.h"

namespace swan::e2e {
namespace {

constexpr const char* kTokenInvalid =
    R"({"error_code":110,"error_msg":"Access token invalid or no longer valid"})";

// findByTpOrderId's answer about an order as the cashier knows it.
std::string found(const std::string& tp_order_id, const std::string& order_id, int status) {
    return concat(R"({"errno":0,"msg":"success","data":{"status":)", status, R"(,"tpOrderId":")",
                  tp_order_id, R"(","orderId":)", order_id, R"(,"totalMoney":100}})");
}

std::string value_of(const std::string& target, const std::string& name) {
    const size_t begin = target.find(name + "=") + name.size() + 1;
    return target.substr(begin, target.find('&', begin) - begin);
}

// The cashier's number of an order that nobody has paid.
std::string cashier_id(const std::string& tp_order_id) { return "8" + tp_order_id.substr(18); }

class failing_v2 : public baidu_failing {
  public:
    // One loop: it alone has a token, which a test can spoil.
    static void SetUpTestSuite() {
        begin({.loops = 1, .api = "2.0"},
              R"("upstream_timeout_ms":500,"session_key_url":"rest","queries_a_second":1000)");
    }
    void TearDown() override {
        accept_rows();  // every case has an order of its own
        start_well();
        bad_input::TearDown();
    }

  protected:
    static sql database() {
        return sql("sqlite3:" + (system().folder() / "data/swan.db").string());
    }
    static void change(sql::literal text, std::initializer_list<sql::arg> values = {}) {
        sql db = database();
        db.begin_write();
        db.execute(text, values);
        db.commit();
    }
    // Whether the order is in that state, and nobody is looking at it.
    static bool is(const std::string& tp_order_id, order::status state) {
        sql db = database();
        db.begin_read();
        const auto row =
            db.query_one("select state from orders where tp_order_id = :id", "i", {tp_order_id});
        const auto job = job_asking_about(db, tp_order_id);
        db.commit();
        return row && row->number(0) == swan::stored(state) && !(job && job->is_under_way);
    }
    static void look_at(const std::vector<std::string>& orders) {
        sql db = database();
        db.begin_write();
        for (const std::string& each : orders) make_asking_due(db, each);
        db.commit();
    }
    // After a failure the next token is not fetched at once: here it is.
    static void forgive_token() {
        change("update access_tokens set failures = 0, not_before_ms = 0");
    }
    // Baidu is well again, the worker knows it and has a token.
    static void start_well() {
        baidu().behave();
        EXPECT_TRUE(local_system::eventually([] {
            forgive_token();
            return at(union_id().body, "code") == "0";
        }));
        baidu().behave();
    }

    static raw_reply union_id() { return ask(raw_request{"GET", "/auth/unionid?open_id=someone"}); }
    static void expect_outcome(const raw_reply& got, int code, const char* state) {
        expect_error(got, code, 200);
        EXPECT_EQ(at(got.body, "data.state"), state) << got.body;
    }
    static size_t calls(std::string_view path) { return baidu().asked(path).size(); }

    // Whatever Baidu said of a paid order, its status is the ledger's.
    static void expect_ledger(const std::string& name, const std::string& order,
                              scripted_baidu::script answer) {
        SCOPED_TRACE(name);
        start_well();
        baidu().order(scripted_baidu::kFind, std::move(answer));
        const raw_reply got = ask(raw_request{"GET", "/pay/status?tp_order_id=" + order});
        EXPECT_EQ(at(got.body, "data.payStatus.statusNum"), "1") << got.body;
        EXPECT_EQ(at(got.body, "data.refundStatus.statusNum"), "-1") << got.body;
        EXPECT_EQ(at(got.body, "data.source"), "ledger") << got.body;
        EXPECT_GE(calls(scripted_baidu::kFind), 1u) << "Baidu was not asked";
    }
    // Baidu is asked once, whatever it answers and however often we are asked.
    static void expect_unknown(const std::string& name, scripted_baidu::script answer) {
        SCOPED_TRACE(name);
        const std::string order = new_paid_order();
        start_well();
        baidu().order(scripted_baidu::kApplyRefund, std::move(answer));
        expect_outcome(refund(order), 10003, "unknown");
        expect_outcome(refund(order), 10003, "unknown");
        EXPECT_EQ(at(refund(order, "&amount=61").body, "code"), "20002");
        EXPECT_EQ(calls(scripted_baidu::kApplyRefund), 1u);
        EXPECT_EQ(reserved(order), 40);
    }
};

TEST_F(failing_v2, a_token_that_makes_no_sense_is_an_upstream_failure) {
    for (const senseless& each : senseless_answers()) {
        SCOPED_TRACE(each.name);
        start_well();
        forgive_token();
        baidu().order(scripted_baidu::kUnionId, says(kTokenInvalid));
        baidu().order(scripted_baidu::kToken, each.what);
        expect_error(union_id(), each.times_out ? 10003 : 10002, 200);
        EXPECT_EQ(calls(scripted_baidu::kUnionId), 1u) << "asked without a token";
        EXPECT_GE(calls(scripted_baidu::kToken), 1u);
    }
}

TEST_F(failing_v2, a_login_that_makes_no_sense_is_an_upstream_failure) {
    for (const senseless& each : senseless_answers()) {
        SCOPED_TRACE(each.name);
        start_well();
        baidu().order(scripted_baidu::kSessionKey, each.what);
        const raw_reply got = ask(raw_request{"POST", "/auth/login", "code=c0de-of-this-login"});
        expect_error(got, each.times_out ? 10003 : 10002, 200);
        EXPECT_EQ(calls(scripted_baidu::kSessionKey), 1u) << "a code was sent twice";
    }
}

TEST_F(failing_v2, a_union_id_that_makes_no_sense_is_an_upstream_failure) {
    for (const senseless& each : senseless_answers()) {
        SCOPED_TRACE(each.name);
        start_well();
        baidu().order(scripted_baidu::kUnionId, each.what);
        expect_error(union_id(), each.times_out ? 10003 : 10002, 200);
        EXPECT_GE(calls(scripted_baidu::kUnionId), 1u) << "Baidu was not asked";
    }
}

TEST_F(failing_v2, an_order_query_that_makes_no_sense_leaves_the_ledgers_status) {
    for (const senseless& each : senseless_answers())
        expect_ledger(each.name, new_paid_order(), each.what);
}

TEST_F(failing_v2, an_order_query_that_tells_of_something_else_leaves_the_ledgers_status) {
    const std::string another = new_paid_order();
    for (const char* body :
         {R"({"errno":0})", R"({"errno":0,"data":1})", R"({"errno":0,"data":{"status":"x"}})",
          R"({"errno":0,"data":{"status":3}})", R"({"errno":0,"data":[{"status":2}]})",
          R"({"errno":60021,"msg":"no data"})", R"({"errno":60000,"msg":"no order"})"})
        expect_ledger(body, new_paid_order(), says(body));
    expect_ledger("another order", new_paid_order(), says(found(another, cashier_id(another), 2)));
    const std::string order = new_paid_order();
    expect_ledger("another payment", order, says(found(order, cashier_id(order), 2)));
    const std::string unpaid = new_paid_order();
    expect_ledger("unpaid", unpaid, says(found(unpaid, cashier_id(unpaid), 1)));
}

TEST_F(failing_v2, a_refund_that_makes_no_sense_keeps_the_money_reserved) {
    for (const senseless& each : senseless_answers()) expect_unknown(each.name, each.what);
}

TEST_F(failing_v2, a_refund_that_is_no_definite_no_keeps_the_money_reserved) {
    for (const char* members :
         {R"("errno":500)", R"("errno":5000)", R"("errno":10003)", R"("errno":40000)",
          R"("errno":99999999999)", R"("errno":null)", R"("errno":1.5)", R"("error_code":1)",
          R"("error_code":2)", R"("errno":0)", R"("errno":0,"data":{})",
          R"("errno":0,"data":{"refundBatchId":""})", R"("data":{"refundBatchId":"1"})"})
        expect_unknown(members, says(concat("{", members, "}")));
    expect_unknown("a no with 500", says("500 Oops", R"({"errno":2002,"msg":"x"})"));
}

TEST_F(failing_v2, a_refund_that_is_refused_lets_go_of_the_money) {
    for (const char* members :
         {R"("errno":2002)", R"("errno":6001)", R"("errno":40001)", R"("errno":44004)",
          R"("errno":45002)", R"("errno":60000)", R"("error_code":6)", R"("error_code":100)",
          R"("error_code":108)"}) {
        SCOPED_TRACE(members);
        const std::string order = new_paid_order();
        baidu().behave();
        baidu().order(scripted_baidu::kApplyRefund, says(concat("{", members, "}")));
        expect_outcome(refund(order), 10002, "failed");
        EXPECT_EQ(reserved(order), 0);
    }
}

TEST_F(failing_v2, a_refund_list_that_makes_no_sense_leaves_the_refund_unknown) {
    const std::string order = new_paid_order();
    start_well();
    baidu().order(scripted_baidu::kApplyRefund, sends(""));
    expect_outcome(refund(order), 10003, "unknown");
    for (const senseless& each : senseless_answers()) {
        SCOPED_TRACE(each.name);
        start_well();
        baidu().order(scripted_baidu::kListRefunds, each.what);
        expect_outcome(refund(order), 10003, "unknown");
        EXPECT_GE(calls(scripted_baidu::kListRefunds), 1u) << "Baidu was not asked";
        EXPECT_EQ(calls(scripted_baidu::kApplyRefund), 0u);
    }
    EXPECT_EQ(reserved(order), 40);
}

// All at once: the worker looks for what is due from time to time.
TEST_F(failing_v2, a_cancellation_that_makes_no_sense_closes_no_order) {
    std::map<std::string, senseless> by_cashier_id;
    std::vector<std::string> orders;
    for (senseless& each : senseless_answers()) {
        orders.push_back(at(system().new_order().root().dump(), "data.tpOrderId"));
        by_cashier_id.emplace(cashier_id(orders.back()), std::move(each));
    }
    const auto tell_unpaid = [](test::connection& to, const test::seen_request& what) {
        const std::string id = value_of(what.target, "tpOrderId");
        return says(found(id, cashier_id(id), 1))(to, what);
    };
    baidu().order(scripted_baidu::kFind, tell_unpaid);
    baidu().order(scripted_baidu::kCancelOrder, [&](test::connection& to, const auto& what) {
        return by_cashier_id.at(value_of(what.target, "orderId")).what(to, what);
    });
    for (const std::string& each : orders)
        change("update orders set created_ms = created_ms - 100000000 where tp_order_id = :id",
               {each});
    const auto look = [&](order::status until) {
        look_at(orders);
        return local_system::eventually([&] {
            return std::ranges::all_of(orders, [&](const auto& id) { return is(id, until); });
        });
    };
    EXPECT_TRUE(look(order::status::closing));
    EXPECT_EQ(calls(scripted_baidu::kCancelOrder), orders.size()) << "one is asked for once";
    start_well();
    baidu().order(scripted_baidu::kFind, tell_unpaid);
    EXPECT_TRUE(look(order::status::closed));
}

}  // namespace
}  // namespace swan::e2e
