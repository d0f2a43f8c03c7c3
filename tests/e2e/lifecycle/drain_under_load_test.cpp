// SIGTERM under load: nothing that nginx has passed on is lost, and what was said is kept.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "e2e/local_system.h"
#include "e2e/process.h"
#include "own_worker.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;

// nginx's error lines of our requests, which it normally leaves out as they quote query strings,
// tell those that it could not pass on from those that were lost on the other side.
void log_upstream_errors(const local_system& system) {
    const auto file = system.folder() / "swan-server.conf";
    std::string text = content_of(file);
    const std::string quiet = " alert;";
    for (size_t at; (at = text.find(quiet)) != text.npos;)
        text.replace(at, quiet.size(), " error;");
    std::ofstream(file) << text;
    system.signal("nginx", SIGHUP);
}

struct tally {
    std::map<std::string, int> answers;  // by "STATUS CODE"
    std::set<std::string> orders;
};

tally tally_of(const std::filesystem::path& record) {
    tally all;
    std::istringstream lines(content_of(record));
    for (std::string status, code, order; lines >> status >> code >> order;) {
        ++all.answers[status + " " + code];
        if (order != "-") all.orders.insert(order);
    }
    return all;
}

std::set<std::string> stored_orders(const local_system& system) {
    sql db("sqlite3:" + (system.folder() / "data/swan.db").string());
    std::set<std::string> all;
    for (auto& row : db.query("select tp_order_id from orders", "t")) all.insert(row.take_text(0));
    return all;
}

TEST(drain_under_load, loses_no_request_and_no_order) {
    local_system system;
    log_upstream_errors(system);
    const auto worker = replace_worker(system);
    const auto record = system.folder() / "answers";
    const auto report = system.folder() / "wrk";
    process wrk({"wrk", "-t1", "-c32", "-d120s", "--timeout", "60s", "-s",
                 (local_system::project() / "tests/e2e/lifecycle/record.lua").string(),
                 system.url("/pay/gen"), "--", record.string()},
                {.out = report, .err = report});
    ASSERT_TRUE(local_system::eventually([&] { return tally_of(record).orders.size() > 200; }, 60));

    const auto told = std::chrono::steady_clock::now();
    worker->signal(SIGTERM);
    EXPECT_EQ(worker->wait(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - told, 10s) << "the drain deadline";
    EXPECT_TRUE(local_system::eventually([&] { return tally_of(record).answers["503 10004"] > 0; }))
        << "it still ran when the worker had ended";
    wrk.signal(SIGINT);
    EXPECT_EQ(wrk.wait(), 0);

    EXPECT_NE(content_of(report).find("unanswered 0\n"), std::string::npos) << content_of(report);
    tally all = tally_of(record);
    EXPECT_EQ(static_cast<size_t>(all.answers["200 0"]), all.orders.size());
    all.answers.erase("200 0");
    all.answers.erase("503 10004");
    for (const auto& [answer, times] : all.answers) ADD_FAILURE() << times << " times " << answer;

    const std::string errors = content_of(system.folder() / "logs/nginx-error.log");
    EXPECT_NE(errors.find("while connecting to upstream"), std::string::npos) << "is it logged?";
    for (const char* loss : {"while reading", "while sending", "prematurely", "recv()", "writev()"})
        EXPECT_EQ(errors.find(loss), std::string::npos)
            << loss << ": " << errors.substr(errors.find(loss), 300);

    const std::set<std::string> stored = stored_orders(system);
    for (const std::string& order : all.orders) EXPECT_TRUE(stored.contains(order)) << order;
}

}  // namespace
}  // namespace swan::e2e
