// Starting and stopping: what `make run` and `make stop` promise.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {
namespace {

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// Whether process `pid` was started with something of `folder` or holds a file of it open (as
// nginx's own workers do, whose command line names nothing).
bool belongs_to(const std::filesystem::path& pid, const std::string& folder) {
    if (content_of(pid / "cmdline").find(folder) != std::string::npos) return true;
    std::error_code gone;
    for (const auto& fd : std::filesystem::directory_iterator(pid / "fd", gone))
        if (std::filesystem::read_symlink(fd.path(), gone).string().starts_with(folder))
            return true;
    return false;
}

int processes_of(const std::filesystem::path& folder) {
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string pid = entry.path().filename().string();
        if (is_number(pid) && pid != std::to_string(getpid()))
            found += belongs_to(entry.path(), folder.string()) ? 1 : 0;
    }
    return found;
}

// What is made once and never again.
std::map<std::string, std::string> kept_files(const std::filesystem::path& folder) {
    std::map<std::string, std::string> all;
    for (const char* part : {"conf", "keys"})
        for (const auto& file : std::filesystem::directory_iterator(folder / part))
            all[file.path().string()] = content_of(file.path());
    all["order key"] = content_of(folder / "data/order.key");
    return all;
}

outcome run_script(const std::string& name, const std::vector<std::string>& settings,
                   const std::filesystem::path& folder) {
    std::vector<std::string> command = {"env"};
    command.insert(command.end(), settings.begin(), settings.end());
    command.push_back("BUILD=" + local_system::build().string());
    command.push_back((local_system::project() / "tests/local" / name).string());
    return run_to_end(command, folder);
}

long lines(const std::string& text) { return std::ranges::count(text, '\n'); }

// What the exception says that `act` throws; empty when it throws none.
template <class F>
std::string failure_of(F act) {
    try {
        act();
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return {};
}

TEST(scripts, two_copies_run_side_by_side) {
    local_system one;
    local_system two;
    const std::string order = one.paid_order();
    two.paid_order();
    EXPECT_EQ(at(one.get("/pay/status?tp_order_id=" + order), "data.payStatus.statusNum"), "1");
    EXPECT_EQ(at(two.get("/pay/status?tp_order_id=" + order), "code"), "20001");
    one.stop();
    EXPECT_EQ(processes_of(one.folder()), 0);
    two.paid_order();
}

TEST(scripts, stopping_leaves_no_process_and_may_be_repeated) {
    local_system system;
    system.paid_order();
    EXPECT_GE(processes_of(system.folder()), 5) << "worker, sandbox, nginx and two of its own";
    system.stop();
    EXPECT_EQ(processes_of(system.folder()), 0);
    system.stop();
    EXPECT_EQ(system.get("/pay/gen").status, 0) << "nobody listens";
}

TEST(scripts, stopping_what_was_never_started_is_no_error) {
    local_system system;
    const outcome got = run_script(
        "stop.sh", {concat("RUN_DIR=", system.folder().string(), "/nothing-here")}, "/tmp");
    EXPECT_EQ(got.status, 0) << got.err;
    EXPECT_EQ(got.out, concat("nothing runs in ", system.folder().string(), "/nothing-here\n"));
}

TEST(scripts, starting_again_keeps_keys_configuration_and_data) {
    local_system system;
    const auto before = kept_files(system.folder());
    const std::string order = system.paid_order();
    const pid_t worker = system.pid_of("worker");
    system.restart();
    system.restart();
    EXPECT_NE(system.pid_of("worker"), worker);
    EXPECT_EQ(kept_files(system.folder()), before);
    EXPECT_EQ(at(system.get("/pay/status?tp_order_id=" + order), "data.payStatus.statusNum"), "1");
    system.log_in("someone");
}

TEST(scripts, a_process_that_took_over_a_recorded_number_is_left_alone) {
    local_system system;
    system.stop("worker");
    process stranger({"sleep", "1000"});
    system.adopt("worker", stranger.pid());
    const auto file = system.folder() / "worker.pid";
    std::string record = content_of(file);
    record.insert(record.size() - 1, "0");  // another start time
    std::ofstream(file) << record;
    system.stop();
    EXPECT_EQ(stranger.wait(std::chrono::milliseconds(0)), std::nullopt) << "it was ended";
    system.adopt("worker", stranger.pid());
    system.stop();
    EXPECT_NE(stranger.wait(), std::nullopt) << "with the right start time it is ours";
}

TEST(scripts, a_port_in_use_is_named_with_its_user) {
    local_system system;
    const auto other = system.folder() / "other";
    const outcome got = run_script(
        "start.sh", {"RUN_DIR=" + other.string(), concat("PORT=", system.port()), "SANDBOX_PORT=1"},
        system.folder());
    EXPECT_EQ(got.status, 1);
    EXPECT_NE(got.err.find(concat(system.port())), std::string::npos) << got.err;
    EXPECT_NE(got.err.find("nginx"), std::string::npos) << got.err;
    EXPECT_FALSE(std::filesystem::exists(other / "worker.pid"));
    EXPECT_FALSE(std::filesystem::exists(other / "sandbox.pid"));
    system.paid_order();
}

// It was once found out after the running system had been stopped.
TEST(scripts, a_port_that_cannot_be_had_takes_nothing_down) {
    local_system system;
    local_system other;
    const pid_t worker = system.pid_of("worker");
    const auto start_on = [&](int port, int sandbox_port) {
        return run_script("start.sh",
                          {concat("RUN_DIR=", system.folder().string()), concat("PORT=", port),
                           concat("SANDBOX_PORT=", sandbox_port)},
                          system.folder());
    };
    for (const int port : {other.port(), system.sandbox_port(), 0, 65536}) {
        const outcome got = start_on(port, system.sandbox_port());
        EXPECT_EQ(got.status, 1);
        EXPECT_NE(got.err.find(concat(port)), std::string::npos) << got.err;
        EXPECT_EQ(lines(got.err), 1) << got.err;
        EXPECT_EQ(system.pid_of("worker"), worker);
        system.paid_order();
    }
    EXPECT_EQ(start_on(system.sandbox_port(), system.port()).status, 0) << "its own are free";
}

TEST(scripts, an_edited_server_json_that_names_another_sandbox_takes_nothing_down) {
    local_system system;
    local_system other;
    const pid_t worker = system.pid_of("worker");
    const auto name_sandbox = [&](int port) {
        std::ofstream(system.folder() / "conf/server.json")
            << R"({"upstream_base":"http://127.0.0.1:)" << port << R"("})";
    };
    name_sandbox(other.sandbox_port());
    const std::string told = failure_of([&] { system.restart(); });
    EXPECT_NE(told.find("upstream_base"), std::string::npos) << told;
    EXPECT_NE(told.find(concat(":", system.sandbox_port())), std::string::npos) << told;
    EXPECT_EQ(system.pid_of("worker"), worker);
    name_sandbox(system.sandbox_port());
    system.restart();
    system.paid_order();
}

TEST(scripts, a_file_that_only_the_sandbox_repeats_is_told_by_the_worker) {
    local_system system;
    std::ofstream(system.folder() / "conf/pay.json") << "{";
    const std::string told = failure_of([&] { system.restart(); });
    EXPECT_NE(told.find("swan-fcgi: "), std::string::npos) << told;
    EXPECT_NE(told.find("conf/pay.json: is not JSON"), std::string::npos) << told;
    EXPECT_EQ(told.find("jq"), std::string::npos) << told;
}

// A secret of a further mini-program was handed on to the sandbox's worker.
TEST(scripts, the_environments_secrets_stay_outside) {
    const local_system system;
    const std::string folder = system.folder().string();
    const outcome got =
        run_script("start.sh",
                   {"RUN_DIR=" + folder + "/own", concat("PORT=", free_port()),
                    concat("SANDBOX_PORT=", free_port()), "SWAN_SECRET_KEY_FILE=/etc/hostname",
                    "SWAN_SECRET_KEY_FILE_SHOP=/x"},
                   system.folder());
    EXPECT_EQ(got.status, 0) << got.err;
    const std::string pid = content_of(folder + "/own/worker.pid");
    const std::string environment =
        content_of("/proc/" + pid.substr(0, pid.find(' ')) + "/environ");
    EXPECT_NE(environment.find("PATH="), std::string::npos);
    EXPECT_EQ(environment.find("SWAN_SECRET_KEY_FILE"), std::string::npos);
    EXPECT_EQ(run_script("stop.sh", {"RUN_DIR=" + folder + "/own"}, system.folder()).status, 0);
}

TEST(scripts, a_folder_that_cannot_be_made_is_told_once) {
    const outcome got = run_script("start.sh",
                                   {"RUN_DIR=/proc/nowhere", concat("PORT=", free_port()),
                                    concat("SANDBOX_PORT=", free_port())},
                                   "/tmp");
    EXPECT_EQ(got.status, 1);
    EXPECT_NE(got.err.find("/proc/nowhere"), std::string::npos) << got.err;
    EXPECT_EQ(lines(got.err), 1) << got.err;
}

// Both once left public halves behind that fitted no private key: every signature was refused.
TEST(scripts, a_private_key_that_is_lost_or_replaced_gets_a_new_public_half) {
    local_system system;
    const auto own = system.folder() / "conf/self_rsa_private_key.pem";
    std::filesystem::remove(own);
    std::filesystem::remove(system.folder() / "keys/platform_rsa_private_key.pem");
    system.restart();
    system.paid_order();
    ASSERT_EQ(run_to_end({"openssl", "genrsa", "-out", own.string(), "1024"}, "/tmp").status, 0);
    const std::string mine = content_of(own);
    system.restart();
    EXPECT_EQ(content_of(own), mine);
    system.paid_order();
}

TEST(scripts, a_lost_public_half_is_made_again) {
    local_system system;
    const auto before = kept_files(system.folder());
    std::filesystem::remove(system.folder() / "conf/platform_rsa_public_key.pem");
    std::filesystem::remove(system.folder() / "keys/merchant_rsa_public_key.pem");
    system.restart();
    EXPECT_EQ(kept_files(system.folder()), before);
}

TEST(scripts, a_public_key_of_the_users_own_is_never_overwritten) {
    local_system system;
    const auto file = system.folder() / "keys/merchant_rsa_public_key.pem";
    const std::string fitting = content_of(file);
    const std::string bare = fitting.substr(fitting.find('\n') + 1);  // without our first line
    std::ofstream(file) << bare;
    system.restart();
    EXPECT_EQ(content_of(file), bare);
    const std::string foreign = content_of(system.folder() / "conf/platform_rsa_public_key.pem");
    std::ofstream(file) << foreign;
    const std::string told = failure_of([&] { system.restart(); });
    EXPECT_NE(told.find(file.string()), std::string::npos) << told;
    EXPECT_NE(told.find("conf/self_rsa_private_key.pem"), std::string::npos) << told;
    EXPECT_EQ(content_of(file), foreign);
    system.paid_order();
}

TEST(scripts, a_faulty_configuration_takes_nothing_down) {
    local_system system;
    const pid_t worker = system.pid_of("worker");
    std::ofstream(system.folder() / "conf/goods.json") << "[{}]";
    EXPECT_THROW(system.restart(), std::runtime_error);
    EXPECT_EQ(system.pid_of("worker"), worker);
    system.paid_order();
}

TEST(scripts, a_folder_too_long_for_a_socket_is_told) {
    const std::string deep = "/tmp/" + std::string(120, 'd');
    const outcome got = run_script("start.sh", {"RUN_DIR=" + deep}, "/tmp");
    EXPECT_EQ(got.status, 1);
    EXPECT_NE(got.err.find("107"), std::string::npos) << got.err;
    EXPECT_FALSE(std::filesystem::exists(deep));
}

}  // namespace
}  // namespace swan::e2e
