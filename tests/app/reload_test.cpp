#include "app/reload.h"

#include <gtest/gtest.h>

#include "../base/config_fixture.h"

using namespace swan;

namespace {

class reload : public config_test {
  protected:
    installation changed(const std::string& server_json) {
        const installation before = load_all();
        write("server.json", server_json);
        return reloaded(load_all(), before, told_);
    }
    std::vector<std::string> told_;
};

TEST_F(reload, takes_over_what_can_change) {
    const installation now = changed(R"({"upstream_base":"http://127.0.0.1:8081","max_amount":5,
                    "unasked_refund":"approve","callback_commit_ms":900})");
    EXPECT_EQ(now.apps[0].server.max_amount, 5);
    EXPECT_EQ(now.apps[0].server.ledger.unasked_refund, ledger_settings::unasked::approve);
    EXPECT_EQ(now.server.callback_commit, milliseconds(900));
    EXPECT_TRUE(told_.empty()) << told_[0];
}

TEST_F(reload, keeps_what_only_a_restart_can_change_and_says_so) {
    const installation now =
        changed(R"({"upstream_base":"http://127.0.0.1:8082","loops":33,"max_waiting":7})");
    EXPECT_EQ(now.server.upstream_base, "http://127.0.0.1:8081");
    EXPECT_EQ(now.apps[0].server.upstream_base, "http://127.0.0.1:8081");
    EXPECT_NE(now.server.loops, 33);
    EXPECT_EQ(now.server.max_waiting, 2048);
    ASSERT_EQ(told_.size(), 3u);
    EXPECT_NE(told_[0].find("server.json: upstream_base has changed"), std::string::npos);
}

TEST_F(reload, never_changes_the_environment) {
    try {
        changed("{}");  // production, whose rules for keys are stricter
        ADD_FAILURE() << "it was taken over";
    } catch (const config_error& fault) {
        EXPECT_EQ(std::string(fault.what()).find("server.json: environment: has changed"), 0u)
            << fault.what();
    }
}

// A file that was away for a moment took its mini-program, and Baidu's callbacks, with it.
TEST_F(reload, never_drops_a_mini_program) {
    installation before = load_all();
    before.apps.push_back(load());
    before.apps.back().app = "shop";
    try {
        reloaded(load_all(), before, told_);
        ADD_FAILURE() << "it was taken over";
    } catch (const config_error& fault) {
        EXPECT_STREQ(fault.what(),
                     "apps/shop/smart_app.json: has vanished; restart to remove a mini-program");
    }
}

TEST_F(reload, takes_over_a_further_mini_program) {
    const installation before = load_all();
    installation fresh = load_all();
    fresh.apps.push_back(load());
    fresh.apps.back().app = "shop";
    EXPECT_EQ(reloaded(std::move(fresh), before, told_).apps.size(), 2u);
}

TEST_F(reload, never_changes_the_app_key_of_a_mini_program) {
    const installation before = load_all();
    write("smart_app.json", R"({"app_key":"mistyped","secret_key":"hidden-secret"})");
    try {
        reloaded(load_all(), before, told_);
        ADD_FAILURE() << "it was taken over";
    } catch (const config_error& fault) {
        EXPECT_STREQ(fault.what(), "smart_app.json: app_key: has changed; restart to change it");
    }
}

}  // namespace
