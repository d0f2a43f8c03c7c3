// Notifies that Baidu is asked about at once, beside the answer: what they said must not stand
// alone.
#include <algorithm>
#include <sstream>

#include "baidu_failing.h"
#include "notify.h"

namespace swan::e2e {
namespace {

class callback_query : public baidu_failing {
  public:
    // One payment is given back without asking, the next one meets the brake.
    static void SetUpTestSuite() {
        begin({.api = "1.0"}, R"("upstream_timeout_ms":500,"error_order_limit":1)");
    }

  protected:
    void TearDown() override {
        accept_rows();
        baidu_failing::TearDown();
    }

    static raw_reply notify(const field_list& fields) {
        return ask(raw_request{"POST", "/pay/callback/succ", encode_form(fields)});
    }
    static raw_reply notify_signed(const field_list& fields) {
        return notify(signed_by_baidu(system(), fields));
    }
    // A new order's notify, with an orderId that no other has.
    static field_list fresh() {
        static int last = 0;
        return notify_of(system().new_order(), concat("81245245185", 1000 + ++last));
    }
    static std::string value(const field_list& fields, const char* name) {
        return std::string(field(fields, name));
    }
    static bool is_asked(const std::string& part) {
        const auto asked = baidu().asked(scripted_baidu::kQuery);
        return std::ranges::any_of(
            asked, [&](const auto& each) { return each.target.find(part) != std::string::npos; });
    }
    // A query leaves before the answer does. One that is known to come, asked for after all others,
    // so shows what did not come.
    static void expect_queries(size_t count) {
        field_list last = fresh();
        set(last, "status", "1");
        EXPECT_EQ(at(notify_signed(last).body, "data.isConsumed"), "1");
        const std::string id = concat("orderId=", value(last, "orderId"));
        EXPECT_TRUE(local_system::eventually([&] { return is_asked(id); })) << id;
        EXPECT_EQ(baidu().asked(scripted_baidu::kQuery).size(), count + 1);
    }
    // Baidu is asked about the payment with these ids, and about nothing else.
    static void expect_asked(const std::string& order_id, const std::string& user_id) {
        expect_queries(1);
        const auto asked = baidu().asked(scripted_baidu::kQuery);
        ASSERT_FALSE(asked.empty());
        for (const auto& part : {concat("orderId=", order_id), concat("siteId=", user_id)})
            EXPECT_NE(asked[0].target.find(part), std::string::npos) << asked[0].target;
    }
    static std::string quarantined() {
        sql db("sqlite3:" + (system().folder() / "data/swan.db").string());
        db.begin_read();
        const auto row =
            db.query_one("select coalesce(group_concat(order_id), '') from quarantine", "t");
        db.commit();
        return row.value().text(0);
    }
    // Log lines of that alert with `text` in them.
    static int alerts(const std::string& kind, const std::string& text) {
        std::istringstream lines(system().logs());
        int count = 0;
        for (std::string line; std::getline(lines, line);)
            count += line.find(concat("alert ", kind, " ")) != std::string::npos &&
                     line.find(text) != std::string::npos;
        return count;
    }
    // The log has all that was told before now.
    static void await_log() {
        const std::string last = value(fresh(), "tpOrderId");
        EXPECT_TRUE(local_system::eventually(
            [&] { return system().logs().find(last) != std::string::npos; }));
    }
    static void expect_alert(const std::string& kind, const std::string& text, int times = 1) {
        EXPECT_TRUE(local_system::eventually([&] { return alerts(kind, text) >= times; }))
            << kind << " " << text;
        await_log();
        EXPECT_EQ(alerts(kind, text), times);
    }
};

TEST_F(callback_query, a_payment_told_as_unpaid_that_baidu_calls_paid_is_an_alert) {
    field_list fields = fresh();
    set(fields, "status", "1");
    EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "1");
    expect_asked(value(fields, "orderId"), value(fields, "userId"));
    expect_alert("status_contradiction",
                 concat("order_id=", value(fields, "orderId"), " ledger_pay=-1 baidu_pay=1"));
}

TEST_F(callback_query, a_booked_payment_that_is_contradicted_is_asked_for_under_its_first_user) {
    field_list fields = fresh();
    EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "2");
    baidu().order(scripted_baidu::kQuery, says(query_answer(-1, -1, -1)));
    set(fields, "userId", "3391629991");
    EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "2");
    expect_asked(value(fields, "orderId"), "3391629990");
    expect_alert("status_contradiction",
                 concat("order_id=", value(fields, "orderId"), " ledger_pay=1 baidu_pay=-1"));
}

TEST_F(callback_query, a_payment_told_as_it_is_asks_nobody) {
    const field_list fields = fresh();
    for (int i = 0; i < 2; ++i) EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "2");
    field_list strange = fresh();  // not ours: refused
    set(strange, "tpOrderId", "201909220958408776");
    set(strange, "dealId", "352745305");
    EXPECT_EQ(at(notify_signed(strange).body, "errno"), "10000");
    expect_queries(0);
}

TEST_F(callback_query,
       a_bad_signature_over_an_unpaid_order_is_asked_once_and_told_twice_a_minute_at_most) {
    field_list fields = fresh();
    fields.emplace_back("rsaSign", "AAAA");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(at(notify(fields).body, "errno"), "10000");
    expect_asked(value(fields, "orderId"), value(fields, "userId"));
    const std::string told = concat("tp_order_id=", value(fields, "tpOrderId"));
    EXPECT_TRUE(local_system::eventually([&] { return alerts("platform_key", told) >= 1; }));
    await_log();
    EXPECT_LE(alerts("platform_key", told), 2) << "the second, unless another forgery was";
    expect_alert("status_contradiction",
                 concat("order_id=", value(fields, "orderId"), " ledger_pay=-1 baidu_pay=1"));
}

// Forgeries are anybody's; what Baidu signed is told again all the same.
TEST_F(callback_query, forgeries_keep_nobody_from_hearing_again_of_a_signed_notify) {
    field_list signed_one = fresh();
    EXPECT_EQ(at(notify_signed(signed_one).body, "data.isConsumed"), "2");
    field_list forged = fresh();
    forged.emplace_back("rsaSign", "AAAA");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(at(notify(forged).body, "errno"), "10000");
    set(signed_one, "totalMoney", "2");
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(at(notify_signed(signed_one).body, "data.isConsumed"), "2");
    expect_alert("payment_contradicted", concat("order_id=", value(signed_one, "orderId")), 2);
}

TEST_F(callback_query, while_the_brake_holds_one_notify_sent_for_ever_is_an_alert_once_a_minute) {
    field_list fields = fresh();
    EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "2");
    set(fields, "orderId", "4712");
    EXPECT_EQ(at(notify_signed(fields).body, "data.isErrorOrder"), "1");
    set(fields, "orderId", "4713");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(at(notify_signed(fields).body, "errno"), "10000");
    expect_alert("error_order_brake", "order_id=4713");
}

TEST_F(callback_query, an_ambiguous_notify_over_an_unpaid_order_is_kept_asked_and_told) {
    field_list fields = fresh();
    set(fields, "returnData", "x&totalMoney=1");
    EXPECT_EQ(at(notify_signed(fields).body, "errno"), "10000");
    EXPECT_NE(quarantined().find(value(fields, "orderId")), std::string::npos);
    expect_asked(value(fields, "orderId"), value(fields, "userId"));
    expect_alert("platform_key", concat("tp_order_id=", value(fields, "tpOrderId")));
}

TEST_F(callback_query, a_forgery_that_comes_first_does_not_hide_the_notify_after_it) {
    field_list forged = fresh();
    field_list genuine = forged;
    set(forged, "orderId", "4711");
    for (field_list* each : {&forged, &genuine}) {
        each->emplace_back("rsaSign", "AAAA");
        EXPECT_EQ(at(notify(*each).body, "errno"), "10000");
    }
    EXPECT_NE(quarantined().find(value(genuine, "orderId")), std::string::npos);
    expect_queries(2);
}

TEST_F(callback_query, a_bad_signature_over_anything_else_is_only_refused) {
    field_list dearer = fresh();
    set(dearer, "totalMoney", "99");
    field_list unknown = fresh();
    set(unknown, "tpOrderId", "201909220958408776");
    field_list paid = fresh();
    EXPECT_EQ(at(notify_signed(paid).body, "data.isConsumed"), "2");
    for (field_list each : {dearer, unknown, paid}) {
        each.emplace_back("rsaSign", "AAAA");
        EXPECT_EQ(at(notify(each).body, "errno"), "10000");
    }
    expect_queries(0);
}

TEST_F(callback_query, a_refund_told_as_failed_after_it_was_done_is_asked_for) {
    const field_list paid = fresh();
    EXPECT_EQ(at(notify_signed(paid).body, "data.isConsumed"), "2");
    const std::string id = value(paid, "orderId");
    for (const char* status : {"1", "2"}) {
        const field_list fields{
            {"orderId", id}, {"refundBatchId", concat("1", id)}, {"refundStatus", status}};
        const raw_reply got = ask(raw_request{"POST", "/pay/callback/refund",
                                              encode_form(signed_by_baidu(system(), fields))});
        EXPECT_EQ(at(got.body, "errno"), "0");
    }
    expect_asked(id, value(paid, "userId"));
    expect_alert("refund_contradicted", concat("order_id=", id));
    expect_alert("status_contradiction",
                 concat("order_id=", id, " ledger_refund=2 baidu_refund=-1"));
}

TEST_F(callback_query, baidu_that_hangs_delays_no_answer) {
    baidu().order(scripted_baidu::kQuery, hangs_after(""));
    field_list fields = fresh();
    set(fields, "status", "-1");
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(at(notify_signed(fields).body, "data.isConsumed"), "1");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
    expect_asked(value(fields, "orderId"), value(fields, "userId"));
}

}  // namespace
}  // namespace swan::e2e
