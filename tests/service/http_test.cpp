#include "service/http.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "http_runner.h"
#include "http_samples.h"
#include "plain_server.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;
using namespace std::chrono_literals;

TEST(Http, GetSendsOnlyWhatItMust) {
    plain_server server(answer_ok);
    http_runner http(quick());
    http_request request = get(server.url("/a/b?x=1&y=%20"));
    request.request_id = "4f2a-ID_9";
    const http_result result = http.send(request);
    EXPECT_EQ(result.what, outcome::answered);
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.body, "{}");
    ASSERT_EQ(server.requests().size(), 1u);
    const seen_request seen = server.requests().front();
    EXPECT_EQ(seen.method, "GET");
    EXPECT_EQ(seen.target, "/a/b?x=1&y=%20");
    EXPECT_EQ(seen.headers, "Host: 127.0.0.1:" + std::to_string(server.port()) +
                                "\r\nUser-Agent: swan-fcgi\r\nAccept: application/json\r\n"
                                "X-Request-Id: 4f2a-ID_9\r\n");
    EXPECT_EQ(seen.body, "");
}

TEST(Http, PostSendsTheFormAsItIs) {
    plain_server server(answer_ok);
    http_runner http(quick());
    for (const bool repeatable : {false, true}) {
        http_request request = post(server.url("/p"), "code=a%40b&sk=1%2B2");
        request.repeatable = repeatable;
        EXPECT_EQ(http.send(request).what, outcome::answered);
        const seen_request seen = server.requests().back();
        EXPECT_EQ(seen.method, "POST");
        EXPECT_EQ(seen.body, "code=a%40b&sk=1%2B2");
        EXPECT_NE(seen.headers.find("Content-Type: application/x-www-form-urlencoded\r\n"),
                  std::string::npos);
        EXPECT_EQ(seen.headers.find("Expect"), std::string::npos);
    }
}

TEST(Http, NothingOfARequestRemainsForTheNextOnTheSameHandle) {
    plain_server server(answer_ok);
    http_runner http(quick());
    http_request first = post(server.url("/first"), "secret=1");
    first.request_id = "first";
    http.send(first);
    http.send(get(server.url("/second")));
    const seen_request second = server.requests().back();
    EXPECT_EQ(second.method, "GET");
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(second.headers.find("first"), std::string::npos);
    EXPECT_EQ(second.headers.find("Content-"), std::string::npos);
    first.repeatable = true;
    first.form = "repeatable=1";
    http.send(first);
    http.send(post(server.url("/fourth"), "n=4"));
    EXPECT_EQ(server.requests().back().method, "POST");
    EXPECT_EQ(server.requests().back().body, "n=4");
    http.send(post(server.url("/empty"), ""));
    EXPECT_EQ(server.requests().back().method, "POST");
    EXPECT_EQ(server.requests().back().body, "");
}

TEST(Http, ARequestIdWithALineBreakIsNotSent) {
    plain_server server(answer_ok);
    http_runner http(quick());
    http_request request = get(server.url("/"));
    request.request_id = "a\r\nX-Evil: 1";
    EXPECT_EQ(http.send(request).what, outcome::answered);
    EXPECT_EQ(server.requests().front().headers.find("Evil"), std::string::npos);
}

TEST(Http, ALongFormArrivesWhole) {
    plain_server server(answer_ok);
    http_runner http(quick());
    const std::string form = "data=" + std::string(300'000, 'x');
    EXPECT_EQ(http.send(post(server.url("/"), form)).what, outcome::answered);
    EXPECT_EQ(server.requests().front().body, form);
}

TEST(Http, EveryStatusIsAnAnswerAndARedirectIsNotFollowed) {
    for (const char* status :
         {"200 OK", "302 Found", "400 Bad", "401 No", "500 Oops", "503 Later"}) {
        plain_server server([&](connection& to, const seen_request&) {
            return to.send(std::string("HTTP/1.1 ") + status +
                           "\r\nLocation: /elsewhere\r\nContent-Length: 2\r\n\r\nhi");
        });
        http_runner http(quick());
        const http_result result = http.send(get(server.url("/")));
        EXPECT_EQ(result.what, outcome::answered) << status;
        EXPECT_EQ(result.status, std::stoi(status));
        EXPECT_EQ(result.body, "hi");
        EXPECT_EQ(server.requests().size(), 1u);
    }
}

TEST(Http, AHugeAnswerIsTooLargeLongBeforeItsEnd) {
    for (const char* head :
         {"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n"}) {
        std::atomic<long> given{0};
        plain_server server([&](connection& to, const seen_request&) {
            const std::string part(65536, 'x');
            bool alive = to.send(head);
            for (int i = 0; i < 1600 && alive; ++i) {
                alive = to.send(part);
                given += alive ? 65536 : 0;
            }
            return false;
        });
        http_runner http(quick());
        const auto begun = std::chrono::steady_clock::now();
        const http_result result = http.send(get(server.url("/")));
        EXPECT_EQ(result.what, outcome::too_large);
        EXPECT_EQ(result.body, "");
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
        EXPECT_LT(given, 20'000'000);
    }
}

TEST(Http, AnAnswerOfExactlyOneMebibytePasses) {
    const std::string body(1 << 20, 'x');
    plain_server server([&](connection& to, const seen_request&) {
        return to.send("HTTP/1.0 200 OK\r\n\r\n" + body) && false;
    });
    http_runner http(quick());
    EXPECT_EQ(http.send(get(server.url("/"))).body.size(), body.size());
}

TEST(Http, AServerThatHangsTimesOut) {
    plain_server server([](connection& to, const seen_request&) {
        to.wait_until_closed();
        return false;
    });
    http_client::settings how = quick();
    how.total_timeout = 150ms;
    http_runner http(how);
    EXPECT_EQ(http.send(get(server.url("/"))).what, outcome::timed_out);
    EXPECT_EQ(http.send(post(server.url("/"), "a=b")).what, outcome::timed_out);
    EXPECT_EQ(http.waiting(), 0);
}

TEST(Http, AConnectionThatIsNotSetUpInTimeSentNothing) {
    int port = 0;
    const int silent = test::listen_on_loopback(port);  // accepted by the kernel, no TLS comes
    http_client::settings how = quick();
    how.connect_timeout = 150ms;
    http_runner http(how);
    const http_result result =
        http.send(post("https://127.0.0.1:" + std::to_string(port) + "/", "a=b"));
    EXPECT_EQ(result.what, outcome::connect_timed_out);
    close(silent);
}

TEST(Http, WhatCannotBeConnectedIsNotSent) {
    http_runner http(quick());
    const std::string closed = ":" + std::to_string(test::unused_port()) + "/?sign=SECRET";
    const http_result refused = http.send(post("http://127.0.0.1" + closed, "sk=SECRET"));
    EXPECT_EQ(refused.what, outcome::not_sent);
    EXPECT_EQ(refused.reason.find("SECRET"), std::string::npos);
    EXPECT_FALSE(refused.reason.empty());
    EXPECT_EQ(http.send(post("http://no-such-host.invalid/", "")).what, outcome::not_sent);
    EXPECT_EQ(http.send(get("https://no-such-host.invalid/")).what, outcome::not_sent);
}

TEST(Http, ARefusedConnectionAfterAnAnswerOnTheSameHandleIsNotSent) {
    plain_server server(answer_ok);
    http_client::settings how = quick();
    how.connect_timeout = 150ms;
    http_runner http(how);
    int port = 0;
    const int silent = test::listen_on_loopback(port);
    const std::string mute = "https://127.0.0.1:" + std::to_string(port) + "/";
    EXPECT_EQ(http.send(post(server.url("/"), "a=b")).what, outcome::answered);
    EXPECT_EQ(http.send(post("http://127.0.0.1:1/", "a=b")).what, outcome::not_sent);
    EXPECT_EQ(http.send(post(server.url("/"), "a=b")).what, outcome::answered);
    EXPECT_EQ(http.send(post(mute, "a=b")).what, outcome::connect_timed_out);
    close(silent);
}

TEST(Http, PlainHttpGoesToThisHostOnly) {
    plain_server server(answer_ok);
    http_runner http(quick());
    const std::string port = ":" + std::to_string(server.port());
    EXPECT_EQ(http.send(get("http://localhost" + port + "/")).what, outcome::answered);
    for (const std::string& url :
         {"http://127.0.0.2" + port + "/", "http://0.0.0.0" + port + "/",
          "http://127.0.0.1.nip.io" + port + "/", "http://127.0.0.1@0.0.0.0" + port + "/",
          "http://user@127.0.0.1" + port + "/", "ftp://127.0.0.1" + port + "/",
          std::string("file:///etc/passwd"), std::string("no url"), std::string()}) {
        const http_result result = http.send(get(url));
        EXPECT_NE(result.what, outcome::answered) << url;
        EXPECT_NE(result.what, outcome::timed_out) << url;
    }
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Http, HalfAnAnswerIsBroken) {
    for (const char* half : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                             "<html>no HTTP at all</html>"}) {
        plain_server server([&](connection& to, const seen_request&) {
            to.send(half);
            return false;
        });
        http_runner http(quick());
        const http_result result = http.send(post(server.url("/"), "a=b"));
        EXPECT_EQ(result.what, outcome::broken) << half;
        EXPECT_EQ(result.body, "");
        EXPECT_EQ(server.requests().size(), 1u);
    }
}

}  // namespace
}  // namespace swan
