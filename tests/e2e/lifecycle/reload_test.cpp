// SIGHUP: keys and configuration are loaded anew, and no request is lost.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "../local_system.h"
#include "../notify.h"
#include "../process.h"
#include "call_counter.h"

namespace swan::e2e {
namespace {

namespace fs = std::filesystem;

class reload : public testing::Test {
  protected:
    reload() {
        run("openssl genrsa -out " + next_key().string() + " 2048 2>&1");
        run("openssl rsa -in " + next_key().string() + " -pubout -out " + next_key().string() +
            ".pub 2>&1");
    }

    fs::path conf(const std::string& file) const { return system_.folder() / "conf" / file; }
    fs::path next_key() const { return system_.folder() / "keys/next_platform.pem"; }
    void add_next_key() const {
        fs::copy_file(next_key().string() + ".pub", conf("platform_rsa_public_key.next.pem"));
    }
    bool log_tells(const std::string& text) const {
        return local_system::eventually(
            [&] { return system_.logs().find(text) != std::string::npos; });
    }
    void hang_up() const { system_.signal("worker", SIGHUP); }

    json::document order() const { return json::document::parse(system_.get("/pay/gen").body); }
    reply notify(const field_list& fields) const {
        return system_.post("/pay/callback/succ", encode_form(fields));
    }

    local_system system_;
};

constexpr const char* kLoaded = "the configuration was loaded anew";
constexpr const char* kNotLoaded = "the configuration was not loaded anew";

TEST_F(reload, takes_a_new_platform_key_under_load_and_refuses_no_callback_of_the_old_one) {
    constexpr int kEach = 150;
    std::atomic<int> refused{0};
    std::atomic<int> done{0};
    const auto load = [&](int who) {
        for (int i = 0; i < kEach; ++i) {
            const json::document made = order();
            const std::string id = std::to_string(81245245200000 + who * 1000 + i);
            const reply got = notify(signed_by_baidu(system_, notify_of(made, id)));
            if (at(got, "errno") != "0") ++refused;
            ++done;
        }
    };
    std::vector<std::jthread> clients;
    for (int who = 0; who < 4; ++who) clients.emplace_back(load, who);
    while (done < kEach / 2) poll_pause();
    add_next_key();
    hang_up();
    ASSERT_TRUE(log_tells(kLoaded)) << system_.logs();
    EXPECT_LT(done, 4 * kEach) << "the load has ended before the new key came";
    for (int i = 0; i < 20; ++i) {
        const json::document made = order();
        const std::string id = std::to_string(81245245300000 + i);
        EXPECT_EQ(at(notify(signed_with(next_key(), notify_of(made, id))), "errno"), "0");
    }
    clients.clear();
    EXPECT_EQ(refused, 0);
    EXPECT_EQ(done, 4 * kEach);
}

TEST_F(reload, leaves_the_old_configuration_in_force_when_the_new_one_is_wrong) {
    const std::string good = content_of(conf("pay.json"));
    std::ofstream(conf("pay.json")) << R"({"deal_id":"{{deal_id}}"})";
    std::ofstream(conf("goods.json")) << "[]";
    hang_up();
    ASSERT_TRUE(log_tells(kNotLoaded)) << system_.logs();
    EXPECT_TRUE(log_tells("pay.json: deal_id: ")) << "what is wrong is named";
    EXPECT_EQ(at(system_.get("/pay/gen?goods_id=tea"), "code"), "0") << "as before";
    std::ofstream(conf("pay.json")) << good;
    hang_up();
    ASSERT_TRUE(log_tells(kLoaded)) << system_.logs();
    EXPECT_EQ(at(system_.get("/pay/gen?goods_id=tea"), "code"), "10001") << "goods.json is empty";
}

TEST_F(reload, says_what_needs_a_restart) {
    const std::string text = content_of(conf("server.json"));
    std::ofstream(conf("server.json")) << text.substr(0, text.rfind('}')) << R"(,"max_waiting":7})";
    hang_up();
    ASSERT_TRUE(log_tells(kLoaded)) << system_.logs();
    EXPECT_TRUE(log_tells("server.json: max_waiting has changed"));
}

TEST_F(reload, lets_a_login_that_waits_on_baidu_end_by_the_old_configuration) {
    const std::string code = at(system_.sandbox_post("/sandbox/login", ""), "code");
    const call_counter logins(system_, "session_key", 1500);
    std::string answer;
    {
        const std::jthread client([&] { answer = system_.get("/auth/login?code=" + code).body; });
        ASSERT_TRUE(local_system::eventually([&] { return logins.count() > 0; }));
        for (int i = 0; i < 3; ++i) hang_up();
        ASSERT_TRUE(log_tells(kLoaded));
    }
    EXPECT_EQ(at(answer, "code"), "0") << answer;
}

}  // namespace
}  // namespace swan::e2e
