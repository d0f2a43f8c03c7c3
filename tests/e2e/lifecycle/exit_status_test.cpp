// How the worker ends when it cannot start, and what it says then.
#include <gtest/gtest.h>
#include <sysexits.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"
#include "own_worker.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

class exit_status : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        system_ = std::make_unique<local_system>();
        system_->paid_order();
        system_->stop("worker");
    }
    static void TearDownTestSuite() { system_.reset(); }

    static std::filesystem::path conf() { return system_->folder() / "conf"; }
    static outcome run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), (local_system::build() / "swan-fcgi").string());
        return run_to_end(arguments, system_->folder() / "tmp");
    }
    // server.json of a sandbox, with one more member.
    static std::string sandbox_with(const std::string& member) {
        return R"({"upstream_base":"http://127.0.0.1:1",)" + member + "}";
    }
    // All names in the folder of the system.
    static std::set<std::string> files() {
        std::set<std::string> all;
        for (const auto& each : std::filesystem::recursive_directory_iterator(system_->folder()))
            all.insert(each.path().string());
        return all;
    }
    static long lines(const std::string& text) { return std::ranges::count(text, '\n'); }

    // One file of the configuration is another for as long as this lives.
    class replaced {
      public:
        replaced(const std::string& name, const std::string& content)
            : file_(conf() / name), before_(content_of(file_)) {
            std::ofstream(file_) << content;
        }
        ~replaced() { std::ofstream(file_) << before_; }
        replaced(const replaced&) = delete;

      private:
        std::filesystem::path file_;
        std::string before_;
    };

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> exit_status::system_;

TEST_F(exit_status, is_0_for_the_version_and_for_help) {
    const outcome version = run({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_TRUE(version.out.starts_with("swan-fcgi ")) << version.out;
    EXPECT_EQ(lines(version.out), 1);
    EXPECT_EQ(version.err, "");
    const outcome help = run({"--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find("--conf"), std::string::npos);
}

TEST_F(exit_status, is_64_for_a_flag_that_is_unknown) {
    for (const std::string flag : {"--frobnicate", "extra"}) {
        const outcome got = run({flag});
        EXPECT_EQ(got.status, EX_USAGE);
        EXPECT_NE(got.err.find(flag), std::string::npos) << got.err;
        EXPECT_EQ(got.out, "");
    }
    EXPECT_EQ(run({"--conf"}).status, EX_USAGE);
}

TEST_F(exit_status, is_64_without_a_listening_socket) {
    const outcome got = run({"--conf", conf()});
    EXPECT_EQ(got.status, EX_USAGE);
    EXPECT_NE(got.err.find("spawn-fcgi"), std::string::npos) << got.err;
    EXPECT_EQ(lines(got.err), 1) << got.err;
}

TEST_F(exit_status, is_0_when_a_check_finds_nothing) {
    const outcome got = run({"--check", "--conf", conf()});
    EXPECT_EQ(got.status, 0);
    EXPECT_EQ(lines(got.out), 1) << got.out;
    EXPECT_EQ(got.err, "");
}

TEST_F(exit_status, is_78_with_one_line_that_names_file_key_and_reason) {
    struct fault {
        std::string file, content, key;
    };
    const std::vector<fault> faults = {
        {"smart_app.json", R"({"app_key":"{{app_key}}","secret_key":"s"})", "app_key"},
        {"smart_app.json", R"({"app_key":"k"})", "secret_key"},
        {"server.json", R"({"lops":2})", "lops"},
        {"server.json", R"({"loops":65})", "loops"},
        {"server.json", R"({"upstream_base":"http://example.com"})", "upstream_base"},
        {"pay.json", "{", ""},
        {"self_rsa_private_key.pem", "no key", ""},
    };
    for (const fault& each : faults) {
        const replaced file(each.file, each.content);
        for (const bool check : {true, false}) {
            std::vector<std::string> arguments = {"--conf", conf()};
            if (check) arguments.emplace_back("--check");
            const outcome got = run(arguments);
            EXPECT_EQ(got.status, EX_CONFIG) << each.content;
            EXPECT_EQ(lines(got.err), 1) << got.err;
            EXPECT_NE(got.err.find(each.file), std::string::npos) << got.err;
            EXPECT_NE(got.err.find(each.key), std::string::npos) << got.err;
            EXPECT_EQ(got.out, "");
        }
    }
    EXPECT_EQ(run({"--conf", conf() / "nowhere"}).status, EX_CONFIG);
    EXPECT_EQ(run({"--check", "--conf", conf()}).status, 0) << "all is as before";
}

TEST_F(exit_status, is_told_in_one_line_without_a_log_file_too) {
    const replaced log("log.json", "{}");
    const replaced file("pay.json", "{");
    const outcome got = run({"--conf", conf()});
    EXPECT_EQ(got.status, EX_CONFIG);
    EXPECT_EQ(lines(got.err), 1) << got.err;
}

TEST_F(exit_status, is_78_when_the_log_file_cannot_be_opened) {
    const replaced log("log.json", R"({"file_path":"conf/pay.json/swan.log"})");
    const outcome got = run({"--conf", conf()});
    EXPECT_EQ(got.status, EX_CONFIG);
    EXPECT_EQ(lines(got.err), 1) << got.err;
    EXPECT_NE(got.err.find("log.json"), std::string::npos) << got.err;
}

// --check once passed what the start then stumbled over, an unwritable store with status 1.
TEST_F(exit_status, is_78_when_a_file_that_the_configuration_names_cannot_be_used) {
    struct fault {
        std::string file, content, tells;
    };
    const std::vector<fault> faults = {
        {"log.json", R"({"file_path":"conf/pay.json/swan.log"})", "log.json: file_path: "},
        {"log.json", R"({"file_path":"conf"})", "log.json: file_path: "},
        {"server.json", sandbox_with(R"("store":"sqlite3:conf/pay.json/a.db")"), "store: "},
        {"server.json", sandbox_with(R"("store":"sqlite3:conf")"), "store: "},
        {"server.json", sandbox_with(R"("store":"sqlite3:no/such/folder/a.db")"), "store: "},
        {"server.json", sandbox_with(R"("store":"sqlite3:conf/pay.json")"), "not a database"},
        {"server.json", sandbox_with(R"("order_key_file":"conf/absent.key")"), "conf/absent.key"},
        {"server.json", sandbox_with(R"("order_key_file":"conf/pay.json")"), "conf/pay.json"},
    };
    for (const fault& each : faults) {
        const replaced file(each.file, each.content);
        const auto before = files();
        const outcome checked = run({"--check", "--conf", conf()});
        const outcome started = run({"--conf", conf()});
        for (const outcome& got : {checked, started}) {
            EXPECT_EQ(got.status, EX_CONFIG) << each.content;
            EXPECT_EQ(lines(got.err), 1) << got.err;
            EXPECT_NE(got.err.find(each.tells), std::string::npos) << got.err;
            EXPECT_EQ(got.out, "");
        }
        EXPECT_EQ(files(), before) << "a check makes nothing";
    }
    EXPECT_EQ(run({"--check", "--conf", conf()}).status, 0) << "all is as before";
}

TEST_F(exit_status, is_0_with_a_warning_when_everybody_can_read_a_private_key) {
    using std::filesystem::perms;
    for (const auto& key :
         {conf() / "self_rsa_private_key.pem", system_->folder() / "data/order.key"}) {
        std::filesystem::permissions(key, perms::others_read, std::filesystem::perm_options::add);
        const outcome got = run({"--check", "--conf", conf()});
        EXPECT_EQ(got.status, 0);
        EXPECT_TRUE(got.err.starts_with("swan-fcgi: warning: " + key.string())) << got.err;
        EXPECT_EQ(lines(got.err), 1) << got.err;
        std::filesystem::permissions(key, perms::others_read,
                                     std::filesystem::perm_options::remove);
    }
}

TEST_F(exit_status, is_78_and_told_in_the_log_when_spawn_fcgi_hides_stderr) {
    const auto log = system_->folder() / "logs/swan.log";
    const std::string before = content_of(log);
    {
        const replaced file("goods.json", R"([{"id":"tea","title":"t","price":0}])");
        process worker(worker_command(*system_));
        EXPECT_EQ(worker.wait(), EX_CONFIG);
    }
    const std::string said = content_of(log).substr(before.size());
    EXPECT_NE(said.find("ERROR"), std::string::npos) << said;
    EXPECT_NE(said.find("goods.json"), std::string::npos) << said;
    EXPECT_EQ(lines(said), 1) << said;
}

TEST_F(exit_status, is_78_when_a_newer_program_has_used_the_database) {
    sql db("sqlite3:" + (system_->folder() / "data/swan.db").string());
    db.execute("update schema_version set version = version + 1000");
    process worker(worker_command(*system_));
    EXPECT_EQ(worker.wait(), EX_CONFIG);
    EXPECT_EQ(run({"--check", "--conf", conf()}).status, EX_CONFIG);
    db.execute("update schema_version set version = version - 1000");
    EXPECT_NE(system_->logs().find("schema"), std::string::npos);
}

}  // namespace
}  // namespace swan::e2e
