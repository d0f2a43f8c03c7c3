#include "front/fcgi.h"

#include <gtest/gtest.h>

#include <map>

#include "fcgi_client.h"
#include "fcgi_front.h"

using namespace swan;
using namespace swan::test;

namespace {

TEST(fcgi, hands_the_request_to_its_handler) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    auto params = fcgi_request_line("POST", "/pay/refund");
    params.insert(params.end(), {{"QUERY_STRING", "a=1&b==%20"},
                                 {"CONTENT_TYPE", "text/plain"},
                                 {"HTTP_AUTHORIZATION", "Bearer x=y"},
                                 {"EMPTY", ""}});
    EXPECT_EQ(body_of(nginx.ask(params, "hello")),
              "POST /pay/refund?a=1&b==%20 body=5 large=0 prefetch=0 auth=Bearer x=y");
}

TEST(fcgi, sees_a_prefetch_by_any_of_its_headers) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    for (const char* name : {"HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ"}) {
        auto params = fcgi_request_line("GET", "/");
        params.emplace_back(name, "prefetch");
        EXPECT_EQ(body_of(nginx.ask(params)), "GET /? body=0 large=0 prefetch=1 auth=") << name;
    }
    EXPECT_EQ(body_of(nginx.ask(fcgi_request_line("GET", "/"))),
              "GET /? body=0 large=0 prefetch=0 auth=");
}

task<response> refuse(request&) {
    co_return response{.http_status = 405, .code = 10006, .body = "{}", .allow = "GET, POST"};
}

TEST(fcgi, answers_with_status_and_headers_in_one_piece) {
    fcgi_front front(refuse);
    fcgi_client nginx(front.run().socket_path());
    const auto reply = nginx.ask(fcgi_request_line("GET", "/", "0123456789abcdef"));
    ASSERT_TRUE(reply);
    const std::map<std::string, std::string> all{
        {"Status", "405 Method Not Allowed"},
        {"Content-Type", "application/json; charset=utf-8"},
        {"Cache-Control", "no-store"},
        {"X-Request-Id", "0123456789abcdef"},
        {"X-Swan-Code", "10006"},
        {"Allow", "GET, POST"}};
    EXPECT_EQ(reply->headers, all);
    EXPECT_EQ(reply->body, "{}");
    EXPECT_EQ(nginx.reads(), 1);
}

task<response> be_plain(request&) {
    co_return response{.body = "a 1", .content_type = "text/plain; version=0.0.4"};
}

TEST(fcgi, says_of_what_kind_the_body_is) {
    fcgi_front front(be_plain);
    fcgi_client nginx(front.run().socket_path());
    const auto reply = nginx.ask(fcgi_request_line("GET", "/"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("Content-Type"), "text/plain; version=0.0.4");
    EXPECT_EQ(reply->body, "a 1");
}

task<response> be_busy(request&) {
    co_return response{.http_status = 503, .code = 10004, .body = "{}", .retry_after = 1};
}

TEST(fcgi, says_when_to_come_again) {
    fcgi_front front(be_busy);
    fcgi_client nginx(front.run().socket_path());
    const auto reply = nginx.ask(fcgi_request_line("GET", "/"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("Retry-After"), "1");
    EXPECT_EQ(reply->headers.count("Allow"), 0u);
}

TEST(fcgi, sends_no_request_id_that_could_break_a_header) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    const std::string longest(64, 'f');
    for (const std::string& bad : {std::string("a\r\nSet-Cookie: b"), std::string("a b"),
                                   std::string("\"'"), std::string("\x80"), longest + "f"}) {
        const auto reply = nginx.ask(fcgi_request_line("GET", "/", bad));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->headers.size(), 4u) << bad;
        EXPECT_EQ(reply->header("X-Request-Id"), "") << bad;
    }
    EXPECT_EQ(nginx.ask(fcgi_request_line("GET", "/", longest))->header("X-Request-Id"), longest);
}

task<response> answer_much(request& req) { co_return response{.body = req.body + req.body}; }

TEST(fcgi, answers_whole_when_the_answer_is_large) {
    fcgi_front front(answer_much);
    fcgi_client nginx(front.run().socket_path());
    const std::string half(90'000, 'x');
    EXPECT_TRUE(body_of(nginx.ask(fcgi_request_line("POST", "/"), half)) == half + half);
}

TEST(fcgi, answers_whole_when_the_answer_is_larger_than_what_a_socket_holds) {
    fcgi_front front([](request&) -> task<response> {
        co_return response{.body = std::string(5'000'000, 'x')};
    });
    fcgi_client nginx(front.run().socket_path());
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(body_of(nginx.ask(fcgi_request_line("GET", "/"))) ==
                    std::string(5'000'000, 'x'));
}

TEST(fcgi, serves_many_requests_on_a_kept_connection) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    for (int i = 0; i < 200; ++i) {
        const std::string path = concat("/", i);
        const auto reply = nginx.ask(fcgi_request_line("POST", path), std::string(i * 7, 'x'));
        ASSERT_EQ(body_of(reply),
                  concat("POST ", path, "? body=", i * 7, " large=0 prefetch=0 auth="));
    }
}

TEST(fcgi, closes_after_the_answer_when_the_connection_is_not_kept) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    ASSERT_TRUE(nginx.send(fcgi_request(fcgi_request_line("GET", "/once"), {}, false)));
    EXPECT_EQ(body_of(nginx.receive()), "GET /once? body=0 large=0 prefetch=0 auth=");
    EXPECT_TRUE(nginx.is_closed());
}

TEST(fcgi, reads_a_body_to_its_end_on_get_too) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    // A body that looks like a request would be one if it were left unread.
    const std::string trap = fcgi_request(fcgi_request_line("GET", "/trap"));
    const std::string body = std::string(70'000, 'x') + trap;
    EXPECT_EQ(body_of(nginx.ask(fcgi_request_line("GET", "/one"), body)),
              concat("GET /one? body=", body.size(), " large=0 prefetch=0 auth="));
    EXPECT_EQ(body_of(nginx.ask(fcgi_request_line("GET", "/two"))),
              "GET /two? body=0 large=0 prefetch=0 auth=");
}

TEST(fcgi, takes_a_body_of_the_limit_and_flags_one_that_is_larger) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    const auto size_and_flag = [&](size_t size) {
        const std::string got =
            body_of(nginx.ask(fcgi_request_line("POST", "/"), std::string(size, 'x')));
        return got.substr(0, got.find(" prefetch"));
    };
    EXPECT_EQ(size_and_flag(kMaxBody), concat("POST /? body=", kMaxBody, " large=0"));
    for (const size_t size : {kMaxBody + 1, 3 * kMaxBody}) {
        const std::string got = size_and_flag(size);
        EXPECT_TRUE(got.ends_with(" large=1")) << got;
        EXPECT_EQ(size_and_flag(5), "POST /? body=5 large=0");
    }
}

TEST(fcgi, reads_a_request_in_small_records) {
    fcgi_front front(echo);
    fcgi_client nginx(front.run().socket_path());
    auto params = fcgi_request_line("POST", "/small");
    params.emplace_back("QUERY_STRING", std::string(300, 'q'));
    ASSERT_TRUE(nginx.send(fcgi_begin() + fcgi_stream(fcgi_type::params, fcgi_pairs(params), 3) +
                           fcgi_stream(fcgi_type::stdin_data, std::string(1'000, 'x'), 7)));
    EXPECT_EQ(body_of(nginx.receive()),
              concat("POST /small?", std::string(300, 'q'), " body=1000 large=0 prefetch=0 auth="));
}

TEST(fcgi, spreads_kept_connections_evenly_over_its_loops) {
    const auto where = [](request&) -> task<response> {
        co_return response{.body = std::to_string(reinterpret_cast<uintptr_t>(loop::current()))};
    };
    fcgi_front front(where, 2);
    front.run();
    std::vector<std::unique_ptr<fcgi_client>> all;
    std::map<std::string, int> served;
    for (int i = 0; i < 40; ++i) {
        all.push_back(std::make_unique<fcgi_client>(front.socket_path()));
        ++served[body_of(all.back()->ask(fcgi_request_line("GET", "/")))];
    }
    ASSERT_EQ(served.size(), 2u);
    for (const auto& [loop_address, count] : served) EXPECT_EQ(count, 20) << loop_address;
}

}  // namespace
