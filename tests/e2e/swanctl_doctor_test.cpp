// swanctl doctor on a whole system: green when all is well, and each fault is told by its check
// alone, with what to do about it.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/text.h"
#include "local_system.h"
#include "process.h"
#include "scripted_baidu.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

namespace fs = std::filesystem;

// A file that is not as it should be, until the end of the test.
class planted {
  public:
    planted(fs::path file, const std::string& content)
        : file_(std::move(file)), before_(content_of(file_)) {
        std::ofstream(file_) << content;
    }
    ~planted() { std::ofstream(file_) << before_; }
    planted(const planted&) = delete;
    planted& operator=(const planted&) = delete;

  private:
    fs::path file_;
    std::string before_;
};

class swanctl_doctor : public testing::Test {
  protected:
    static void SetUpTestSuite() { system_ = std::make_unique<local_system>(); }
    static void TearDownTestSuite() { system_.reset(); }

    static fs::path conf(const std::string& file = "") { return system_->folder() / "conf" / file; }
    static std::string original(const std::string& file) { return content_of(conf(file)); }
    static std::string with(std::string text, const std::string& old, const std::string& fresh) {
        const size_t begin = text.find(old);
        EXPECT_NE(begin, std::string::npos) << old << " is not in " << text;
        return text.replace(begin, old.size(), fresh);
    }

    static outcome examine(std::vector<std::string> more = {}) {
        std::vector<std::string> all{local_system::build() / "swanctl",
                                     "doctor",
                                     "--conf",
                                     conf(),
                                     "--url",
                                     system_->url("")};
        all.insert(all.end(), more.begin(), more.end());
        outcome got = run_to_end(all, system_->folder());
        EXPECT_EQ(got.err, "");
        for (const std::string& secret : secrets())
            EXPECT_EQ(got.out.find(secret), std::string::npos) << "a secret is told:\n" << got.out;
        return got;
    }
    static std::vector<std::string> secrets() {
        std::vector<std::string> all{
            at(original("smart_app.json"), "secret_key"),
            content_of(system_->folder() / "data/order.key").substr(0, 64)};
        std::istringstream lines(original("self_rsa_private_key.pem"));
        for (std::string line; std::getline(lines, line);)
            if (line.size() == 64) all.push_back(line);
        return all;
    }

    static std::vector<std::string> lines(const outcome& got, const std::string& label) {
        std::vector<std::string> all;
        std::istringstream text(got.out);
        for (std::string line; std::getline(text, line);)
            if (line.starts_with(label)) all.push_back(line);
        return all;
    }
    // Exactly this check is red, and its line names the mend.
    static void expect_red(const std::string& check, const std::string& mend) {
        expect_red(check, mend, examine());
    }
    static void expect_red(const std::string& check, const std::string& mend, const outcome& got) {
        EXPECT_EQ(got.status, 1) << got.out;
        const auto failed = lines(got, "FAIL");
        ASSERT_EQ(failed.size(), 1u) << got.out;
        EXPECT_TRUE(failed[0].starts_with(concat("FAIL  ", check, ": "))) << failed[0];
        EXPECT_NE(failed[0].find(mend), std::string::npos) << failed[0];
    }
    static void expect_skipped(const std::string& check, const outcome& got) {
        const auto skipped = lines(got, concat("skip  ", check, ": skipped: "));
        EXPECT_EQ(skipped.size(), 1u) << got.out;
    }

    static std::string server_json(const std::string& upstream, const std::string& store) {
        return concat(R"({"environment":"sandbox","upstream_base":")", upstream,
                      R"(","store":"sqlite3:)", store, R"("})");
    }
    static std::string sandbox() { return concat("http://127.0.0.1:", system_->sandbox_port()); }

    static std::string database() { return (system_->folder() / "data/swan.db").native(); }
    // What the ledger holds, and the files that it is in.
    static std::string ledger() {
        sql db("sqlite3:" + database());
        std::string all;
        for (const auto& row : db.query(
                 "select 'o', count(*) from orders union all select 'p', count(*) from payments"
                 " union all select 'r', count(*) from refunds"
                 " union all select 'm', count(*) from messages"
                 " union all select 'q', count(*) from quarantine",
                 "ti"))
            append_to(all, row.text(0), row.number(1), " ");
        std::vector<std::string> files;
        for (const auto& each : fs::directory_iterator(fs::path(database()).parent_path()))
            files.push_back(each.path().filename());
        std::ranges::sort(files);
        for (const std::string& each : files) append_to(all, each, " ");
        return all;
    }
    static void set_schema(int64_t version) {
        sql db("sqlite3:" + database());
        db.execute("update schema_version set version = :version where id = 1", {version});
    }
    static int64_t schema() {
        sql db("sqlite3:" + database());
        return db.query_one("select version from schema_version where id = 1", "i")->number(0);
    }

    // nginx loads its configuration anew and answers `path` with `status` from then on.
    static void reload_nginx(const std::string& path, int status) {
        system_->signal("nginx", SIGHUP);
        EXPECT_TRUE(
            local_system::eventually([&] { return system_->post(path, "a=b").status == status; }));
    }

    static std::unique_ptr<local_system> system_;
};
std::unique_ptr<local_system> swanctl_doctor::system_;

TEST_F(swanctl_doctor, is_green_when_all_is_well_and_changes_nothing) {
    system_->paid_order();
    const std::string before = ledger();
    const outcome got = examine();
    EXPECT_EQ(got.status, 0) << got.out;
    EXPECT_EQ(lines(got, "FAIL").size() + lines(got, "skip").size(), 0u) << got.out;
    for (const char* each :
         {"files: ", "modes: ", "keys: the private key signs",
          "identifiers: ", "clock: ", "store: ", "worker: ", "callback /pay/callback/succ: ",
          "callback /pay/callback/refund_audit: ", "callback /pay/callback/refund: ", "baidu http",
          "limits: sandbox"})
        EXPECT_EQ(lines(got, concat("ok    ", each)).size(),
                  each == std::string("store: ") ? 2u : 1u)
            << each << "\n"
            << got.out;
    EXPECT_EQ(ledger(), before);
}

TEST_F(swanctl_doctor, tells_programs_the_same_in_json) {
    const planted broken(conf("pay.json"), "{");
    const outcome got = examine({"--json"});
    EXPECT_EQ(got.status, 1) << got.out;
    EXPECT_EQ(at(got.out, "failed"), "1") << got.out;
    EXPECT_EQ(at(got.out, "checks.0.check"), "files");
    EXPECT_EQ(at(got.out, "checks.0.result"), "fail");
    EXPECT_NE(at(got.out, "checks.0.seen").find("pay.json"), std::string::npos);
}

TEST_F(swanctl_doctor, tells_a_placeholder_that_nobody_has_filled_in) {
    const std::string deal = at(original("pay.json"), "deal_id");
    const planted unfilled(conf("pay.json"), with(original("pay.json"), deal, "{{deal_id}}"));
    const outcome got = examine();
    expect_red("files", "put the dealId of your payment service there", got);
    expect_skipped("identifiers", got);
}

TEST_F(swanctl_doctor, tells_a_private_key_that_everybody_can_read) {
    const fs::path key = conf("self_rsa_private_key.pem");
    fs::permissions(key, fs::perms::others_read, fs::perm_options::add);
    expect_red("modes", "chmod 600 " + key.native());
    fs::permissions(key, fs::perms::others_read, fs::perm_options::remove);
}

TEST_F(swanctl_doctor, tells_our_own_public_key_in_place_of_the_platforms) {
    const planted own(conf("platform_rsa_public_key.pem"),
                      content_of(system_->folder() / "keys/merchant_rsa_public_key.pem"));
    expect_red("keys", "put the platform's public key");
}

TEST_F(swanctl_doctor, tells_a_platform_key_that_is_none) {
    const planted broken(conf("platform_rsa_public_key.pem"), "-----BEGIN PUBLIC KEY-----\nMIIB\n");
    expect_red("files", "platform_rsa_public_key.pem: cannot be used as a key");
}

TEST_F(swanctl_doctor, tells_a_private_key_whose_numbers_do_not_belong_together) {
    std::string text = original("self_rsa_private_key.pem");
    const size_t middle = text.find("-----BEGIN") + 700;
    const size_t letter = text.find_first_not_of('\n', middle);
    text[letter] = text[letter] == 'A' ? 'B' : 'A';
    const planted damaged(conf("self_rsa_private_key.pem"), text);
    const outcome got = examine();
    expect_red("files", "self_rsa_private_key.pem: cannot be used as a key", got);
    expect_skipped("keys", got);
}

TEST_F(swanctl_doctor, tells_the_mini_programs_app_key_in_place_of_the_payment_services) {
    const std::string app_key = at(original("smart_app.json"), "app_key");
    const std::string pay_key = at(original("pay.json"), "app_key");
    const planted mixed_up(conf("pay.json"), with(original("pay.json"), pay_key, app_key));
    expect_red("identifiers", "put the appKey of your payment service there");
}

TEST_F(swanctl_doctor, tells_a_store_in_a_folder_that_cannot_be) {
    const planted moved(conf("server.json"), server_json(sandbox(), "conf/pay.json/swan.db"));
    expect_red("store", "must belong to the user that swan-fcgi runs as");
}

TEST_F(swanctl_doctor, tells_a_store_of_a_newer_program) {
    const int64_t known = schema();
    set_schema(999);
    expect_red("store", "start the newer program");
    set_schema(known);
}

TEST_F(swanctl_doctor, tells_that_baidu_is_not_reached) {
    const planted elsewhere(conf("server.json"), server_json("http://127.0.0.1:1", "data/swan.db"));
    expect_red("baidu http://127.0.0.1:1", "firewall");
}

TEST_F(swanctl_doctor, tells_a_clock_that_differs_from_baidus) {
    scripted_baidu baidu;
    baidu.order("/", says("200 OK", "{}", "Date: Sun, 06 Nov 2033 08:49:37 GMT\r\n"));
    const planted elsewhere(conf("server.json"), server_json(baidu.url(), "data/swan.db"));
    expect_red("clock", "NTP");
}

TEST_F(swanctl_doctor, tells_a_callback_address_that_does_not_reach_the_worker) {
    const std::string path = "/pay/callback/refund_audit";
    const fs::path file = system_->folder() / "swan-server.conf";
    {
        const planted hidden(file,
                             concat("location = ", path, " { return 404; }\n", content_of(file)));
        reload_nginx(path, 404);
        expect_red("callback " + path, "swan-server.conf");
    }
    reload_nginx(path, 200);
}

TEST_F(swanctl_doctor, tells_that_the_worker_is_down) {
    system_->stop("worker");
    const outcome got = examine();
    expect_red("worker", "systemctl start swan-fcgi", got);
    expect_skipped("callback", got);
    system_->restart();
}

TEST_F(swanctl_doctor, tells_that_nginx_is_down) {
    scripted_baidu baidu;  // the sandbox is behind the same nginx
    {
        const planted elsewhere(conf("server.json"), server_json(baidu.url(), "data/swan.db"));
        system_->stop("nginx");
        const outcome got = examine();
        expect_red("worker", "start nginx", got);
        expect_skipped("callback", got);
    }
    system_->restart();
}

TEST_F(swanctl_doctor, counts_what_failed_and_goes_on) {
    const planted broken(conf("goods.json"), "{");
    const planted elsewhere(conf("server.json"),
                            server_json("http://127.0.0.1:1", "conf/pay.json/swan.db"));
    const outcome got = examine();
    EXPECT_EQ(got.status, 3) << got.out;
    EXPECT_EQ(lines(got, "FAIL").size(), 3u) << got.out;
    EXPECT_EQ(lines(got, "ok    callback").size(), 3u) << got.out;
}

TEST_F(swanctl_doctor, wants_to_know_in_production_where_nginx_answers) {
    const planted real(conf("server.json"),
                       R"({"environment":"production","upstream_base":"https://127.0.0.1:1"})");
    const outcome got = run_to_end({local_system::build() / "swanctl", "doctor", "--conf", conf()},
                                   system_->folder());
    const auto worker = lines(got, "FAIL  worker: ");
    ASSERT_EQ(worker.size(), 1u) << got.out;
    EXPECT_NE(worker[0].find("--url https://"), std::string::npos) << worker[0];
    expect_skipped("callback", got);
}

}  // namespace
}  // namespace swan::e2e
