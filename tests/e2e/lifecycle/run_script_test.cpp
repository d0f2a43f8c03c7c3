// deploy/swan-fcgi-run, as a supervisor starts it.
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <fstream>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {
namespace {

namespace fs = std::filesystem;

class run_script : public testing::Test {
  protected:
    // All that the script needs lies in the system's folder: another user may read nothing else.
    void SetUp() override {
        system_.stop("worker");
        fs::copy_file(local_system::build() / "swan-fcgi", folder() / "swan-fcgi");
        fs::copy_file(local_system::project() / "deploy/swan-fcgi-run", folder() / "swan-fcgi-run");
    }

    const fs::path& folder() const { return system_.folder(); }
    fs::path socket() const { return folder() / "swan.sock"; }

    // The command that starts the script; `before`: what runs it as another user.
    std::vector<std::string> command(std::vector<std::string> before = {}) const {
        before.insert(before.end(),
                      {"env", "SWAN_BIN=" + (folder() / "swan-fcgi").string(),
                       "SWAN_CONF=" + (folder() / "conf").string(),
                       "SWAN_SOCKET=" + socket().string(), "SWAN_USER=nobody",
                       "SWAN_SOCKET_GROUP=nogroup", (folder() / "swan-fcgi-run").string()});
        return before;
    }
    // As who the worker runs: nobody, where we are root and may give it the folder.
    void give_to_nobody() const {
        const passwd* const who = getpwnam("nobody");
        ASSERT_NE(who, nullptr);
        ASSERT_EQ(chown(folder().c_str(), who->pw_uid, who->pw_gid), 0);
        for (const auto& each : fs::recursive_directory_iterator(folder()))
            ASSERT_EQ(lchown(each.path().c_str(), who->pw_uid, who->pw_gid), 0) << each.path();
    }

    void expect_serves(process& worker) const {
        system_.await_worker();
        struct stat seen {};
        ASSERT_EQ(stat(socket().c_str(), &seen), 0);
        EXPECT_TRUE(S_ISSOCK(seen.st_mode));
        EXPECT_EQ(seen.st_mode & 07777, 0660u);
        EXPECT_EQ(at(system_.get("/pay/gen"), "code"), "0");
        if (geteuid() == 0) {
            EXPECT_EQ(seen.st_uid, getpwnam("nobody")->pw_uid);
            EXPECT_EQ(seen.st_gid, getgrnam("nogroup")->gr_gid);
            struct stat of_worker {};
            ASSERT_EQ(stat(concat("/proc/", worker.pid()).c_str(), &of_worker), 0);
            EXPECT_EQ(of_worker.st_uid, getpwnam("nobody")->pw_uid);
        }
        worker.signal(SIGTERM);
        EXPECT_EQ(worker.wait(), 0) << "the script has become the worker";
    }

    local_system system_;
};

TEST_F(run_script, started_without_privileges_serves_on_a_socket_for_its_user_and_group) {
    std::vector<std::string> as_nobody;
    if (geteuid() == 0) {
        give_to_nobody();
        as_nobody = {"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"};
    }
    process worker(command(as_nobody));
    expect_serves(worker);
}

TEST_F(run_script, started_by_root_becomes_its_user) {
    if (geteuid() != 0) GTEST_SKIP() << "only root may become another user";
    give_to_nobody();
    process worker(command());
    expect_serves(worker);
}

TEST_F(run_script, ends_with_78_and_makes_no_socket_when_the_configuration_is_wrong) {
    std::ofstream(folder() / "conf/goods.json") << "[{}]";
    if (geteuid() == 0) give_to_nobody();
    fs::remove(socket());
    const outcome got = run_to_end(command(), folder() / "tmp");
    EXPECT_EQ(got.status, EX_CONFIG);
    EXPECT_NE(got.err.find("goods.json"), std::string::npos) << got.err;
    EXPECT_FALSE(fs::exists(socket()));
}

}  // namespace
}  // namespace swan::e2e
