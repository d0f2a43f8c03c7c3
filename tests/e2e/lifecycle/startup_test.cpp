// How soon the worker is there, and how much memory it keeps.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"
#include "front/fcgi_client.h"
#include "own_worker.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using test::fcgi_client;
using test::fcgi_request_line;

// What the kernel's scheduler says of a process, all its threads together.
struct share {
    std::chrono::nanoseconds ran{0};
    std::chrono::nanoseconds waited{0};  // ready to run, but others had the cores
};

share share_of(pid_t pid) {
    share all;
    for (const auto& task : std::filesystem::directory_iterator(concat("/proc/", pid, "/task"))) {
        std::istringstream fields(content_of(task.path() / "schedstat"));
        int64_t ran = 0;
        int64_t waited = 0;
        fields >> ran >> waited;
        all.ran += std::chrono::nanoseconds(ran);
        all.waited += std::chrono::nanoseconds(waited);
    }
    return all;
}

// From the start of spawn-fcgi to the first order that the worker signs, less what the rest of the
// machine took (nothing when it is idle), but never less than the worker ran.
std::chrono::milliseconds time_to_first_answer(const local_system& system) {
    const std::string socket = (system.folder() / "swan.sock").string();
    system.stop("worker");
    std::filesystem::remove(socket);
    const auto before = share_of(getpid());
    const auto began = clock::now();
    process worker(worker_command(system));
    fcgi_client nginx(socket, fcgi_client::later);
    for (nginx.connect_now(); !nginx.connected() && clock::now() - began < 30s; nginx.connect_now())
        poll(nullptr, 0, 1);
    const std::string answer = body_of(nginx.ask(fcgi_request_line("GET", "/pay/gen")));
    const auto took = clock::now() - began;
    const share worker_had = share_of(worker.pid());
    const auto others_took = worker_had.waited + share_of(getpid()).waited - before.waited;
    EXPECT_EQ(at(answer, "code"), "0") << answer;
    nginx.hang_up();
    worker.signal(SIGTERM);
    EXPECT_EQ(worker.wait(), 0);
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::max<clock::duration>(took - others_took, worker_had.ran));
}

int64_t status_kilobytes(pid_t pid, const std::string& name) {
    std::istringstream lines(content_of(concat("/proc/", pid, "/status")));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1));
    return -1;
}

TEST(startup, the_first_answer_comes_within_a_tenth_of_a_second) {
    local_system system;
    std::vector<std::chrono::milliseconds> took;
    std::string all;
    for (int i = 0; i < 5; ++i) {
        took.push_back(time_to_first_answer(system));
        all += concat(took.back().count(), " ms ");
    }
    std::ranges::nth_element(took, took.begin() + 2);
    EXPECT_LT(took[2], 100ms) << all;
}

TEST(startup, an_idle_worker_keeps_little_memory_to_itself) {
    local_system system;
    for (int i = 0; i < 3; ++i) {
        const std::string user = system.log_in(concat("user-", i));
        const reply sealed = system.sandbox_post("/sandbox/getPhoneNumber?open_id=" + user, "");
        const reply phone =
            system.post("/auth/phone", concat("open_id=", user, "&iv=", escaped(at(sealed, "iv")),
                                              "&data=", escaped(at(sealed, "encryptedData"))));
        EXPECT_EQ(at(phone, "code"), "0") << phone.body;
        const std::string order = system.paid_order();
        EXPECT_EQ(at(system.get("/pay/status?tp_order_id=" + order), "code"), "0");
    }
    const int64_t kilobytes = status_kilobytes(system.pid_of("worker"), "RssAnon");
    EXPECT_GT(kilobytes, 0);
    EXPECT_LT(kilobytes, 8 * 1024);
}

// 1024, the usual soft limit, are fewer connections than may wait on Baidu.
TEST(startup, as_many_files_may_be_open_as_the_system_allows) {
    const local_system system;
    const std::string limits = content_of(concat("/proc/", system.pid_of("worker"), "/limits"));
    std::istringstream line(limits.substr(limits.find("Max open files") + 14));
    std::string soft;
    std::string hard;
    line >> soft >> hard;
    EXPECT_EQ(soft, hard) << limits;
    EXPECT_NE(soft, "");
}

// The kernel gives a signal to any thread that does not block it: libfcgi's handler there would
// swallow a SIGTERM that comes before main waits for it.
TEST(startup, signals_are_left_to_the_main_thread) {
    local_system system;
    const pid_t worker = system.pid_of("worker");
    int threads = 0;
    for (const auto& task :
         std::filesystem::directory_iterator(concat("/proc/", worker, "/task"))) {
        if (task.path().filename() == std::to_string(worker)) continue;
        const std::string status = content_of(task.path() / "status");
        const std::string label = "SigBlk:";
        const size_t at = status.find(label);
        ASSERT_NE(at, std::string::npos);
        const auto blocked = std::stoull(status.substr(at + label.size()), nullptr, 16);
        EXPECT_TRUE(blocked & (1ull << (SIGTERM - 1))) << status.substr(0, status.find('\n'));
        ++threads;
    }
    EXPECT_GE(threads, 4) << "two loops, the store and the log";
}

}  // namespace
}  // namespace swan::e2e
