// SIGTERM under load: nothing that nginx has passed on is lost, and what was said is kept.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"
#include "own_worker.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;

void edit(const std::filesystem::path& file, const std::string& from, const std::string& to) {
    std::string text = content_of(file);
    ASSERT_NE(text.find(from), std::string::npos) << file << " has no \"" << from << '"';
    for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
        text.replace(at, from.size(), to);
    std::ofstream(file) << text;
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

class drain_under_load : public testing::Test {
  protected:
    // nginx's error lines of our requests, which it normally leaves out as they quote query
    // strings, tell those that it could not pass on from those that were lost on the other side.
    void SetUp() override {
        edit(system_.folder() / "swan-server.conf", " alert;", " error;");
        reload_nginx();
    }

    // Waits until the processes with the old configuration are gone: they close connections.
    void reload_nginx() const {
        const std::set<std::string> old = nginx_workers();
        system_.signal("nginx", SIGHUP);
        ASSERT_TRUE(local_system::eventually([&] {
            const std::set<std::string> now = nginx_workers();
            return !now.empty() &&
                   std::ranges::none_of(now, [&](auto& pid) { return old.contains(pid); });
        }));
    }
    std::set<std::string> nginx_workers() const {
        const pid_t master = system_.pid_of("nginx");
        std::istringstream pids(
            content_of(concat("/proc/", master, "/task/", master, "/children")));
        return {std::istream_iterator<std::string>(pids), {}};
    }

    // Until all 32 connections of wrk wait for an answer: on nginx's to the worker, or in the
    // backlog of its socket.
    void pile_up(process& worker) const {
        worker.signal(SIGSTOP);
        ASSERT_TRUE(local_system::eventually([&] { return has_stopped(worker.pid()); }));
        std::string before;
        EXPECT_TRUE(local_system::eventually(
            [&] { return std::exchange(before, content_of(record_)) == content_of(record_); }));
    }

    // SIGTERM while wrk asks for orders on 32 connections, and goes on to.
    void drain(const std::function<void(process&)>& before_the_end = nullptr) {
        const auto worker = replace_worker(system_);
        process wrk({"wrk", "-t1", "-c32", "-d120s", "--timeout", "60s", "-s",
                     (local_system::project() / "tests/e2e/lifecycle/record.lua").string(),
                     system_.url("/pay/gen"), "--", record_.string()},
                    {.out = report_, .err = report_});
        ASSERT_TRUE(
            local_system::eventually([&] { return tally_of(record_).orders.size() > 200; }, 60));
        if (before_the_end) before_the_end(*worker);
        const auto told = std::chrono::steady_clock::now();
        worker->signal(SIGTERM);
        worker->signal(SIGCONT);
        EXPECT_EQ(worker->wait(), 0);
        EXPECT_LT(std::chrono::steady_clock::now() - told, 10s) << "the drain deadline";
        EXPECT_TRUE(local_system::eventually([&] {
            return tally_of(record_).answers["503 10004"] > 0;
        })) << "requests still came when the worker had ended";
        wrk.signal(SIGINT);
        EXPECT_EQ(wrk.wait(), 0);
    }

    void expect_every_request_answered_or_not_passed_on() const {
        EXPECT_NE(content_of(report_).find("unanswered 0\n"), std::string::npos)
            << content_of(report_);
        for (const auto& [answer, times] : tally_of(record_).answers)
            EXPECT_TRUE(answer == "200 0" || answer == "503 10004") << times << " times " << answer;
        const std::string errors = content_of(system_.folder() / "logs/nginx-error.log");
        EXPECT_NE(errors.find("while connecting to upstream"), std::string::npos) << "none logged?";
        for (const char* loss : {"while reading", "while sending", "prematurely", "recv()"})
            EXPECT_EQ(errors.find(loss), std::string::npos)
                << errors.substr(errors.find(loss), 300);
    }

    void expect_every_order_stored() const {
        tally all = tally_of(record_);
        EXPECT_EQ(static_cast<size_t>(all.answers["200 0"]), all.orders.size());
        const std::set<std::string> stored = stored_orders(system_);
        for (const std::string& order : all.orders) EXPECT_TRUE(stored.contains(order)) << order;
    }

    local_system system_;
    const std::filesystem::path record_ = system_.folder() / "answers";
    const std::filesystem::path report_ = system_.folder() / "wrk";
};

TEST_F(drain_under_load, loses_nothing_on_kept_connections) {
    drain();
    expect_every_request_answered_or_not_passed_on();
    expect_every_order_stored();
}

TEST_F(drain_under_load, loses_nothing_that_waits_in_the_backlog) {
    edit(system_.folder() / "swan-upstream.conf", "keepalive 1024;", "keepalive 1;");
    reload_nginx();
    drain([this](process& worker) { pile_up(worker); });
    expect_every_request_answered_or_not_passed_on();
    expect_every_order_stored();
}

}  // namespace
}  // namespace swan::e2e
