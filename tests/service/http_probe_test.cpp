#include "service/http_probe.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "plain_server.h"
#include "tls_server.h"

namespace swan {
namespace {

using outcome = http_trial::outcome;
using namespace std::chrono_literals;

// An answer to everything, and what was asked.
bool answers(test::connection& to, const test::seen_request& what) {
    to.send("HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Empty:\r\n" +
            std::string("X-Method: ") + what.method +
            "\r\nContent-Length: " + std::to_string(what.body.size()) + "\r\n\r\n" + what.body);
    return true;
}

TEST(HttpProbe, TellsAnAnswerWhole) {
    const test::plain_server server(answers);
    const http_trial got = try_http({.url = server.url("/x"), .form = "a=b"});
    ASSERT_TRUE(got.answered()) << got.reason;
    EXPECT_EQ(got.status, 404);
    EXPECT_EQ(got.header("x-method"), "POST");
    EXPECT_EQ(got.header("x-empty"), "");
    EXPECT_EQ(got.header("x-none"), "");
    EXPECT_EQ(got.body, "a=b");
    EXPECT_EQ(got.date, 784111777);
    EXPECT_EQ(try_http({.url = server.url("/x")}).header("x-method"), "GET");
}

TEST(HttpProbe, TellsWhyThereIsNoConnection) {
    EXPECT_EQ(try_http({.url = "https://no-such-host.invalid/"}).what, outcome::no_address);
    const http_trial refused = try_http({.url = "http://127.0.0.1:1/"});
    EXPECT_EQ(refused.what, outcome::no_connection);
    EXPECT_EQ(refused.reason, "Connection refused");
}

TEST(HttpProbe, TellsTimeOutsBeforeAndAfterTheConnectionApart) {
    const test::plain_server silent([](test::connection& to, const test::seen_request&) {
        to.wait_until_closed();
        return false;
    });
    const http_question late{.url = silent.url("/"), .total_timeout = 100ms};
    EXPECT_EQ(try_http(late).what, outcome::timed_out);
    http_question tls = late;
    tls.url.replace(0, 4, "https");
    EXPECT_EQ(try_http(tls).what, outcome::connect_timed_out);
}

TEST(HttpProbe, TellsHalfAnAnswerAndATooLongOne) {
    const test::plain_server half([](test::connection& to, const test::seen_request&) {
        to.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        return false;
    });
    EXPECT_EQ(try_http({.url = half.url("/")}).what, outcome::broken);
    const test::plain_server endless([](test::connection& to, const test::seen_request&) {
        to.send(test::http_answer("200 OK", std::string(100'000, 'x')));
        return false;
    });
    EXPECT_EQ(try_http({.url = endless.url("/")}).what, outcome::broken);
}

TEST(HttpProbe, TrustsNoCertificateThatTheWorkerWouldNot) {
    const test::scratch_folder folder;
    const test::test_authority keys(folder.path());
    const test::plain_server back(answers);
    const test::tls_server front(keys, back.port());
    const auto ask = [&](const std::string& certificate) {
        return try_http({.url = front.url(certificate, "/"), .ca_file = keys.file("ca.pem")});
    };
    EXPECT_EQ(ask("good").status, 404);
    for (const char* each : {"wrong_name", "unknown_issuer", "expired"}) {
        const http_trial got = ask(each);
        EXPECT_EQ(got.what, outcome::bad_certificate) << each;
        EXPECT_NE(got.reason, "") << each;
    }
}

}  // namespace
}  // namespace swan
