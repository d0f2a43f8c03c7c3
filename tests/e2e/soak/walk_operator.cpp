// The operator of the walk: he decides what nobody here has asked for, and looks in Baidu's console
// for what Baidu may never have got.
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "due.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

constexpr int64_t kFailedAtBaidu = 3;

// Undecided, and begun by nobody here. What we have let go is to end by itself.
std::vector<std::string> waiting_for_a_yes(const running_system& system) {
    sql db = database(system);
    std::vector<std::string> batches;
    for (const auto& row : db.query("select batch_id from refunds where state = 1 and origin = 3"
                                    " order by created_ms, refund_id",
                                    "t"))
        batches.push_back(row.text(0));
    return batches;
}

struct lost_refund {
    std::string refund_id;
    std::string order_id;
    std::string batch_id;  // empty: Baidu has told none
};
// Of an unknown outcome, and not sent any more, as Baidu's list has not shown them for half an
// hour. API 1.0 has no list, tells of no failure, and what it does not take is sent to it for ever.
std::vector<lost_refund> left_to_him(const running_system& system) {
    sql db = database(system);
    std::vector<lost_refund> all;
    for (const auto& row : db.query("select refund_id, order_id, batch_id from refunds where"
                                    " (state = 6 and absences >= 3)"
                                    " or (state in (4, 6, 7) and sent_by = 1)",
                                    "ttt"))
        all.push_back({row.text(0), row.text(1), row.text(2)});
    return all;
}

// Whether Baidu's console shows it as under way or done: by either number, or, where API 1.0 sends
// none, as a refund of that payment which no row here is of.
bool goes_on_at_baidu(const running_system& system, const lost_refund& one) {
    const std::string state = system.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    const auto text = [](const json::value& of, const char* name) {
        return of.find(name)->text().value();
    };
    sql db = database(system);
    const auto is_ours = [&](const std::string& batch) {
        return db.query_one("select 1 from refunds where batch_id = :batch", "i", {batch});
    };
    for (const json::value& each : parsed.root().find("refunds")->elements()) {
        const std::string number = text(each, "bizRefundBatchId");
        const std::string batch = text(each, "refundBatchId");
        const bool nameless =
            number.empty() && text(each, "orderId") == one.order_id && !is_ours(batch);
        const bool is_it = number == one.refund_id || batch == one.batch_id || nameless;
        if (is_it && each.find("status")->integer() != kFailedAtBaidu) return true;
    }
    return false;
}

}  // namespace

// Whether it was done. It is not, where it does not fit any more, or somebody was faster.
bool walk::swanctl(std::vector<std::string> command) {
    command.insert(command.begin(), running_system::build() / "swanctl");
    command.insert(command.end(), {"--conf", (system_.folder() / "conf").string()});
    const outcome got = run_to_end(command, system_.folder());
    EXPECT_TRUE(got.status == 0 || got.status == 1)
        << testing::PrintToString(command) << got.err << got.out;
    return got.status == 0;
}

void walk::decide() {
    const auto batches = waiting_for_a_yes(system_);
    if (batches.empty()) return;
    const std::string& batch = batches[below(batches.size())];
    swanctl({"refund", batch, below(4) == 0 ? "reject" : "approve"});
}

void walk::decide_all() {
    for (const std::string& batch : waiting_for_a_yes(system_))
        if (!swanctl({"refund", batch, "approve"})) swanctl({"refund", batch, "reject"});
}

void walk::settle_lost() {
    for (const lost_refund& one : left_to_him(system_))
        if (!goes_on_at_baidu(system_, one)) swanctl({"refund", one.refund_id, "settle", "failed"});
}

}  // namespace swan::e2e::soak
