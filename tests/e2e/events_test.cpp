// What happens in the ledger reaches the merchant's own system: signed, in order, until it has it.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "../service/plain_server.h"
#include "base/crypto.h"
#include "base/text.h"
#include "local_system.h"
#include "merchant_system.h"
#include "notify.h"
#include "process.h"
#include "service/store/sql.h"
#include "stored_jobs.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using test::connection;
using test::http_answer;
using test::plain_server;
using test::seen_request;

bool fails(connection& to, const seen_request&) {
    to.send(http_answer("500 Internal Server Error", "out of\r\norder"));
    return false;
}

std::string id_of(const json::document& order) { return at(order.root().dump(), "data.tpOrderId"); }

std::string header(const seen_request& of, const std::string& name) {
    const size_t begin = of.headers.find(name + ": ");
    if (begin == std::string::npos) return "";
    const size_t value = begin + name.size() + 2;
    return of.headers.substr(value, of.headers.find('\r', value) - value);
}

sql opened(const local_system& system) {
    return sql("sqlite3:" + (system.folder() / "data/swan.db").string());
}
std::string text(const local_system& system, sql::literal query) {
    sql db = opened(system);
    const auto row = db.query_one(query, "t");
    return row ? row->text(0) : "";
}
void change(const local_system& system, sql::literal statement) {
    sql db = opened(system);
    db.begin_write();
    db.execute(statement);
    db.commit();
}
void make_due(const local_system& system, job_kind kind) {
    sql db = opened(system);
    db.begin_write();
    e2e::make_due(db, kind);
    db.commit();
}
// Whether `merchant` has been told that many times, when what waits for its time need not.
bool is_told(const local_system& system, const plain_server& merchant, size_t times) {
    return local_system::eventually([&] {
        make_due(system, job_kind::deliver);
        return merchant.requests().size() >= times;
    });
}

TEST(events, of_a_payment_and_its_refund_arrive_in_order_and_signed) {
    plain_server merchant(takes_event);
    local_system system(telling(merchant));
    const std::string id = system.pay(system.new_order("?goods_id=tea&count=2"));
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 1; }));
    EXPECT_EQ(at(system.get("/pay/refund?tp_order_id=" + id), "code"), "0");
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 2; }));

    const auto told = merchant.requests();
    const seen_request& paid = told[0];
    EXPECT_EQ(paid.method, "POST");
    EXPECT_EQ(paid.target, "/events?shop=1");
    EXPECT_EQ(header(paid, "Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(at(paid.body, "event"), "paid") << paid.body;
    EXPECT_EQ(at(paid.body, "sequence"), "1");
    EXPECT_EQ(at(paid.body, "tp_order_id"), id);
    EXPECT_EQ(at(paid.body, "goods_id"), "tea");
    EXPECT_EQ(at(paid.body, "count"), "2");
    EXPECT_EQ(at(paid.body, "total_money"), "2580");
    EXPECT_EQ(at(paid.body, "verdict"), "good");
    EXPECT_EQ(at(paid.body, "settled"), "true");
    EXPECT_EQ(at(told[1].body, "event"), "refund_done") << told[1].body;
    EXPECT_EQ(at(told[1].body, "sequence"), "2");
    EXPECT_EQ(at(told[1].body, "refund.state"), "done");
    EXPECT_EQ(at(told[1].body, "refund.amount"), "2580");

    const std::string key = content_of(system.folder() / "data/notify.key").substr(0, 64);
    std::string secret = content_of(system.folder() / "conf/smart_app.json");
    secret = at(secret, "secret_key");
    for (const seen_request& each : told) {
        EXPECT_EQ(header(each, "X-Swan-Event-Id"), at(each.body, "id"));
        const std::string signed_text =
            concat(header(each, "X-Swan-Timestamp"), ".", at(each.body, "id"), ".", each.body);
        const std::filesystem::path file = system.folder() / "tmp/signed";
        std::ofstream(file, std::ios::binary) << signed_text;
        // As a merchant does, whatever his language.
        EXPECT_EQ(run(concat("openssl dgst -r -sha256 -mac HMAC -macopt hexkey:", key, " ",
                             file.string()))
                      .substr(0, 64),
                  header(each, "X-Swan-Signature"));
        EXPECT_EQ(each.body.find("session_key"), std::string::npos);
        EXPECT_EQ(each.body.find(secret), std::string::npos);
        EXPECT_EQ(each.headers.find(key), std::string::npos);
    }
    EXPECT_EQ(std::filesystem::status(system.folder() / "data/notify.key").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(text(system, "select group_concat(state) from events"), "3,3");
}

TEST(events, are_sent_again_after_a_failure_under_the_same_id) {
    plain_server merchant(fails);
    local_system system(telling(merchant));
    system.paid_order();
    ASSERT_TRUE(local_system::eventually([&] {
        return text(system, "select answer from events") == R"(500 out of\x0d\x0aorder)";
    })) << text(system, "select answer from events");
    EXPECT_EQ(text(system, "select attempts || ',' || state from events"), "1,2");
    merchant.play(takes_event);
    const size_t before = merchant.requests().size();
    ASSERT_TRUE(is_told(system, merchant, before + 1));
    EXPECT_TRUE(local_system::eventually(
        [&] { return text(system, "select state || '' from events") == "3"; }));
    const auto told = merchant.requests();
    EXPECT_EQ(told.front().body, told.back().body);
    EXPECT_EQ(system.logs().find("out of"), std::string::npos) << "the answer's text is not logged";
}

// The states of all events, in order.
std::string states(const local_system& system) {
    return text(system, "select coalesce(group_concat(state), '') from events");
}
bool is_idle(const local_system& system) {
    return local_system::eventually([&] {
        sql db = opened(system);
        return count_jobs(db, job_kind::deliver) == 0;
    });
}
// Its notify is lost, and a query finds it.
std::string unsettled_order(local_system& system) {
    system.fault(R"({"call":"callback_succ","fault":"drop","times":0})");
    std::string id = system.pay(system.new_order());
    make_due(system, job_kind::watch_anonymous);
    return id;
}

TEST(events, of_an_unsettled_payment_stop_at_the_one_that_is_held) {
    plain_server merchant(takes_event);
    local_system system(telling(merchant));
    unsettled_order(system);
    ASSERT_TRUE(local_system::eventually([&] { return states(system) == "3,1"; }))
        << states(system);
    EXPECT_TRUE(is_idle(system));
    EXPECT_EQ(states(system), "3,1") << "paid is held behind what was sent";
    ASSERT_EQ(merchant.requests().size(), 1u);
    EXPECT_EQ(at(merchant.requests()[0].body, "event"), "unsettled");
    EXPECT_EQ(at(merchant.requests()[0].body, "settled"), "false");

    make_due(system, job_kind::confirm);
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 2; }));
    EXPECT_EQ(at(merchant.requests()[1].body, "event"), "paid");
    EXPECT_EQ(at(merchant.requests()[1].body, "settled"), "false");
}

TEST(events, that_a_payment_is_paid_is_not_told_once_it_goes_back) {
    plain_server merchant(fails);
    local_system system(telling(merchant));
    const std::string id = system.paid_order();
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 1; }));
    EXPECT_EQ(at(system.get("/pay/refund?tp_order_id=" + id), "code"), "0");
    ASSERT_TRUE(local_system::eventually(
        [&] { return text(system, "select state || '' from refunds") == "8"; }));
    merchant.play(takes_event);
    EXPECT_TRUE(local_system::eventually([&] {
        make_due(system, job_kind::deliver);
        return states(system) == "5,3";
    })) << states(system);
    EXPECT_EQ(text(system, "select answer from events where sequence = 1"),
              "not sent: a refund of this payment is running or done");
    EXPECT_EQ(at(merchant.requests().back().body, "event"), "refund_done");
}

TEST(events, behind_a_held_one_that_goes_back_need_not_wait) {
    plain_server merchant(takes_event);
    local_system system(telling(merchant));
    const std::string id = unsettled_order(system);
    ASSERT_TRUE(local_system::eventually([&] { return states(system) == "3,1"; }));
    EXPECT_EQ(at(system.get("/pay/refund?tp_order_id=" + id), "code"), "0");
    EXPECT_TRUE(local_system::eventually([&] { return states(system) == "3,5,3"; }))
        << states(system);
    EXPECT_EQ(at(merchant.requests().back().body, "event"), "refund_done");
    EXPECT_EQ(merchant.requests().size(), 2u);
}

TEST(events, to_an_address_that_may_be_private_share_connections) {
    plain_server merchant([](connection& to, const seen_request&) {
        to.send(http_answer("204 No Content", ""));
        return true;
    });
    local_system system(telling(merchant));
    constexpr size_t kOrders = 6;
    for (size_t told = 1; told <= kOrders; ++told) {
        system.paid_order();
        ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == told; }));
    }
    EXPECT_LT(merchant.connections(), static_cast<int>(kOrders)) << "one for each loop";
}

TEST(events, to_a_system_that_hangs_delay_no_answer_to_baidu) {
    std::promise<void> over;
    const std::shared_future<void> ended = over.get_future().share();
    plain_server merchant([ended](connection&, const seen_request&) {
        ended.wait();
        return false;
    });
    local_system system(telling(merchant));
    for (int i = 0; i < 5; ++i) system.paid_order();
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 5; }));
    const field_list fields = signed_by_baidu(system, notify_of(system.new_order(), "8124524518"));
    const auto begun = std::chrono::steady_clock::now();
    const reply answered = system.post("/pay/callback/succ", encode_form(fields));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
    EXPECT_EQ(answered.body, R"({"errno":0,"msg":"success","data":{"isConsumed":2}})");
    over.set_value();
}

TEST(events, do_not_go_to_private_addresses_unless_allowed) {
    plain_server merchant(takes_event);
    local_system system(telling(merchant, false));
    system.paid_order();
    EXPECT_TRUE(local_system::eventually([&] {
        return text(system, "select answer from events") ==
               "its address is private (notify_private_addresses)";
    })) << text(system, "select answer from events");
    EXPECT_TRUE(local_system::eventually(
        [&] { return system.logs().find("why=its address is private") != std::string::npos; }));
    EXPECT_EQ(merchant.connections(), 0);
}

TEST(events, that_are_given_up_stop_their_order_and_no_other) {
    plain_server merchant(fails);
    local_system system(telling(merchant));
    const json::document stuck = system.new_order();
    const std::string stuck_id = id_of(stuck);
    merchant.play([stuck_id](connection& to, const seen_request& request) {
        return request.body.find(stuck_id) == std::string::npos ? takes_event(to, request)
                                                                : fails(to, request);
    });
    system.pay(stuck);
    ASSERT_TRUE(local_system::eventually(
        [&] { return text(system, "select attempts || '' from events") == "1"; }));
    change(system, "update events set attempts = 16");  // the waits of a day
    ASSERT_TRUE(is_told(system, merchant, 2));
    EXPECT_TRUE(local_system::eventually(
        [&] { return text(system, "select state || '' from events") == "4"; }));
    EXPECT_TRUE(local_system::eventually(
        [&] { return system.logs().find("alert dead_event id=") != std::string::npos; }));

    EXPECT_EQ(at(system.get("/pay/refund?tp_order_id=" + stuck_id), "code"), "0");
    EXPECT_TRUE(local_system::eventually([&] {
        return text(system, "select group_concat(state) from events") == "4,2";
    })) << text(system, "select group_concat(state) from events");
    const std::string other = system.paid_order();
    ASSERT_TRUE(local_system::eventually([&] { return merchant.requests().size() == 3; }));
    EXPECT_EQ(at(merchant.requests().back().body, "tp_order_id"), other);
}

}  // namespace
}  // namespace swan::e2e
