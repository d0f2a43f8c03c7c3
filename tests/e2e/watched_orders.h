// Orders as the worker watches them, seen in its database; jobs are made due there instead of
// waiting for them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "base/text.h"
#include "local_system.h"
#include "service/store/record.h"
#include "service/store/sql.h"
#include "stored_jobs.h"

namespace swan::e2e {

class watched_orders : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        // An order is old enough to be closed when make_old() has made it so.
        system_ = std::make_unique<local_system>(
            local_system::settings{.server_json = R"({"close_after":3600,"queries_a_second":1000})",
                                   .sandbox_json = R"({"time_scale":1})"});
    }
    static void TearDownTestSuite() { system_.reset(); }
    void TearDown() override { system_->clear_faults(); }

    static json::document fresh() { return system_->new_order("?goods_id=postcard"); }
    static std::string id_of(const json::document& order) {
        return at(order.root().dump(), "data.tpOrderId");
    }
    // The customer has it in the cashier, and leaves.
    static void leave_unpaid(const json::document& order) {
        const reply got =
            system_->sandbox_post("/sandbox/requestPolymerPayment?open_id=customer&outcome=left",
                                  order.root().find("data").value().dump());
        EXPECT_NE(at(got, "errMsg").find("cancel"), std::string::npos) << got.body;
    }
    static void lose_notifies() {
        system_->fault(R"({"call":"callback_succ","fault":"drop","times":0})");
    }

    // Its payment notify, changed by `more`, sent by hand; gives the worker's answer.
    static std::string notify_by_hand(const std::string& order, const std::string& more = "") {
        const reply got = system_->sandbox_post(
            "/sandbox/callback",
            concat(R"({"kind":"succ","tp_order_id":")", order, "\"", more, "}"));
        return at(got, "body");
    }

    static sql database() {
        return sql("sqlite3:" + (system_->folder() / "data/swan.db").string());
    }
    static void change(sql::literal text, const std::string& order) {
        sql db = database();
        db.begin_write();
        db.execute(text, {order});
        db.commit();
    }
    static int64_t number(sql::literal text, const std::string& order) {
        sql db = database();
        db.begin_read();
        const auto row = db.query_one(text, "i", {order});
        db.commit();
        return row ? row->number(0) : -1;
    }
    static void make_old(const std::string& order) {
        change("update orders set created_ms = created_ms - 7200000 where tp_order_id = :id",
               order);
    }
    static void make_due(const std::string& subject) {
        sql db = database();
        db.begin_write();
        make_asking_due(db, subject);
        db.commit();
    }
    static std::optional<asking_job> job_about(const std::string& subject) {
        sql db = database();
        db.begin_read();
        const auto found = job_asking_about(db, subject);
        db.commit();
        return found;
    }
    // -1: it is looked at no more.
    static int64_t looks(const std::string& subject) {
        const auto found = job_about(subject);
        return found ? found->attempts : -1;
    }
    // Makes the job due, and waits for its end.
    static void look_at(const std::string& subject) {
        const int64_t before = looks(subject);
        ASSERT_GE(before, 0) << "there is a job";
        make_due(subject);
        EXPECT_TRUE(local_system::eventually(
            [&] { return looks(subject) != before && !is_under_way(subject); }));
    }
    static bool is_under_way(const std::string& subject) {
        const auto found = job_about(subject);
        return found && found->is_under_way;
    }
    static bool is_alerted(const std::string& alert) {
        return local_system::eventually(
            [&] { return system_->logs().find(concat("alert ", alert)) != std::string::npos; });
    }
    static order::status state(const std::string& order) {
        return static_cast<enum order::status>(
            number("select state from orders where tp_order_id = :id", order));
    }
    static int64_t payments(const std::string& order) {
        return number("select count(*) from payments where tp_order_id = :id", order);
    }
    static int64_t unsettled(const std::string& order) {
        return number(
            "select count(*) from payments where unsettled = 1 and verdict = 1 and"
            " tp_order_id = :id",
            order);
    }
    static std::string pay_status(const std::string& order) {
        return at(system_->get("/pay/status?tp_order_id=" + order), "data.payStatus.statusNum");
    }
    static std::string baidu_state(const std::string& order) {
        const std::string all = at(system_->sandbox_get("/sandbox/state").body, "orders");
        const json::document parsed = json::document::parse_object("{\"all\":" + all + "}");
        for (const json::value& each : parsed.root().find("all")->elements())
            if (at(each.dump(), "tpOrderId") == order) return at(each.dump(), "status");
        return {};
    }

    inline static std::unique_ptr<local_system> system_;
};
}  // namespace swan::e2e
