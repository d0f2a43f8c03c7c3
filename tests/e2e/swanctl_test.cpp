// swanctl beside a running system: what it reads, what it has the worker do, and how it ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "local_system.h"
#include "merchant_system.h"
#include "notify.h"
#include "process.h"
#include "service/store/sql.h"
#include "service/store/store.h"

namespace swan::e2e {
namespace {

constexpr const char* kNobody = "17000000000001234567890112345678";  // no tpOrderId of ours

class swanctl : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        merchant_ = std::make_unique<test::plain_server>(takes_event);
        system_ = std::make_unique<local_system>(telling(*merchant_));
    }
    static void TearDownTestSuite() {
        system_.reset();
        merchant_.reset();
    }

    static outcome run(std::vector<std::string> what) {
        std::vector<std::string> all{local_system::build() / "swanctl"};
        all.insert(all.end(), what.begin(), what.end());
        all.insert(all.end(), {"--conf", (system_->folder() / "conf").string()});
        return run_to_end(all, system_->folder());
    }
    // The JSON that a command gives which is done.
    static std::string told(std::vector<std::string> what) {
        what.emplace_back("--json");
        const outcome got = run(std::move(what));
        EXPECT_EQ(got.status, 0) << got.err << got.out;
        EXPECT_NO_THROW(json::document::parse_object(got.out)) << got.out;
        return got.out;
    }
    static void expect_status(int status, const std::vector<std::string>& what) {
        const outcome got = run(what);
        EXPECT_EQ(got.status, status) << testing::PrintToString(what) << got.err << got.out;
    }
    static bool holds(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }
    static std::string unpaid() { return at(system_->new_order(), "data.tpOrderId"); }
    static std::string at(const json::document& answer, const std::string& path) {
        return e2e::at(answer.root().dump(), path);
    }
    static std::string postcard() { return system_->pay(system_->new_order("?goods_id=postcard")); }
    static std::string first(const std::string& json, const std::string& path) {
        return e2e::at(json, path);
    }
    static sql database() {
        return sql("sqlite3:" + (system_->folder() / "data/swan.db").string());
    }

    // The orderId of that order's payment.
    static std::string paid_as(const std::string& id) {
        sql db = database();
        return db.query_one("select order_id from payments where tp_order_id = :id", "t", {id})
            .value()
            .text(0);
    }
    // The path of that order's first event in the list; newer ones may stand before it.
    static std::string event_of(const std::string& order, const std::string& list) {
        for (int i = 0;; ++i) {
            std::string row = concat("events.", i, ".");
            const std::string whose = first(list, row + "tp_order_id");
            if (whose == order || whose.empty()) return row;
        }
    }
    // How often the merchant's system was told that event.
    static long told_to_merchant(const std::string& event_id) {
        const auto all = merchant_->requests();
        return std::count_if(all.begin(), all.end(), [&](const test::seen_request& each) {
            return e2e::at(each.body, "id") == event_id;
        });
    }

    static inline std::unique_ptr<test::plain_server> merchant_;
    static inline std::unique_ptr<local_system> system_;
};

TEST_F(swanctl, lists_orders_by_state_and_time) {
    const std::string created = unpaid();
    const std::string paid = system_->paid_order();
    const std::string all = told({"orders", "--since", "1h"});
    EXPECT_TRUE(holds(all, created) && holds(all, paid)) << all;
    const std::string some = told({"orders", "--state", "paid"});
    EXPECT_TRUE(holds(some, paid) && !holds(some, created)) << some;
    EXPECT_FALSE(holds(told({"orders", "--until", "1h"}), paid));
    EXPECT_EQ(first(told({"orders", paid}), "orders.0.tp_order_id"), paid);
    EXPECT_EQ(first(told({"orders", "--limit", "1"}), "orders.1.tp_order_id"), "");
    const outcome text = run({"orders", paid});
    EXPECT_TRUE(holds(text.out, "tp_order_id") && holds(text.out, "(0.01)")) << text.out;
}

TEST_F(swanctl, tells_all_of_one_order_by_each_of_its_ids) {
    const std::string id = postcard();
    const std::string line = told({"order", id});
    for (const char* part : {"order created", "order paid", "payment good"})
        EXPECT_TRUE(holds(line, part)) << part << line;
    EXPECT_EQ(first(told({"order", paid_as(id)}), "tp_order_id"), id);
    expect_status(1, {"order", kNobody});
}

TEST_F(swanctl, asks_for_a_refund_once) {
    const std::string id = postcard();
    const std::vector<std::string> ask{"refund", "ask", id, "--amount", "1", "--refund-id", "s-1"};
    for (int i = 0; i < 2; ++i) EXPECT_EQ(first(told(ask), "refund_id"), "s-1");
    const std::string list = told({"refund"});
    EXPECT_TRUE(holds(list, "\"s-1\"") && holds(list, "swanctl:")) << list;
    EXPECT_EQ(first(list, "refunds.0.order_id"), paid_as(id)) << list;
    EXPECT_TRUE(local_system::eventually([&] {
        return holds(told({"refund", "--state", "done"}), "\"s-1\"");
    }));
    EXPECT_TRUE(holds(told({"order", id}), "refund done"));
    const outcome other = run({"refund", "ask", id, "--amount", "2", "--refund-id", "s-1"});
    EXPECT_EQ(other.status, 1);
    EXPECT_TRUE(holds(other.err, "other parameters")) << other.err;
    expect_status(1, {"refund", "ask", kNobody});
}

TEST_F(swanctl, refuses_decisions_about_refunds_that_are_not_there) {
    expect_status(1, {"refund", "4711", "approve"});
    expect_status(1, {"refund", "4711", "reject"});
    expect_status(1, {"refund", "4711", "settle", "done"});
    expect_status(1, {"refund", "4711", "amount", "5"});
}

TEST_F(swanctl, closes_an_unpaid_order_and_no_paid_one) {
    const std::string id = unpaid();
    for (int i = 0; i < 2; ++i) {
        const std::string state = first(told({"close", id}), "state");
        EXPECT_TRUE(state == "closing" || state == "closed") << state;
    }
    expect_status(1, {"close", system_->paid_order()});
    expect_status(1, {"close", kNobody});
}

TEST_F(swanctl, lists_events_and_sends_one_again) {
    const std::string order = system_->paid_order();
    const std::string all = told({"events"});
    const std::string row = event_of(order, all);
    EXPECT_EQ(first(all, row + "kind"), "paid") << all;
    const std::string id = first(all, row + "id");
    ASSERT_NE(id, "") << all;
    EXPECT_EQ(first(told({"events", "--limit", "1"}), "events.1.id"), "");
    const auto is_sent = [&] { return first(told({"events", "show", id}), "state") == "sent"; };
    ASSERT_TRUE(local_system::eventually(is_sent));
    EXPECT_TRUE(holds(told({"events", "--state", "sent"}), id));
    EXPECT_EQ(told_to_merchant(id), 1);
    told({"events", "resend", id});
    EXPECT_TRUE(local_system::eventually([&] { return told_to_merchant(id) == 2; }));
    EXPECT_TRUE(local_system::eventually(is_sent));
}

TEST_F(swanctl, knows_which_events_are_not_there) {
    EXPECT_TRUE(holds(told({"events", "--state", "dead"}), "\"events\":[]"));
    expect_status(1, {"events", "show", "4711"});
    expect_status(1, {"events", "resend", "4711"});
}

TEST_F(swanctl, replays_what_was_not_believed) {
    const json::document order = system_->new_order();
    field_list fields = notify_of(order, "812452451840001");
    field_list forged = fields;
    forged.emplace_back("rsaSign", "AAAA");
    EXPECT_EQ(e2e::at(system_->post("/pay/callback/succ", encode_form(forged)), "errno"), "10000");
    EXPECT_EQ(first(told({"replay"}), "unverified"), "1");
    EXPECT_TRUE(holds(told({"order", at(order, "data.tpOrderId")}), "message in quarantine"));
    // As if the platform's key had been there when it came.
    sql db = database();
    const std::string genuine = encode_form(signed_by_baidu(*system_, fields));
    db.execute("update quarantine set body = :body", {genuine});
    EXPECT_EQ(first(told({"replay"}), "booked"), "1");
    EXPECT_EQ(first(told({"orders", at(order, "data.tpOrderId")}), "orders.0.state"), "paid");
    EXPECT_EQ(first(told({"replay"}), "booked"), "0");
}

TEST_F(swanctl, resumes_and_recovers) {
    sql db = database();
    db.execute(
        "insert into counters (app, name, value)"
        " select id, 'error_order_braked_ms', strftime('%s') * 1000 from apps");
    EXPECT_EQ(first(told({"stats"}), "error_order_brake"), "on");
    told({"resume"});
    EXPECT_EQ(first(told({"stats"}), "error_order_brake"), "off");
    const std::string id = system_->paid_order();
    EXPECT_EQ(first(told({"recover", "--since", "1h"}), "recovering"), "true");
    EXPECT_EQ(first(told({"stats"}), "recovering"), "yes");
    EXPECT_EQ(e2e::at(system_->get("/pay/refund?tp_order_id=" + id), "code"), "10004");
    // A query that fails is repeated after a minute.
    EXPECT_TRUE(
        local_system::eventually([&] { return first(told({"recover"}), "to_ask") == "0"; }, 100))
        << told({"recover"}) << system_->logs();
    EXPECT_EQ(first(told({"recover", "--done"}), "recovering"), "false");
    EXPECT_EQ(e2e::at(system_->get("/pay/refund?tp_order_id=" + id), "code"), "0");
}

TEST_F(swanctl, compares_with_baidu) {
    const std::string since = std::to_string(store_now_ms());
    const std::string id = system_->paid_order();
    unpaid();
    const std::string box = (system_->folder() / "sandbox.db").string();
    const std::vector<std::string> by_query{"compare", "--since", since};
    const std::vector<std::string> by_file{"compare", "--since", since, "--sandbox", box};
    EXPECT_EQ(first(told(by_query), "compared"), "2");
    EXPECT_EQ(first(told(by_query), "differences.0.tp_order_id"), "");
    EXPECT_TRUE(local_system::eventually([&] { return holds(run(by_file).out, "compared    1"); }));
    EXPECT_EQ(first(told(by_file), "differences.0.tp_order_id"), "");
    sql db = database();
    db.execute("update orders set state = 1 where tp_order_id = :id", {id});
    db.execute("delete from payments where tp_order_id = :id", {id});
    for (const auto& how : {by_query, by_file}) {
        const outcome differs = run(how);
        EXPECT_EQ(differs.status, 1) << differs.out << differs.err;
        EXPECT_TRUE(holds(differs.out, id)) << differs.out;
    }
    db.execute("delete from orders where tp_order_id = :id", {id});
}

TEST_F(swanctl, counts_everything) {
    system_->paid_order();
    const std::string stats = told({"stats"});
    for (const char* name : {"orders.0.count", "payments.0.fen", "reserved_fen", "quarantine"})
        EXPECT_NE(first(stats, name), "") << name << stats;
}

TEST_F(swanctl, refuses_what_a_slip_or_a_script_gives) {
    expect_status(64, {"refund", "", "approve"});
    expect_status(64, {"refund", "4711", "amount", ""});
    expect_status(64, {"recover", "--since", "1960-01-01"});
    expect_status(64, {"orders", "--limit", "-1"});
    expect_status(64, {"orders", "--limit", "99999999999999999999"});
    expect_status(64, {"close", std::string(5'000, '7')});
    EXPECT_EQ(first(told({"stats"}), "recovering"), "no");
    const outcome odd = run({"refund", "ask", kNobody, "--refund-id", "a\nb"});
    EXPECT_EQ(odd.status, 1);
    EXPECT_TRUE(holds(odd.err, "may hold 0-9 A-Z a-z _ - only")) << odd.err;
    const outcome lines = run({"close", "1\n2\x1b[2J"});
    EXPECT_EQ(lines.status, 1);
    EXPECT_TRUE(holds(lines.err, "no order")) << lines.err;
    EXPECT_FALSE(holds(lines.err, "\x1b")) << lines.err;
}

TEST_F(swanctl, ends_with_78_where_there_is_no_such_mini_program) {
    expect_status(78, {"stats", "--app", "nobody"});
    const outcome got = run_to_end(
        {local_system::build() / "swanctl", "stats", "--conf", "/nowhere"}, system_->folder());
    EXPECT_EQ(got.status, 78) << got.err;
}

TEST_F(swanctl, without_a_worker_reads_and_leaves_commands_for_later) {
    const std::string id = system_->paid_order();
    system_->stop("worker");
    EXPECT_EQ(first(told({"orders", id}), "orders.0.state"), "paid");
    const outcome asked = run({"resume", "--json"});
    EXPECT_EQ(asked.status, 75) << asked.out << asked.err;
    EXPECT_TRUE(holds(asked.err, "no worker")) << asked.err;
    const std::string command = first(asked.out, "command");
    expect_status(75, {"command", command});
    system_->restart();
    EXPECT_TRUE(local_system::eventually([&] { return run({"command", command}).status == 0; }));
    expect_status(1, {"command", "4711"});
}

}  // namespace
}  // namespace swan::e2e
