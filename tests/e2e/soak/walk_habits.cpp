// What the walk's Baidu does beyond its documents: it gives back what was answered with an errno,
// keeps no isConsumed, ends its access tokens early.
#include <gtest/gtest.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "due.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

constexpr std::array kHabits = {R"({"errno":"refund"})", R"({"errno":"repeat"})",
                                R"({"consumed":"lost"})", R"({"consumed":"kept"})"};
constexpr int64_t kRunning = 1;  // status of a refund at Baidu

}  // namespace

void walk::touch_if_given_back(const std::string& tp_order_id) {
    if (errno_gives_back_) played_["errno_gives_back"].orders.insert(tp_order_id);
}

void walk::set_habits(const char* json) {
    const std::string state = system_.sandbox_get("/sandbox/state").body;
    const reply now = system_.sandbox_post("/sandbox/habits", json);
    errno_gives_back_ = at(now, "errno") == "refund";
    // Whose notify is on its way meets the habit too.
    const auto parsed = json::document::parse_object(state);
    for (const json::value& each : parsed.root().find("orders")->elements())
        if (each.find("calls")->boolean() == true)
            touch_if_given_back(each.find("tpOrderId")->text().value());
}

void walk::change_habits() { set_habits(kHabits[below(kHabits.size())]); }

// The worker cannot commit what Baidu tells, and answers errno 10000.
void walk::pay_unheard() {
    sql db = database(system_);
    db.begin_write();
    switch (below(3)) {
        case 0:
            play("pay_again", &walk::pay_again);
            break;
        case 1:
            play("pay_unknown_order", &walk::pay_unknown_order);
            break;
        default:
            play("pay", &walk::pay);
    }
    db.rollback();
}

void walk::end_tokens() {
    const char* const how = below(2) == 0 ? R"({"end":"expire"})" : R"({"end":"revoke"})";
    EXPECT_EQ(system_.sandbox_post("/sandbox/tokens", how).status, 200);
}

// A payment that is to go back before we have heard of it, and is none that the order waits for: on
// the operator's word Baidu's support tells of it again.
void walk::have_told_again() {
    const std::string state = system_.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    sql db = database(system_);
    for (const json::value& each : parsed.root().find("refunds")->elements()) {
        const auto text = [&](const char* name) { return each.find(name)->text().value(); };
        const bool is_known = db.query_one(
                                    "select 1 from payments where order_id = :id union"
                                    " select 1 from refunds where batch_id = :batch",
                                    "i", {text("orderId"), text("refundBatchId")})
                                  .has_value();
        if (is_known || each.find("status")->integer() != kRunning) continue;
        system_.sandbox_post("/sandbox/callback",
                             concat(R"({"kind":"succ","tp_order_id":")", text("tpOrderId"),
                                    R"(","orderId":")", text("orderId"), "\"}"));
    }
}

}  // namespace swan::e2e::soak
