// What nginx/ decides by itself, as a host's own settings may change it.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "local_system.h"
#include "process.h"

namespace swan::e2e {
namespace {

class nginx : public testing::Test {
  protected:
    // Puts `to` in place of `from` in a file of the running nginx.
    void change(const std::string& file, const std::string& from, const std::string& to) const {
        std::string text = content_of(system_.folder() / file);
        const size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        std::ofstream(system_.folder() / file) << text.replace(at, from.size(), to);
    }
    // Until those are gone that answer by the old files, beside the new ones.
    void reload() const {
        const std::vector<pid_t> old = children_of(system_.pid_of("nginx"));
        ASSERT_FALSE(old.empty());
        system_.signal("nginx", SIGHUP);
        const auto is_gone = [](pid_t one) { return kill(one, 0) != 0; };
        EXPECT_TRUE(local_system::eventually([&] { return std::ranges::all_of(old, is_gone); }));
    }
    static std::vector<pid_t> children_of(pid_t parent) {
        std::ifstream list(concat("/proc/", parent, "/task/", parent, "/children"));
        return {std::istream_iterator<pid_t>(list), {}};
    }

    // What comes of `count` requests at once of a client with that address of this host.
    std::string ask_from(const std::string& address, const std::string& path, int count) const {
        return run(concat("curl -q -s -Z --noproxy '*' -w '\\n%{http_code}\\n' --interface ",
                          address, " '", system_.url(path), "?n=[1-", count, "]'"));
    }
    // How many of them got `status`.
    int answered(const std::string& address, const std::string& path, int count,
                 const std::string& status) const {
        return count_of(status, ask_from(address, path, count));
    }
    // The same of `count` clients whose IPv6 addresses begin so.
    int answered_over_ipv6(const std::string& beginning, int count,
                           const std::string& status) const {
        const auto file = system_.folder() / "clients";
        std::ofstream clients(file);
        for (int i = 1; i <= count; ++i)
            clients << "next\nurl = \"" << system_.url("/pay/status")
                    << "\"\nheader = \"X-Forwarded-For: " << beginning << i
                    << "\"\nsilent\nnoproxy = *\nwrite-out = \"\\n%{http_code}\\n\"\n";
        clients.close();
        return count_of(status, run("curl -q -Z -K " + file.string()));
    }
    void believe_a_proxy() const {
        change("nginx.conf", "include swan-server.conf;",
               "include swan-server.conf;\n        set_real_ip_from 127.0.0.0/8;"
               " real_ip_header X-Forwarded-For;");
    }
    static int count_of(const std::string& status, const std::string& all) {
        const std::string line = "\n" + status + "\n";
        int found = 0;
        for (size_t at = all.find(line); at != all.npos; at = all.find(line, at + 1)) ++found;
        return found;
    }

    local_system system_;
};

// `set` in our file came after the user's own, and undid it.
TEST_F(nginx, chooses_the_mini_program_by_the_name_of_the_host_where_the_map_says_so) {
    const auto code_at = [&](const std::string& host) {
        return at(system_.ask("GET", "/pay/gen", "", {"Host: " + host}), "code");
    };
    EXPECT_EQ(code_at("shop.example.com"), "0");
    change("swan-upstream.conf", "map $host $swan_app {",
           "map $host $swan_app {\n    shop.example.com nobody;");
    reload();
    EXPECT_TRUE(local_system::eventually([&] { return code_at("shop.example.com") == "10005"; }));
    EXPECT_EQ(code_at("www.example.com"), "0");
}

TEST_F(nginx, gives_metrics_to_nobody_who_came_by_a_proxy) {
    EXPECT_EQ(system_.get("/swan/metrics").status, 200);
    believe_a_proxy();
    reload();
    const auto as_the_host = [&] {
        return system_.ask("GET", "/swan/metrics", "", {"X-Forwarded-For: ::1"}).status;
    };
    EXPECT_TRUE(local_system::eventually([&] { return as_the_host() == 404; }));
    EXPECT_EQ(system_.get("/swan/metrics").status, 200) << "a Prometheus of this host";
}

TEST_F(nginx, that_passes_other_paths_on_gives_no_metrics_away) {
    change("swan-server.conf", "location ~ ^/(auth|pay)/ {", "location ~ ^/ {");
    reload();
    EXPECT_TRUE(local_system::eventually(
        [&] { return at(system_.get("/pay"), "err_msg") == "there is nothing at this address"; }));
    const reply got = system_.get("/metrics");
    EXPECT_EQ(got.status, 404);
    EXPECT_EQ(got.body.find("swan_"), std::string::npos);
}

TEST_F(nginx, limits_how_much_one_address_asks_but_never_a_callback) {
    change("swan-upstream.conf", "127.0.0.0/8 1;", "127.0.0.1 1;");
    change("swan-server.conf", "burst=200", "burst=3");
    reload();
    // At 50 a second and 3 besides, few of 200 pass, however slow the machine.
    ASSERT_TRUE(local_system::eventually(
        [&] { return answered("127.0.0.2", "/pay/status", 200, "429") > 0; }));
    for (const char* path : {"/pay/gen", "/pay/status", "/auth/login", "/auth/userinfo"})
        EXPECT_GT(answered("127.0.0.3", path, 200, "429"), 0) << path;
    for (const char* path : {"/pay/callback/succ", "/pay/refund"})
        EXPECT_EQ(answered("127.0.0.2", path, 200, "429"), 0) << path;
    EXPECT_EQ(answered("127.0.0.1", "/pay/status", 200, "429"), 0) << "not limited";
    EXPECT_NE(
        ask_from("127.0.0.2", "/pay/gen", 200).find(R"({"code":10008,"msg":"too many requests")"),
        std::string::npos);
}

TEST_F(nginx, takes_the_addresses_of_one_ipv6_network_for_one_client) {
    change("swan-server.conf", "burst=200", "burst=3");
    believe_a_proxy();
    reload();
    EXPECT_TRUE(local_system::eventually(
        [&] { return answered_over_ipv6("2001:db8:0:1::", 200, "429") > 0; }));
    EXPECT_EQ(answered_over_ipv6("2001:db8:0:2::", 1, "200"), 1);
}

}  // namespace
}  // namespace swan::e2e
