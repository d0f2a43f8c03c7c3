// A folder of configuration files that loads, for tests to spoil one thing at a time.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/config.h"

namespace swan {

class config_test : public testing::Test {
  protected:
    // Keys take time to make: once for all tests of the program.
    static void SetUpTestSuite() {
        if (!keys().empty()) return;
        keys() = make_folder();
        const std::string in = "cd " + keys().string() + " && ";
        run(in +
            "openssl genrsa -out own.pem 1024 && openssl rsa -in own.pem -pubout -out own.pub");
        run(in + "openssl genrsa -out it.pem 1024 && openssl rsa -in it.pem -pubout -out it.pub");
        run(in +
            "openssl genrsa -out weak.pem 768 && openssl rsa -in weak.pem -pubout -out weak.pub");
        run(in + "openssl ecparam -name prime256v1 -genkey -noout -out ec.pem");
    }

    void SetUp() override {
        unsetenv("SWAN_SECRET_KEY_FILE");
        root_ = make_folder();
        std::filesystem::create_directory(conf());
        restore();
    }
    void restore() {
        write("smart_app.json", R"({"app_key":"app","secret_key":"hidden-secret"})");
        write("pay.json", R"({"deal_id":"470193086","app_key":"MMMabc","app_id":"10026",
                              "order_title":"title"})");
        write("goods.json", R"([{"id":"tea","title":"Tea","price":100}])");
        write("access.json", R"({"merchant_keys":[]})");
        write("self_rsa_private_key.pem", key("own.pem"));
        write("platform_rsa_public_key.pem", key("it.pub"));
        sandbox();
    }
    void TearDown() override {
        unsetenv("SWAN_SECRET_KEY_FILE");
        std::filesystem::remove_all(root_);
    }

    void sandbox() { write("server.json", R"({"upstream_base":"http://127.0.0.1:8081"})"); }
    void production() { write("server.json", "{}"); }

    std::filesystem::path conf() const { return root_ / "conf"; }
    void write(const std::string& name, const std::string& content) {
        std::ofstream(conf() / name, std::ios::binary) << content;
    }
    void remove(const std::string& name) { std::filesystem::remove(conf() / name); }
    static std::string key(const std::string& name) {
        std::ostringstream content;
        content << std::ifstream(keys() / name).rdbuf();
        return content.str();
    }

    installation load_all() {
        warnings_.clear();
        return load_config(conf(), warnings_);
    }
    config load() { return std::move(load_all().apps.front()); }
    // Why the folder is refused, without the folder's path; empty when it loads.
    std::string refusal() {
        try {
            load();
        } catch (const config_error& failure) {
            std::string line = failure.what();
            EXPECT_EQ(line.find('\n'), std::string::npos) << line;
            EXPECT_EQ(line.find("hidden-secret"), std::string::npos) << line;
            const std::string prefix = conf().string() + "/";
            return line.starts_with(prefix) ? line.substr(prefix.size()) : line;
        }
        return {};
    }
    std::string refusal_with(const std::string& name, const std::string& content) {
        write(name, content);
        return refusal();
    }

    std::filesystem::path root_;
    std::vector<std::string> warnings_;

  private:
    static std::filesystem::path make_folder() {
        std::string name = testing::TempDir() + "swan-config-XXXXXX";
        return mkdtemp(name.data());
    }
    static void run(const std::string& command) {
        ASSERT_EQ(std::system(("(" + command + ") >/dev/null 2>&1").c_str()), 0) << command;
    }
    // Removed when the program ends.
    static std::filesystem::path& keys() {
        static struct folder {
            std::filesystem::path path;
            ~folder() {
                std::error_code unused;
                if (!path.empty()) std::filesystem::remove_all(path, unused);
            }
        } one;
        return one.path;
    }
};

}  // namespace swan
