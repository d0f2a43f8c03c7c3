// Several mini-programs in one configuration: conf/apps/NAME.
#include <filesystem>

#include "base/config.h"
#include "config_fixture.h"

using namespace swan;

namespace {

class config_apps : public config_test {
  protected:
    // Writes a whole app, with keys of its own in pay.json and smart_app.json.
    void add_app(const std::string& name) {
        std::filesystem::create_directories(conf() / "apps" / name);
        write(in(name, "smart_app.json"),
              R"({"app_key":"app-)" + name + R"(","secret_key":"hidden-secret"})");
        write(in(name, "pay.json"), R"({"deal_id":"1","app_key":"MMM-)" + name +
                                        R"(","app_id":"2","order_title":"title"})");
        write(in(name, "self_rsa_private_key.pem"), key("own.pem"));
        write(in(name, "platform_rsa_public_key.pem"), key("it.pub"));
    }
    static std::string in(const std::string& app, const std::string& file) {
        return "apps/" + app + "/" + file;
    }
    void remove_plain_app() {
        for (const char* file : {"smart_app.json", "pay.json", "self_rsa_private_key.pem",
                                 "platform_rsa_public_key.pem"})
            remove(file);
    }
    std::vector<std::string> names() {
        const installation all = load_all();
        std::vector<std::string> found;
        for (const config& app : all.apps) found.push_back(app.app);
        return found;
    }
    using list = std::vector<std::string>;
};

TEST_F(config_apps, without_the_folder_there_is_the_plain_one_alone) {
    EXPECT_EQ(names(), list{""});
}

TEST_F(config_apps, come_beside_the_plain_one_sorted) {
    add_app("shop");
    add_app("club");
    EXPECT_EQ(names(), (list{"", "club", "shop"}));
    const installation all = load_all();
    EXPECT_EQ(all.apps[1].pay.app_key, "MMM-club");
    EXPECT_EQ(all.apps[2].smart_app.app_key, "app-shop");
}

TEST_F(config_apps, come_without_the_plain_one_too) {
    add_app("shop");
    remove_plain_app();
    EXPECT_EQ(names(), list{"shop"});
}

TEST_F(config_apps, come_without_a_plain_one_only_when_all_its_files_are_gone) {
    add_app("shop");
    for (const char* file : {"smart_app.json", "pay.json", "self_rsa_private_key.pem"}) {
        remove(file);
        EXPECT_TRUE(refusal().starts_with("smart_app.json: is missing, but ")) << file;
    }
    remove("platform_rsa_public_key.pem");
    EXPECT_EQ(names(), list{"shop"});
}

TEST_F(config_apps, share_the_installations_settings) {
    write("server.json", R"({"upstream_base":"http://127.0.0.1:8081","max_amount":77})");
    add_app("shop");
    EXPECT_EQ(load_all().apps[1].server.max_amount, 77);
}

TEST_F(config_apps, are_warned_of_when_they_have_settings_of_the_installation) {
    add_app("shop");
    load_all();
    EXPECT_EQ(warnings_, list{});
    for (const char* file : {"server.json", "log.json"}) {
        write(in("shop", file), "{}");
        load_all();
        ASSERT_EQ(warnings_.size(), 1u) << file;
        EXPECT_NE(warnings_[0].find(in("shop", file) + ": is ignored; "), std::string::npos)
            << warnings_[0];
        remove(in("shop", file));
    }
}

TEST_F(config_apps, are_told_by_name_when_something_is_wrong) {
    add_app("shop");
    remove(in("shop", "pay.json"));
    EXPECT_TRUE(refusal().starts_with("apps/shop/pay.json: is missing; ")) << refusal();
}

TEST_F(config_apps, have_names_that_fit_into_a_path) {
    for (const char* name :
         {"auth", "pay", "sandbox", "Shop", "a b", "-a", "a23456789012345678901234567890123"}) {
        add_app(name);
        EXPECT_NE(refusal().find("is no name for a mini-program"), std::string::npos) << name;
        std::filesystem::remove_all(conf() / "apps" / name);
    }
    add_app("a2345678901234567890123456789012");
    add_app(".hidden");  // an editor's
    EXPECT_EQ(refusal(), "");
}

TEST_F(config_apps, never_share_a_payment_service) {
    add_app("shop");
    write(in("shop", "pay.json"),
          R"({"deal_id":"1","app_key":"MMMabc","app_id":"2","order_title":"title"})");
    EXPECT_EQ(refusal().find("apps/shop/pay.json: app_key: is that of the mini-program"), 0u)
        << refusal();
}

TEST_F(config_apps, never_share_a_mini_program) {
    add_app("club");
    add_app("shop");
    write(in("shop", "smart_app.json"), R"({"app_key":"app-club","secret_key":"hidden-secret"})");
    EXPECT_EQ(refusal().find("apps/shop/smart_app.json: app_key: is that of club"), 0u)
        << refusal();
}

TEST_F(config_apps, may_have_their_secret_in_a_file_of_their_own) {
    add_app("my-shop");
    write("secret", "from-the-file\n");
    setenv("SWAN_SECRET_KEY_FILE_MY_SHOP", (conf() / "secret").c_str(), 1);
    const installation all = load_all();
    unsetenv("SWAN_SECRET_KEY_FILE_MY_SHOP");
    EXPECT_EQ(all.apps[0].smart_app.secret_key, "hidden-secret");
    EXPECT_EQ(all.apps[1].smart_app.secret_key, "from-the-file");
}

TEST_F(config_apps, name_the_files_that_their_platform_keys_are_from) {
    add_app("shop");
    write(in("shop", "platform_rsa_public_key.2027.pem"), key("own.pub"));
    EXPECT_EQ(load_all().apps[1].platform_key_files,
              (list{"platform_rsa_public_key.pem", "platform_rsa_public_key.2027.pem"}));
}

}  // namespace
