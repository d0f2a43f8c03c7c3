// Who is not root runs a system too, and nothing of it is root's.
#include <gtest/gtest.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {
namespace {

// What `make run` and `make stop` need, in a folder that belongs to the user `nobody`.
class folder_of_nobody {
  public:
    folder_of_nobody() {
        std::string name = "/tmp/swan-e2e-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
        const std::string project = local_system::project().string();
        const std::string build = local_system::build().string();
        run(concat("mkdir -p ", name, "/tests ", name, "/build && cp -r ", project, "/tests/local ",
                   name, "/tests/ && cp -r ", project, "/nginx ", name, "/ && cp ", build,
                   "/swan-fcgi ", build, "/swan-sandbox ", name,
                   "/build/ && chown -R nobody: ", name));
    }
    ~folder_of_nobody() {
        run_script("stop.sh", {});  // should the test have ended before
        std::filesystem::remove_all(path_);
    }
    folder_of_nobody(const folder_of_nobody&) = delete;

    outcome run_script(const std::string& name, const std::vector<std::string>& settings) const {
        std::vector<std::string> command = {
            "setpriv", "--reuid=nobody",    "--regid=nogroup", "--clear-groups", "env",
            "-i",      "PATH=/usr/bin:/bin"};
        command.insert(command.end(), settings.begin(), settings.end());
        command.push_back((path_ / "tests/local" / name).string());
        return run_to_end(command, "/tmp");
    }
    // Of the worker, the sandbox and nginx, the folders in /proc.
    std::vector<std::filesystem::path> processes() const {
        std::vector<std::filesystem::path> all;
        for (const char* name : {"worker.pid", "sandbox.pid", "nginx.pid"}) {
            const std::string record = content_of(path_ / "run" / name);
            all.push_back("/proc/" + record.substr(0, record.find(' ')));
        }
        return all;
    }

  private:
    std::filesystem::path path_;
};

uid_t nobody() { return getpwnam("nobody")->pw_uid; }

// 0 also when it has ended.
uid_t owner_of(const std::filesystem::path& process) {
    struct stat seen {};
    return stat(process.c_str(), &seen) == 0 ? seen.st_uid : 0;
}

TEST(ordinary_user, starts_walks_and_stops_a_system_of_his_own) {
    if (geteuid() != 0) GTEST_SKIP() << "every test is one of it";
    const folder_of_nobody folder;
    const std::vector<std::string> ports = {concat("PORT=", free_port()),
                                            concat("SANDBOX_PORT=", free_port())};
    const outcome started = folder.run_script("start.sh", ports);
    EXPECT_EQ(started.status, 0) << started.err;
    const outcome walked = folder.run_script("walk.sh", ports);
    EXPECT_EQ(walked.status, 0) << walked.err;
    const auto processes = folder.processes();
    ASSERT_EQ(processes.size(), 3u);
    for (const auto& each : processes) {
        EXPECT_EQ(owner_of(each), nobody()) << each;
        EXPECT_NE(content_of(each / "cmdline"), "") << each;
    }
    EXPECT_EQ(folder.run_script("stop.sh", ports).status, 0);
    // One that its parent has not collected yet has no command line any more.
    for (const auto& each : processes) EXPECT_EQ(content_of(each / "cmdline"), "") << each;
}

}  // namespace
}  // namespace swan::e2e
