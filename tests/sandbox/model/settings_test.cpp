#include "sandbox/model/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "base/config.h"
#include "base/json.h"
#include "base/text.h"
#include "merchant.h"

namespace swan::sandbox {
namespace {

class settings_file : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "swan-sandbox-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        std::ofstream(folder / "public.pem") << testing::kPublicKey;
        std::ofstream(folder / "private.pem") << testing::kPrivateKey;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    settings load() const {
        json::writer out;
        out.begin_object();
        for (const auto& [name, value] : values) out.key(name).raw(value);
        out.end_object();
        std::ofstream(folder / "sandbox.json") << out.take();
        return load_settings(folder / "sandbox.json");
    }
    // The line that the program would end with; empty when it would start.
    std::string complaint() const {
        try {
            load();
            return "";
        } catch (const config_error& wrong) {
            return wrong.what();
        }
    }

    std::filesystem::path folder;
    std::map<std::string, std::string> values = {
        {"app_key", R"("k")"},
        {"secret_key", R"("s")"},
        {"pay_app_key", R"("MMMabc")"},
        {"pay_app_id", R"("10026")"},
        {"deal_id", R"("470193086")"},
        {"merchant_public_key", R"("public.pem")"},
        {"platform_private_key", R"("private.pem")"},
        {"notify_url", R"("http://127.0.0.1:8080/pay/callback/succ")"},
        {"refund_audit_url", R"("http://127.0.0.1:8080/pay/callback/refund_audit")"},
        {"refund_url", R"("http://127.0.0.1:8080/pay/callback/refund")"},
    };
};

TEST_F(settings_file, has_defaults_and_paths_relative_to_itself) {
    const settings read = load();
    EXPECT_EQ(read.time_scale, 120);
    EXPECT_EQ(read.code_lifetime_s, 600);
    EXPECT_EQ(read.token_lifetime_s, 2'592'000);
    EXPECT_EQ(read.refund_query_lag_s, 300);
    values["refund_query_lag_s"] = "0";
    EXPECT_EQ(load().refund_query_lag_s, 0);
    EXPECT_EQ(read.store, "sqlite3:" + (folder / "sandbox.db").string());
    EXPECT_EQ(read.api, api_generation::v2);
    values["api"] = R"("1.0")";
    EXPECT_EQ(load().api, api_generation::v1);
    EXPECT_TRUE(read.log_file.empty());
    values["log_file"] = R"("logs/sandbox.log")";
    values["time_scale"] = "1200";
    EXPECT_EQ(load().log_file, folder / "logs/sandbox.log");
    EXPECT_EQ(load().time_scale, 1200);
}

TEST_F(settings_file, is_refused_with_a_line_that_names_the_key) {
    values["typo"] = "1";
    EXPECT_NE(complaint().find("typo: unknown key"), std::string::npos);
    values.erase("typo");
    for (const auto& [name, value] : std::map(values)) {
        values.erase(name);
        EXPECT_NE(complaint().find(name + ": is missing"), std::string::npos) << complaint();
        values[name] = value;
    }
    values["api"] = R"("3.0")";
    EXPECT_NE(complaint().find("api: must be 1.0 or 2.0"), std::string::npos) << complaint();
    values.erase("api");
    values["time_scale"] = "0";
    EXPECT_NE(complaint().find("time_scale"), std::string::npos);
}

TEST_F(settings_file, takes_no_callback_address_beyond_this_machine) {
    values["notify_url"] = R"("http://example.com/pay/callback/succ")";
    EXPECT_NE(complaint().find("notify_url"), std::string::npos);
}

TEST_F(settings_file, names_a_key_file_that_is_none) {
    std::ofstream(folder / "public.pem") << "no key";
    EXPECT_NE(complaint().find("merchant_public_key"), std::string::npos);
    std::filesystem::remove(folder / "public.pem");
    EXPECT_NE(complaint().find("public.pem: cannot be read"), std::string::npos);
}

TEST(loopback_url, is_http_on_this_machine_and_nothing_that_only_looks_so) {
    for (const char* url :
         {"http://127.0.0.1:8080/a", "http://localhost/", "http://[::1]:1/a?b", "http://127.0.0.1"})
        EXPECT_TRUE(is_loopback_url(url)) << url;
    for (const char* url : {"https://127.0.0.1/", "http://127.0.0.1.example.com/",
                            "http://127.0.0.1@example.com/", "http://127.0.0.1:80@example.com/",
                            "http://localhost.example.com", "http://example.com/", "127.0.0.1", ""})
        EXPECT_FALSE(is_loopback_url(url)) << url;
}

}  // namespace
}  // namespace swan::sandbox
