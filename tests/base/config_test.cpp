#include "base/config.h"

#include <regex>

#include "base/text.h"
#include "config_fixture.h"

using namespace swan;

namespace {

using config_files = config_test;

TEST_F(config_files, load_with_defaults) {
    const config all = load();
    EXPECT_EQ(all.smart_app.app_key, "app");
    EXPECT_EQ(all.smart_app.secret_key, "hidden-secret");
    EXPECT_EQ(all.pay.deal_id, "470193086");
    EXPECT_EQ(all.pay.app_key, "MMMabc");
    EXPECT_EQ(all.pay.app_id, "10026");
    EXPECT_EQ(all.pay.order_title, "title");
    EXPECT_EQ(all.pay.service_address, "");
    EXPECT_EQ(all.pay.api, api_generation::v2);
    EXPECT_EQ(load_all().log.level, "info");
    EXPECT_TRUE(load_all().log.file_path.empty());
    EXPECT_EQ(all.platform_keys.size(), 1u);
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(config_files, load_from_a_folder_named_with_a_slash_at_its_end) {
    const config all = std::move(load_config(conf() / "", warnings_).apps.front());
    EXPECT_EQ(all.server.store, "sqlite3:" + (root_ / "data/swan.db").string());
}

TEST_F(config_files, of_the_go_demo_load_as_they_are) {
    write("smart_app.json", R"({"app_key":"app","secrect_key":"demo-secret"})");
    write("pay.json", R"({"order_title":"demo","deal_id":"1","app_key":"MMM","app_id":"2"})");
    write("log.json", R"({"file_path":"./log/demo.log"})");
    write("server.json", R"({"addr":"","port":":8080","upstream_base":"http://localhost:1"})");
    remove("goods.json");
    remove("access.json");
    const config all = load();
    EXPECT_EQ(all.smart_app.secret_key, "demo-secret");
    EXPECT_EQ(load_all().log.file_path, root_ / "log/demo.log");
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_NE(warnings_[0].find("server.json: addr and port are ignored"), std::string::npos);
}

TEST_F(config_files, that_are_missing_are_named) {
    for (const char* name : {"smart_app.json", "pay.json", "self_rsa_private_key.pem",
                             "platform_rsa_public_key.pem"}) {
        restore();
        remove(name);
        EXPECT_TRUE(refusal().starts_with(concat(std::string_view(name), ": is missing; ")))
            << refusal();
    }
}

TEST_F(config_files, that_may_be_absent_may_be_absent) {
    for (const char* name : {"log.json", "access.json", "goods.json"}) remove(name);
    EXPECT_EQ(refusal(), "");
}

TEST_F(config_files, say_that_the_folder_is_none) {
    EXPECT_THROW(load_config(root_ / "absent", warnings_), config_error);
    EXPECT_THROW(load_config(conf() / "pay.json", warnings_), config_error);
}

// A folder below one of another user was once "not a folder".
TEST_F(config_files, say_why_the_folder_cannot_be_seen) {
    const auto refusal_of = [this](const std::filesystem::path& dir) -> std::string {
        try {
            load_config(dir, warnings_);
        } catch (const config_error& failure) {
            return failure.what();
        }
        return {};
    };
    const auto ring = root_ / "ring";
    std::filesystem::create_symlink(ring, ring);
    EXPECT_EQ(refusal_of(ring),
              ring.string() + ": cannot be read: Too many levels of symbolic links");
    if (geteuid() == 0) return;  // root may read everything
    std::filesystem::permissions(root_, {});
    EXPECT_EQ(refusal_of(conf()),
              conf().string() + ": cannot be read: Permission denied; run as the worker's user");
    std::filesystem::permissions(root_, std::filesystem::perms::owner_all);
}

TEST_F(config_files, that_cannot_be_read_say_why) {
    remove("pay.json");
    std::filesystem::create_directory(conf() / "pay.json");
    EXPECT_EQ(refusal(), "pay.json: cannot be read: Is a directory");
}

TEST_F(config_files, with_broken_json_give_the_byte) {
    EXPECT_EQ(refusal_with("pay.json", "{\"deal_id\":}"),
              "pay.json: is not JSON, at byte 11: Invalid value.");
    EXPECT_EQ(refusal_with("pay.json", ""),
              "pay.json: is not JSON, at byte 0: The document is empty.");
    EXPECT_EQ(refusal_with("pay.json", "[]"), "pay.json: must be a JSON object");
}

TEST_F(config_files, may_begin_with_a_byte_order_mark) {
    write("smart_app.json", "\xEF\xBB\xBF{\"app_key\":\"app\",\"secret_key\":\"s\"}");
    EXPECT_EQ(load().smart_app.app_key, "app");
    EXPECT_TRUE(refusal_with("smart_app.json", "\xEF\xBB\xBFx").find("byte 3") !=
                std::string::npos);
}

TEST_F(config_files, with_a_placeholder_say_what_belongs_there) {
    EXPECT_EQ(refusal_with("pay.json", R"({"deal_id":"{{deal_id}}"})"),
              "pay.json: deal_id: is still a placeholder, or has kept its braces: {{...}}; put the "
              "dealId of your "
              "payment service there");
    restore();
    for (const char* text : {"{a}", "{app_key}", "{{{X_1}}}", "{{a}"})
        EXPECT_NE(refusal_with("smart_app.json", concat(R"({"app_key":")", std::string_view(text),
                                                        R"(","secret_key":"s"})"))
                      .find("is still a placeholder"),
                  std::string::npos)
            << text;
    for (const char* text : {"{}", "{", "a}", "{a", "{a-b}", "a{b}"})
        EXPECT_EQ(refusal_with("smart_app.json", concat(R"({"app_key":")", std::string_view(text),
                                                        R"(","secret_key":"s"})")),
                  "")
            << text;
}

// It was quoted, into the log, when somebody had typed it between the braces.
TEST_F(config_files, never_have_a_secret_told_that_stands_in_braces) {
    const std::string told =
        refusal_with("smart_app.json", R"({"app_key":"app","secret_key":"{{S3cretOfMine}}"})");
    EXPECT_EQ(told.find("smart_app.json: secret_key: is still a placeholder"), 0u) << told;
    EXPECT_EQ(told.find("S3cret"), std::string::npos) << told;
}

TEST_F(config_files, with_an_unknown_key_name_it_and_those_that_are_known) {
    EXPECT_EQ(refusal_with("smart_app.json", R"({"app_key":"a","secret":"hidden-secret"})"),
              "smart_app.json: secret: is not a key of this file; it knows app_key, secret_key and "
              "secrect_key");
    EXPECT_TRUE(
        refusal_with("smart_app.json", R"({"a\nb":1})").starts_with("smart_app.json: a\\x0ab:"));
}

TEST_F(config_files, with_a_key_that_comes_twice_are_refused) {
    EXPECT_EQ(refusal_with("smart_app.json", R"({"app_key":"a","app_key":"a","secret_key":"s"})"),
              "smart_app.json: app_key: comes twice");
}

TEST_F(config_files, with_a_wrong_type_or_an_empty_text_are_refused) {
    EXPECT_EQ(refusal_with("smart_app.json", R"({"app_key":1,"secret_key":"s"})"),
              "smart_app.json: app_key: must be a string");
    EXPECT_EQ(
        refusal_with("smart_app.json", R"({"app_key":"a"})"),
        "smart_app.json: secret_key: is missing; put the AppSecret of your mini-program there");
    EXPECT_TRUE(refusal_with("smart_app.json", R"({"app_key":"","secret_key":"s"})")
                    .starts_with("smart_app.json: app_key: is empty; "));
    EXPECT_EQ(refusal_with("smart_app.json", R"({"app_key":"a\nb","secret_key":"s"})"),
              "smart_app.json: app_key: has a control character");
    EXPECT_EQ(refusal_with("smart_app.json", R"({"app_key":"a","secret_key":"hidden-secret 2"})"),
              "smart_app.json: secret_key: must be printable ASCII without spaces");
}

TEST_F(config_files, take_both_names_of_a_key_only_when_they_agree) {
    EXPECT_EQ(refusal_with("smart_app.json",
                           R"({"app_key":"a","secret_key":"same","secrect_key":"same"})"),
              "");
    EXPECT_EQ(refusal_with("smart_app.json",
                           R"({"app_key":"a","secret_key":"hidden-secret","secrect_key":"b"})"),
              "smart_app.json: secrect_key: is another name of secret_key, but differs from it; "
              "keep one of them");
    write("smart_app.json", R"({"app_key":"a","secret_key":"s"})");
    write("pay.json", R"({"deal_id":"1","app_key":"M","app_id":"2","deal_title":"other"})");
    EXPECT_EQ(load().pay.order_title, "other");
    EXPECT_NE(refusal_with("pay.json", R"({"deal_id":"1","app_key":"M","app_id":"2",
                                           "deal_title":"b","order_title":"c"})"),
              "");
}

TEST_F(config_files, want_ids_of_digits) {
    EXPECT_EQ(refusal_with("pay.json", R"({"deal_id":"12x","app_key":"M","app_id":"2"})"),
              "pay.json: deal_id: must be a string of decimal digits");
    EXPECT_EQ(refusal_with("pay.json", R"({"deal_id":"12","app_key":"M","app_id":"-2"})"),
              "pay.json: app_id: must be a string of decimal digits");
}

TEST_F(config_files, know_both_generations_of_the_api_and_take_the_newer) {
    const std::string begin = R"({"deal_id":"1","app_key":"M","app_id":"2","order_title":"t")";
    write("pay.json", begin + "}");
    EXPECT_EQ(load().pay.api, api_generation::v2);
    write("pay.json", begin + R"(,"api":"1.0"})");
    EXPECT_EQ(load().pay.api, api_generation::v1);
    write("pay.json", begin + R"(,"api":"2.0"})");
    EXPECT_EQ(load().pay.api, api_generation::v2);
    EXPECT_EQ(refusal_with("pay.json", begin + R"(,"api":"3"})"),
              "pay.json: api: must be \"1.0\" or \"2.0\"");
    EXPECT_EQ(refusal_with("pay.json", begin + R"(,"api":1.0})"),
              "pay.json: api: must be a string");
}

TEST_F(config_files, leave_the_secret_to_a_file_that_the_environment_names) {
    const auto file = root_ / "secret";
    setenv("SWAN_SECRET_KEY_FILE", file.c_str(), 1);
    EXPECT_EQ(refusal(), "SWAN_SECRET_KEY_FILE: names a file that does not exist");
    std::ofstream(file) << "from-the-file\r\n";
    EXPECT_EQ(load().smart_app.secret_key, "from-the-file");
    write("smart_app.json", R"({"app_key":"a"})");
    EXPECT_EQ(load().smart_app.secret_key, "from-the-file");
    write("smart_app.json", R"({"app_key":"a","secret_key":"{{secret_key}}"})");
    EXPECT_EQ(load().smart_app.secret_key, "from-the-file");
    for (const char* content : {"", "\n", "hidden-secret and more", "{{secret_key}}\n"}) {
        std::ofstream(file) << content;
        EXPECT_TRUE(refusal().starts_with("SWAN_SECRET_KEY_FILE: names a file that must hold"));
    }
}

TEST_F(config_files, name_the_level_of_the_log_in_any_case) {
    write("log.json", R"({"level":"WARN","file_path":"/var/log/swan.log"})");
    EXPECT_EQ(load_all().log.level, "warn");
    EXPECT_EQ(load_all().log.file_path, "/var/log/swan.log");
    EXPECT_EQ(refusal_with("log.json", R"({"level":"loud"})"),
              "log.json: level: must be debug, info, warn or error");
}

TEST_F(config_files, that_ship_load_once_they_are_filled_in) {
    const auto shipped = std::filesystem::path(__FILE__).parent_path() / "../../conf";
    const auto fill_in = [&](const std::string& name, bool filled) {
        std::ostringstream content;
        content << std::ifstream(shipped / name).rdbuf();
        write(name, filled ? std::regex_replace(content.str(), std::regex(R"(\{\{\w+\}\})"), "1")
                           : content.str());
    };
    const auto files = {"smart_app.json", "pay.json",    "goods.json",
                        "server.json",    "access.json", "log.json"};
    for (const char* name : files) fill_in(name, false);
    for (const char* name :
         {"smart_app.json: app_key", "pay.json: deal_id", "goods.json: [0].id"}) {
        EXPECT_TRUE(refusal().starts_with(name)) << refusal();
        fill_in(std::string(name).substr(0, std::string_view(name).find(':')), true);
    }
    const config all = load();
    EXPECT_EQ(all.server.environment, environment::production);
    EXPECT_EQ(load_all().log.file_path, root_ / "logs/swan.log");
}

}  // namespace
