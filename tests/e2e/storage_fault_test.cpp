// The disk is full, or read-only, or somebody else holds the database: nothing is promised that is
// not kept, everybody is told in time, and when the fault is over the same worker goes on.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "base/text.h"
#include "lifecycle/own_worker.h"
#include "local_system.h"
#include "notify.h"
#include "process.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr const char* kConsumed = R"({"errno":0,"msg":"success","data":{"isConsumed":2}})";

class storage_fault : public testing::Test {
  protected:
    // A write beyond the limit of a process's files sends this signal, unless it is ignored, and
    // then fails: the worker inherits it from us.
    storage_fault() : before_(::signal(SIGXFSZ, SIG_IGN)), worker_(replace_worker(system_)) {}
    ~storage_fault() override { ::signal(SIGXFSZ, before_); }

    sql database() const { return sql("sqlite3:" + file()); }
    std::string file() const { return (system_.folder() / "data/swan.db").string(); }

    // A notify of a fresh order, as it is sent until it is answered well.
    std::string fresh_notify(const std::string& order_id) const {
        const json::document order = system_.new_order("?goods_id=postcard");
        return encode_form(signed_by_baidu(system_, notify_of(order, order_id)));
    }
    reply notify(const std::string& body) const { return system_.post("/pay/callback/succ", body); }

    void expect_refused_in_time(const reply& got) const {
        EXPECT_EQ(got.status, 200);
        EXPECT_EQ(at(got, "errno"), "10000") << got.body;
        EXPECT_EQ(at(got, "data"), "{}");
        EXPECT_LT(got.took, 2s);
    }
    // The client hears that it is our fault, in a form that he can read.
    void expect_told(const reply& got) const {
        EXPECT_TRUE(at(got, "code") == "10000" || at(got, "code") == "10004") << got.body;
        EXPECT_NE(at(got, "request_id"), "") << got.body;
        EXPECT_EQ(got.body.find("insert"), std::string::npos) << "no SQL for strangers";
    }
    void expect_whole() const {
        sql db = database();
        EXPECT_EQ(db.query_one("pragma integrity_check", "t").value().text(0), "ok");
        EXPECT_EQ(db.query_one("select count(*) from payments where verdict = 1", "i")->number(0),
                  db.query_one("select count(*) from orders where state = 2", "i")->number(0));
    }
    int64_t payments() const {
        sql db = database();
        return db.query_one("select count(*) from payments", "i").value().number(0);
    }
    // No file of the worker may become longer than that many bytes.
    void limit_files_to(rlim_t bytes) const {
        rlimit now{};
        ASSERT_EQ(prlimit(worker_->pid(), RLIMIT_FSIZE, nullptr, &now), 0);
        now.rlim_cur = bytes;
        ASSERT_EQ(prlimit(worker_->pid(), RLIMIT_FSIZE, &now, nullptr), 0);
    }

    local_system system_;

  private:
    sighandler_t before_;

  protected:
    std::unique_ptr<process> worker_;
};

// What the write-ahead log may not be written beyond: every commit fails, as on a full disk.
TEST_F(storage_fault, of_a_file_that_cannot_grow_promises_nothing_and_passes) {
    const std::string body = fresh_notify("8124524518409600");
    limit_files_to(1);
    expect_refused_in_time(notify(body));
    expect_told(system_.get("/pay/gen"));
    expect_refused_in_time(notify(body));
    EXPECT_EQ(payments(), 0);

    limit_files_to(RLIM_INFINITY);
    EXPECT_TRUE(local_system::eventually([&] { return notify(body).body == kConsumed; }));
    EXPECT_EQ(payments(), 1);
    system_.paid_order();
    expect_whole();
}

// A small disk of its own for the database. Only root can mount one.
class small_disk {
  public:
    explicit small_disk(std::filesystem::path where) : where_(std::move(where)) {
        std::filesystem::create_directories(where_);
        run("mount -t tmpfs -o size=1m,mode=0700 tmpfs " + where_.string());
    }
    ~small_disk() { run("umount -l " + where_.string() + "; rmdir " + where_.string()); }
    small_disk(const small_disk&) = delete;

    void fill() const { run("head -c 2m /dev/zero >" + filler() + " 2>/dev/null || true"); }
    void empty() const { std::filesystem::remove(filler()); }
    // "ro" or "rw"; nobody may have a file of it open for writing.
    void remount(const std::string& how) const {
        run("mount -o remount," + how + " " + where_.string());
    }

  private:
    std::string filler() const { return (where_ / "filler").string(); }
    std::filesystem::path where_;
};

TEST(full_disk, promises_nothing_and_passes_when_there_is_room_again) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
    const std::string where = concat("/tmp/swan-full-", getpid());
    const small_disk disk(where);
    const local_system system(
        {.server_json = concat(R"({"store":"sqlite3:)", where, R"(/swan.db"})")});
    const std::string body = encode_form(signed_by_baidu(
        system, notify_of(system.new_order("?goods_id=postcard"), "8124524518409602")));
    const auto notify = [&] { return system.post("/pay/callback/succ", body); };
    const pid_t worker = system.pid_of("worker");

    disk.fill();
    for (int i = 0; i < 2; ++i) {
        const reply refused = notify();
        EXPECT_EQ(at(refused, "errno"), "10000") << refused.body;
        EXPECT_LT(refused.took, 2s);
        EXPECT_NE(at(system.get("/pay/gen"), "code"), "0");
    }
    disk.empty();
    EXPECT_TRUE(local_system::eventually([&] { return notify().body == kConsumed; }));
    EXPECT_EQ(system.pid_of("worker"), worker) << "the same worker goes on";
    system.paid_order();
    sql db("sqlite3:" + where + "/swan.db");
    EXPECT_EQ(db.query_one("pragma integrity_check", "t").value().text(0), "ok");
    EXPECT_EQ(db.query_one("select count(*) from payments", "i")->number(0), 2);
}

TEST(read_only_database, does_not_start_the_worker_and_nothing_is_promised) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can mount a disk";
    const std::string where = concat("/tmp/swan-full-", getpid());
    const small_disk disk(where);
    const local_system system(
        {.server_json = concat(R"({"store":"sqlite3:)", where, R"(/swan.db"})")});
    const std::string body = encode_form(signed_by_baidu(
        system, notify_of(system.new_order("?goods_id=postcard"), "8124524518409603")));
    const auto notify = [&] { return system.post("/pay/callback/succ", body); };

    system.stop("worker");
    disk.remount("ro");
    process worker(worker_command(system));
    const auto status = worker.wait();
    EXPECT_TRUE(status && *status != 0) << "it cannot keep anything";
    const reply refused = notify();
    EXPECT_EQ(at(refused, "errno"), "10000") << refused.body;
    EXPECT_LT(refused.took, 2s);
    EXPECT_EQ(at(system.get("/pay/gen"), "code"), "10004");

    disk.remount("rw");
    const auto again = replace_worker(system);
    EXPECT_EQ(notify().body, kConsumed);
    sql db("sqlite3:" + where + "/swan.db");
    EXPECT_EQ(db.query_one("pragma integrity_check", "t").value().text(0), "ok");
}

// A database and its write-ahead log refuse every write, also by who has opened them before. Not
// the log's index: it is mapped into memory, and a page that cannot be written there is a SIGBUS.
class write_protection {
  public:
    explicit write_protection(const std::string& database)
        : files_(concat(database, " ", database, "-wal")) {
        run("chattr +i " + files_);
    }
    ~write_protection() { run("chattr -i " + files_); }
    write_protection(const write_protection&) = delete;

    // Whether this user may set it, and the file system minds it.
    static bool is_known_in(const std::filesystem::path& folder) {
        const auto probe = folder / "probe";
        const auto set = [&](const char* how) {
            return run_to_end({"sh", "-c", concat("chattr ", how, " ", probe.string())}, folder)
                       .status == 0;
        };
        std::ofstream open(probe);
        const bool is_set = set("+i");
        open << "x" << std::flush;
        const bool is_known = is_set && !open;
        if (is_set) set("-i");
        return is_known;
    }

  private:
    std::string files_;
};

TEST_F(storage_fault, of_a_database_that_has_become_read_only_promises_nothing_and_passes) {
    if (!write_protection::is_known_in(system_.folder()))
        GTEST_SKIP() << "only root can protect files, and not on every file system";
    const std::string paid = system_.paid_order();
    const std::string body = fresh_notify("8124524518409604");
    {
        const write_protection protection(file());
        expect_refused_in_time(notify(body));
        expect_told(system_.get("/pay/gen"));
        expect_told(system_.get("/pay/refund?tp_order_id=" + paid));
        expect_refused_in_time(notify(body));
        const reply status = system_.get("/pay/status?tp_order_id=" + paid);
        EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
    }
    EXPECT_EQ(payments(), 1);
    EXPECT_TRUE(local_system::eventually([&] { return notify(body).body == kConsumed; }));
    EXPECT_EQ(payments(), 2);
    EXPECT_EQ(at(system_.get("/pay/refund?tp_order_id=" + paid), "code"), "0");
    EXPECT_EQ(worker_->wait(0ms), std::nullopt) << "the same worker goes on";
    expect_whole();
}

TEST_F(storage_fault, of_a_database_that_somebody_holds_for_three_seconds_passes) {
    const std::string body = fresh_notify("8124524518409601");
    sql holder = database();
    holder.begin_write();
    const auto begun = clock::now();
    do {
        expect_refused_in_time(notify(body));
        expect_told(system_.get("/pay/gen"));
    } while (clock::now() - begun < 3s);
    holder.rollback();
    EXPECT_EQ(payments(), 0);

    EXPECT_TRUE(local_system::eventually([&] { return notify(body).body == kConsumed; }));
    EXPECT_EQ(payments(), 1);
    system_.paid_order();
    expect_whole();
}

}  // namespace
}  // namespace swan::e2e
