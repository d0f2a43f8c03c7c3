// The operator of the walk: he decides what nobody here has asked for, and looks in Baidu's console
// for what Baidu may never have got.
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "due.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

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

// Baidu's list has not shown them for half an hour, and they are not sent any more.
std::vector<std::string> left_to_him(const running_system& system) {
    sql db = database(system);
    std::vector<std::string> ids;
    for (const auto& row :
         db.query("select refund_id from refunds where state = 6 and absences >= 3", "t"))
        ids.push_back(row.text(0));
    return ids;
}

std::set<std::string> known_at_baidu(const running_system& system) {
    const std::string state = system.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    std::set<std::string> ids;
    for (const json::value& each : parsed.root().find("refunds")->elements())
        ids.insert(each.find("bizRefundBatchId")->text().value());
    return ids;
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
    const auto lost = left_to_him(system_);
    if (lost.empty()) return;
    const auto there = known_at_baidu(system_);
    for (const std::string& id : lost)
        if (!there.contains(id)) swanctl({"refund", id, "settle", "failed"});
}

}  // namespace swan::e2e::soak
