#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/config_upstream.h"
#include "base/json.h"
#include "base/text.h"
#include "config_fixture.h"

using namespace swan;

namespace {

using config_server = config_test;

constexpr std::string_view kUpstream = R"("upstream_base":"http://127.0.0.1:8081")";

// Whoever fills it in sees there what there is, and what holds without it.
TEST_F(config_server, ships_with_every_key_at_its_default) {
    const std::filesystem::path shipped = "conf/server.json";
    ASSERT_TRUE(std::filesystem::exists(shipped)) << "run the tests in the root of the project";
    std::ostringstream text;
    text << std::ifstream(shipped).rdbuf();
    const std::string known = refusal_with("server.json", R"({"nobody's":1})");
    const std::string upstream = R"("upstream_base": "")";
    std::string content = text.str();
    ASSERT_NE(content.find(upstream), std::string::npos);
    const json::document parsed = json::document::parse(content);
    const auto members = parsed.root().members();
    for (const auto& [key, unused] : members)
        EXPECT_NE(known.find(concat(key)), std::string::npos) << key;
    // All but addr and port; a list of n names has n - 2 commas.
    EXPECT_EQ(members.size(), static_cast<size_t>(std::ranges::count(known, ','))) << known;
    content.replace(content.find(upstream), upstream.size(), kUpstream);
    content.replace(content.find("production"), 10, "sandbox");
    write("server.json", content);
    const server_settings filled = load().server;
    sandbox();
    const server_settings bare = load().server;
    EXPECT_EQ(filled.ledger, bare.ledger);
    EXPECT_EQ(filled.loops, bare.loops);
    EXPECT_EQ(filled.skip_audit, bare.skip_audit);
    EXPECT_EQ(filled.max_waiting, bare.max_waiting);
    EXPECT_EQ(filled.connect_timeout, bare.connect_timeout);
    EXPECT_EQ(filled.upstream_timeout, bare.upstream_timeout);
    EXPECT_EQ(filled.callback_commit, bare.callback_commit);
    EXPECT_EQ(filled.drain, bare.drain);
    EXPECT_EQ(filled.max_amount, bare.max_amount);
    EXPECT_EQ(filled.notify.url, bare.notify.url);
    EXPECT_EQ(filled.notify.key_file, bare.notify.key_file);
    EXPECT_EQ(filled.notify.private_addresses, bare.notify.private_addresses);
}

TEST_F(config_server, has_useful_defaults) {
    const server_settings settings = load().server;
    EXPECT_EQ(settings.environment, environment::sandbox);
    EXPECT_EQ(settings.upstream_base, "http://127.0.0.1:8081");
    EXPECT_GE(settings.loops, 1);
    EXPECT_LE(settings.loops, 64);
    EXPECT_EQ(settings.store, "sqlite3:" + (root_ / "data/swan.db").string());
    EXPECT_EQ(settings.order_key_file, root_ / "data/order.key");
    EXPECT_EQ(settings.session_key_url, session_key_host::spapi);
    EXPECT_EQ(settings.refund_url, refund_host::etrade);
    EXPECT_EQ(settings.connect_timeout, milliseconds(2000));
    EXPECT_EQ(settings.upstream_timeout, milliseconds(5000));
    EXPECT_EQ(settings.max_waiting, 2048);
    EXPECT_EQ(settings.callback_commit, milliseconds(1000));
    EXPECT_EQ(settings.drain, milliseconds(10000));
    EXPECT_EQ(settings.max_amount, 100'000'000);
    EXPECT_EQ(settings.ledger.unasked_refund, ledger_settings::unasked::undecided);
}

TEST_F(config_server, takes_every_key) {
    std::ofstream(root_ / "ca.pem") << "-----BEGIN CERTIFICATE-----\n";
    write("server.json", R"({"environment":"production","upstream_base":"https://proxy:8443/baidu/",
        "upstream_ca_file":"ca.pem","loops":3,"store":"sqlite3:/srv/x.db","order_key_file":"k/o",
        "session_key_url":"nalogin","refund_url":"nop","connect_timeout_ms":100,
        "upstream_timeout_ms":200,"max_waiting":5,"callback_commit_ms":300,"drain_ms":400,
        "max_amount":600,"unasked_refund":"reject"})");
    const server_settings settings = load().server;
    EXPECT_EQ(settings.environment, environment::production);
    EXPECT_EQ(settings.upstream_base, "https://proxy:8443/baidu");
    EXPECT_EQ(settings.upstream_ca_file, root_ / "ca.pem");
    EXPECT_EQ(settings.loops, 3);
    EXPECT_EQ(settings.store, "sqlite3:/srv/x.db");
    EXPECT_EQ(settings.order_key_file, root_ / "k/o");
    EXPECT_EQ(settings.session_key_url, session_key_host::nalogin);
    EXPECT_EQ(settings.refund_url, refund_host::nop);
    EXPECT_EQ(settings.connect_timeout, milliseconds(100));
    EXPECT_EQ(settings.upstream_timeout, milliseconds(200));
    EXPECT_EQ(settings.max_waiting, 5);
    EXPECT_EQ(settings.callback_commit, milliseconds(300));
    EXPECT_EQ(settings.drain, milliseconds(400));
    EXPECT_EQ(settings.max_amount, 600);
    EXPECT_EQ(settings.ledger.unasked_refund, ledger_settings::unasked::reject);
}

TEST_F(config_server, is_production_exactly_when_baidu_is_upstream) {
    remove("server.json");
    EXPECT_EQ(load().server.environment, environment::production);
    for (const char* base :
         {"https://openapi.baidu.com", "https://NOP.nuomi.com.", "https://baidu.com"}) {
        write("server.json", concat(R"({"upstream_base":")", std::string_view(base), "\"}"));
        EXPECT_EQ(load().server.environment, environment::production) << base;
    }
    for (const char* base :
         {"https://baidu.com.example", "https://notbaidu.com", "http://[::1]:80"}) {
        write("server.json", concat(R"({"upstream_base":")", std::string_view(base), "\"}"));
        EXPECT_EQ(load().server.environment, environment::sandbox) << base;
    }
}

TEST_F(config_server, keeps_the_sandbox_away_from_baidu) {
    EXPECT_TRUE(refusal_with("server.json", R"({"environment":"sandbox"})")
                    .starts_with("server.json: environment: a sandbox must not call Baidu's"));
    EXPECT_TRUE(refusal_with("server.json", R"({"environment":"sandbox",
                                                "upstream_base":"https://openapi.baidu.com"})")
                    .starts_with("server.json: environment: a sandbox must not call Baidu's"));
}

TEST_F(config_server, wants_https_in_production_and_everywhere_but_on_this_machine) {
    EXPECT_EQ(
        refusal_with("server.json", concat("{\"environment\":\"production\",", kUpstream, "}")),
        "server.json: upstream_base: must be https in production");
    EXPECT_EQ(refusal_with("server.json", R"({"upstream_base":"http://openapi.baidu.com"})"),
              "server.json: upstream_base: must be https in production");
    EXPECT_EQ(
        refusal_with("server.json", R"({"upstream_base":"http://10.0.0.1"})"),
        "server.json: upstream_base: may be http only for this machine (127.0.0.1); use https");
}

TEST_F(config_server, refuses_what_is_out_of_range_or_of_a_wrong_type) {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"loops", "-1"},
        {"loops", "65"},
        {"loops", "\"2\""},
        {"loops", "1.5"},
        {"max_waiting", "0"},
        {"connect_timeout_ms", "0"},
        {"drain_ms", "-1"},
        {"max_amount", "0"},
        {"callback_commit_ms", "1101"},
        {"environment", "\"x\""},
        {"environment", "1"},
        {"upstream_timeout_ms", "9001"},
        {"refund_url", "\"a\""},
        {"session_key_url", "0"},
        {"unasked_refund", "true"},
        {"lops", "1"},
        {"store", "\"\""},
        {"upstream_ca_file", "\"absent\""}};
    for (const auto& [name, content] : wrong) {
        const auto line =
            refusal_with("server.json", concat("{", kUpstream, ",\"", name, "\":", content, "}"));
        EXPECT_TRUE(line.starts_with(concat("server.json: ", name, ": "))) << name << ": " << line;
    }
    EXPECT_EQ(refusal_with("server.json", concat("{", kUpstream, ",\"loops\":65}")),
              "server.json: loops: must be a whole number from 0 to 64");
    EXPECT_EQ(refusal_with("server.json", concat("{", kUpstream, ",\"refund_url\":\"x\"}")),
              "server.json: refund_url: must be \"etrade\" or \"nop\"");
}

TEST_F(config_server, knows_sqlite_only_so_far) {
    const auto with = [this](std::string_view store) {
        return refusal_with("server.json", concat("{", kUpstream, ",\"store\":\"", store, "\"}"));
    };
    EXPECT_TRUE(
        with("mysql:host=db")
            .starts_with("server.json: store: MySQL and PostgreSQL come with a later version"));
    EXPECT_TRUE(
        with("postgresql:x")
            .starts_with("server.json: store: MySQL and PostgreSQL come with a later version"));
    for (const char* store : {"data/swan.db", "sqlite3:", "sqlite:x", "sqlite3:data/"})
        EXPECT_EQ(with(store), "server.json: store: must be sqlite3:PATH") << store;
    EXPECT_EQ(with("sqlite3:../up.db"), "");
    EXPECT_EQ(load().server.store, "sqlite3:" + (root_.parent_path() / "up.db").string());
}

TEST_F(config_server, wants_certificates_in_its_ca_file) {
    std::ofstream(root_ / "ca.pem") << "nothing";
    EXPECT_EQ(
        refusal_with("server.json", concat("{", kUpstream, ",\"upstream_ca_file\":\"ca.pem\"}")),
        "server.json: upstream_ca_file: names a file that holds no certificate in PEM");
}

TEST_F(config_server, ignores_the_demo_address_with_one_warning) {
    write("server.json", concat("{", kUpstream, ",\"addr\":\"{{addr}}\",\"port\":8080}"));
    load();
    EXPECT_EQ(warnings_.size(), 1u);
}

TEST(base_url, is_read_in_one_way_only) {
    EXPECT_EQ(parse_base_url("https://Host.Example.:443/a-b/")->host, "host.example");
    EXPECT_TRUE(parse_base_url("https://host")->https);
    EXPECT_FALSE(parse_base_url("http://host")->https);
    EXPECT_EQ(parse_base_url("http://[::1]:8081")->host, "::1");
    for (const char* text : {"",
                             "host",
                             "ftp://host",
                             "https://",
                             "https:///path",
                             "https://:1",
                             "https://a:b",
                             "https://a:0",
                             "https://a:65536",
                             "https://a:",
                             "https://u@host",
                             "https://u:p@host",
                             "https://host?q",
                             "https://host#f",
                             "https://host/a b",
                             "https://host\\@evil",
                             "https://h%6fst",
                             "https://[::1",
                             "https://[x]",
                             "https://[::1]x",
                             "https://a:1:2",
                             "HTTPS://host",
                             "https://.",
                             "https://h\xC3\xB6st"})
        EXPECT_FALSE(parse_base_url(text)) << text;
}

TEST(base_url, knows_whose_host_it_is) {
    for (const char* host : {"baidu.com", "a.b.baidu.com", "nop.nuomi.com"})
        EXPECT_TRUE(is_baidu_host(host)) << host;
    for (const char* host : {"notbaidu.com", "baidu.com.cn", "com", "", "127.0.0.1"})
        EXPECT_FALSE(is_baidu_host(host)) << host;
    for (const char* host : {"localhost", "127.0.0.1", "127.255.0.9", "::1"})
        EXPECT_TRUE(is_loopback_host(host)) << host;
    for (const char* host : {"127.0.0.1.example", "127.1", "128.0.0.1", "localhost.example", "::2"})
        EXPECT_FALSE(is_loopback_host(host)) << host;
}

}  // namespace
