#include "front/router.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/text.h"

using namespace swan;

namespace {

// Two envelopes that show all that they were given.
response plain(const error& what, const request& req) {
    return {.code = static_cast<int>(what.number()),
            .body = concat("plain: ", what.client_text(), " id=", req.request_id),
            .allow = what.allow()};
}
response fancy(const error& what, const request&) {
    return {.code = static_cast<int>(what.number()),
            .body = concat("fancy: ", what.client_text()),
            .allow = what.allow()};
}

task<response> show(request& req) {
    co_return response{.body = concat("code=", req.parameters.optional("code"), " raw=", req.body)};
}
task<response> fail_known(request&) {
    throw error(code::order_not_paid, "not paid", "log only");
    co_return response{};
}
task<response> fail_std(request&) {
    throw std::runtime_error("internals at 0x1234");
    co_return response{};
}
// Throws before there is a coroutine.
task<response> fail_early(request&) { throw std::out_of_range("internals"); }
task<response> name_order(request& req) {
    req.tp_order_id = "2026\nforged=1";
    co_return response{.code = 20001, .body = "{}"};
}

constexpr param_rule kKnown[] = {{"code", 8}};

class router_test : public testing::Test {
  protected:
    using input = route::input;

    void SetUp() override {
        std::string name = testing::TempDir() + "swan-router-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        logging::start(log_file(), logging::level::info);
    }
    void TearDown() override {
        logging::stop();
        std::filesystem::remove_all(folder_);
    }

    response ask(request req) {
        response out;
        start(into(router_.handle(req), out));
        return out;
    }
    static request get(std::string path, std::string query = {}) {
        request req;
        req.method = "GET";
        req.path = std::move(path);
        req.query = std::move(query);
        req.request_id = "abc";
        return req;
    }
    static request post(std::string path, std::string body = {}) {
        request req = get(std::move(path));
        req.method = "POST";
        req.body = std::move(body);
        return req;
    }
    bool counted(const std::string& line) const {
        return ("\n" + counted_.text()).find("\n" + line + "\n") != std::string::npos;
    }
    std::filesystem::path log_file() const { return folder_ / "log"; }
    std::vector<std::string> log_lines() {
        logging::stop();
        std::vector<std::string> all;
        std::ifstream in(log_file());
        for (std::string line; std::getline(in, line);) all.push_back(line);
        return all;
    }

  private:
    static task<void> into(task<response> from, response& out) {
        response got = co_await std::move(from);
        out = std::move(got);
    }

    std::filesystem::path folder_;
    metrics counted_;
    router router_{{
                       {"/both", true, true, input::parameters, kKnown, show, plain},
                       {"/get", true, false, input::parameters, kKnown, show, plain},
                       {"/raw", false, true, input::raw_body, {}, show, fancy},
                       {"/known", true, true, input::parameters, kKnown, fail_known, fancy},
                       {"/std", true, true, input::parameters, kKnown, fail_std, fancy},
                       {"/early", true, true, input::parameters, kKnown, fail_early, plain},
                       {"/order", true, true, input::parameters, kKnown, name_order, plain},
                   },
                   plain,
                   &counted_};
};

// A handler may wait on Baidu for seconds, and thousands with it.
TEST_F(router_test, keeps_no_body_once_it_is_parameters) {
    EXPECT_EQ(ask(get("/both", "code=a")).body, "code=a raw=");
    EXPECT_EQ(ask(post("/both", "code=b")).body, "code=b raw=");
    EXPECT_EQ(ask(post("/both", R"({"code":"c"})")).body, "code=c raw=");
}

TEST_F(router_test, ignores_the_body_of_a_get) {
    request req = get("/both", "code=a");
    req.body = "code=twice&%";
    EXPECT_EQ(ask(req).body, "code=a raw=");
}

TEST_F(router_test, leaves_body_and_query_of_a_raw_route_alone) {
    request req = post("/raw", "code=1&code=2&%zz");
    req.query = "code=3&%zz";
    EXPECT_EQ(ask(req).body, "code= raw=code=1&code=2&%zz");
}

TEST_F(router_test, knows_exact_paths_only) {
    for (const char* path : {"", "/", "/both/", "/bot", "/both2", "/BOTH", "//both"}) {
        const response out = ask(get(path));
        EXPECT_EQ(out.code, 10005) << path;
        EXPECT_EQ(out.body, "plain: there is nothing at this address id=abc") << path;
    }
}

TEST_F(router_test, refuses_other_methods_and_names_those_that_are_allowed) {
    for (const char* method : {"HEAD", "PUT", "DELETE", "OPTIONS", "get", ""}) {
        request req = get("/both");
        req.method = method;
        const response out = ask(req);
        EXPECT_EQ(out.code, 10006) << method;
        EXPECT_EQ(out.allow, "GET, POST") << method;
    }
    EXPECT_EQ(ask(post("/get")).allow, "GET");
    EXPECT_EQ(ask(get("/raw")).allow, "POST");
    EXPECT_EQ(ask(get("/raw")).body, "fancy: use POST here");
}

TEST_F(router_test, refuses_a_prefetch) {
    request req = get("/both", "code=a");
    req.prefetch = true;
    const response out = ask(req);
    EXPECT_EQ(out.code, 10006);
    EXPECT_EQ(out.allow, "GET, POST");
    EXPECT_EQ(out.body, "plain: this address must not be prefetched id=abc");
}

TEST_F(router_test, refuses_what_is_too_large) {
    request body = post("/raw");
    body.body_too_large = true;
    EXPECT_EQ(ask(body).code, 10007);
    EXPECT_EQ(ask(body).body, "fancy: the body is over 256 KiB");

    const std::string longest = "a=" + std::string(kMaxUrl - 2 - 5, 'x');
    EXPECT_EQ(ask(get("/both", longest)).code, 0);
    EXPECT_EQ(ask(get("/both", longest + "x")).code, 10007);
}

TEST_F(router_test, asks_its_guards_in_order) {
    request req = get("/nowhere", "%zz" + std::string(kMaxUrl, 'x'));
    req.method = "HEAD";
    req.prefetch = true;
    req.body_too_large = true;
    EXPECT_EQ(ask(req).code, 10005);
    req.path = "/both";
    EXPECT_EQ(ask(req).code, 10006);
    req.method = "POST";
    EXPECT_EQ(ask(req).code, 10006) << "still a prefetch";
    req.prefetch = false;
    EXPECT_EQ(ask(req).body, "plain: the body is over 256 KiB id=abc");
    req.body_too_large = false;
    EXPECT_EQ(ask(req).body, "plain: the URL is over 8 KiB id=abc");
    req.query = "%zz";
    EXPECT_EQ(ask(req).code, 10001);
    req.query = "";
    EXPECT_EQ(ask(req).code, 0);
}

TEST_F(router_test, tells_a_parameter_error_in_the_envelope_of_the_route) {
    EXPECT_EQ(ask(get("/both", "code=123456789")).body,
              "plain: parameter \"code\" is too long (at most 8 bytes) id=abc");
    EXPECT_EQ(ask(get("/known", "code=1&code=1")).body, "fancy: parameter \"code\" comes twice");
}

TEST_F(router_test, tells_the_error_of_a_handler_in_the_envelope_of_the_route) {
    const response out = ask(get("/known"));
    EXPECT_EQ(out.code, 20000);
    EXPECT_EQ(out.body, "fancy: not paid");
}

TEST_F(router_test, shows_no_internals_of_an_unexpected_exception) {
    EXPECT_EQ(ask(get("/std")).code, 10000);
    EXPECT_EQ(ask(get("/std")).body, "fancy: internal error");
    EXPECT_EQ(ask(get("/early")).body, "plain: internal error id=abc");
}

TEST_F(router_test, logs_one_line_a_request) {
    ask(get("/both", "code=a"));
    ask(get("/known"));
    ask(get("/std"));
    ask(get("/nowhere"));
    const auto lines = log_lines();
    ASSERT_EQ(lines.size(), 4u);
    const auto has = [&](size_t i, std::string_view part) {
        EXPECT_NE(lines[i].find(part), std::string::npos) << lines[i];
    };
    has(0, "INFO request id=abc method=GET path=/both status=200 code=0 us=");
    EXPECT_EQ(lines[0].find("why="), std::string::npos);
    has(1, "path=/known status=200 code=20000 us=");
    has(1, " why=\"log only\"");
    has(2, " why=\"internals at 0x1234\"");
    has(3, "path=/nowhere status=200 code=10005");
}

TEST_F(router_test, writes_no_request_lines_when_the_log_begins_above_info) {
    logging::start(log_file(), logging::level::warn);
    EXPECT_EQ(ask(get("/both", "code=a")).code, 0);
    EXPECT_EQ(ask(get("/nowhere")).code, 10005);
    EXPECT_TRUE(log_lines().empty());
}

TEST_F(router_test, logs_the_order_and_lets_no_value_forge_a_line) {
    ask(get("/order"));
    request hostile = get("/nowhere\nforged=2");
    hostile.method = "G\rET\x1b[0m";
    ask(hostile);
    const auto lines = log_lines();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find(" tp_order_id=2026\\x0aforged=1"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find("path=/nowhere\\x0aforged=2"), std::string::npos) << lines[1];
    EXPECT_EQ(lines[1].find('\x1b'), std::string::npos) << lines[1];
}

TEST_F(router_test, logs_neither_query_nor_body_nor_authorization) {
    for (const char* path : {"/both", "/raw", "/known", "/std", "/nowhere"}) {
        request req = post(path, R"({"code":"SECRET","data":"SECRET"})");
        req.query = "q=SECRET";
        req.authorization = "Bearer SECRET";
        ask(req);
        req.body = "code=SECRET-SECRET&iv=SECRET";
        ask(req);
        req.body = "code=%SECRET";
        ask(req);
        req.body = R"({"code":["SECRET"]})";
        ask(req);
        req.body = R"({"code":"SECRET" SECRET)";
        ask(req);
    }
    const auto lines = log_lines();
    EXPECT_EQ(lines.size(), 25u);
    for (const auto& line : lines) EXPECT_EQ(line.find("SECRET"), std::string::npos) << line;
}

TEST_F(router_test, counts_what_it_answers_by_path_and_code) {
    ask(get("/both", "code=a"));
    ask(get("/both", "code=b"));
    ask(get("/both", "code=much-too-long"));
    ask(post("/get"));
    ask(get("/known"));
    EXPECT_TRUE(counted(R"(swan_requests_total{path="/both",code="0"} 2)"));
    EXPECT_TRUE(counted(R"(swan_requests_total{path="/both",code="10001"} 1)"));
    EXPECT_TRUE(counted(R"(swan_requests_total{path="/get",code="10006"} 1)"));
    EXPECT_TRUE(counted(R"(swan_requests_total{path="/known",code="20000"} 1)"));
    EXPECT_TRUE(counted(R"(swan_request_duration_seconds_count{path="/both"} 3)"));
    EXPECT_TRUE(counted(R"(swan_request_duration_seconds_count{path="/raw"} 0)"));
}

TEST_F(router_test, counts_paths_of_strangers_as_one) {
    ask(get("/nowhere"));
    ask(get("/no\"where"));
    ask(get(""));
    EXPECT_TRUE(counted(R"(swan_requests_total{path="other",code="10005"} 3)"));
    EXPECT_TRUE(counted(R"(swan_request_duration_seconds_count{path="other"} 3)"));
}

}  // namespace
