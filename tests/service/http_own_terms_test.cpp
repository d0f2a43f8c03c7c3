// Requests that go by other terms than those to Baidu: any address, or those of the Internet alone.
#include <gtest/gtest.h>

#include "http_runner.h"
#include "http_samples.h"
#include "plain_server.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;

http_request telling(const std::string& url) {
    http_request request = post(url, R"({"a":1})");
    request.own_connection = true;
    request.may_be_plain = true;
    request.headers = {"Content-Type: application/json", "X-Swan-Timestamp: 1"};
    return request;
}

TEST(HttpOwnTerms, HeadersOfTheRequestReplaceOurs) {
    plain_server server(answer_ok);
    http_runner http(quick());
    EXPECT_EQ(http.send(telling(server.url("/e"))).status, 200);
    const seen_request seen = server.requests().front();
    EXPECT_EQ(seen.body, R"({"a":1})");
    EXPECT_NE(seen.headers.find("Content-Type: application/json\r\n"), std::string::npos);
    EXPECT_NE(seen.headers.find("X-Swan-Timestamp: 1\r\n"), std::string::npos);
    EXPECT_EQ(seen.headers.find("form-urlencoded"), std::string::npos);
    http.send(post(server.url("/next"), "a=b"));
    EXPECT_EQ(server.requests().back().headers.find("X-Swan"), std::string::npos);
}

TEST(HttpOwnTerms, AnotherHostIsAskedInPlainHttpOnlyWhereThatIsAllowed) {
    plain_server server(answer_ok);
    http_runner http(quick());
    http_request request = telling("http://0.0.0.0:" + std::to_string(server.port()) + "/");
    EXPECT_EQ(http.send(request).status, 200);
    request.may_be_plain = false;
    EXPECT_EQ(http.send(request).what, outcome::not_sent);
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(HttpOwnTerms, NoConnectionIsMadeToAPrivateAddressWhateverItsName) {
    plain_server server(answer_ok);
    http_runner http(quick());
    const std::string port = std::to_string(server.port());
    for (const std::string host : {"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "2130706433"}) {
        http_request request = telling("http://" + host + ":" + port + "/");
        request.only_public = true;
        const http_result got = http.send(request);
        EXPECT_EQ(got.what, outcome::not_sent) << host;
        EXPECT_EQ(got.reason, "its address is private (notify_private_addresses)") << host;
    }
    EXPECT_EQ(server.connections(), 0);
    EXPECT_EQ(http.send(telling(server.url("/"))).status, 200) << "the next request may again";
}

}  // namespace
}  // namespace swan
