// Requests whose beginning or end could be seen in two ways, and headers that ask for something
// else than an answer.
#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

class bad_framing : public bad_input {
  protected:
    static std::string post(const std::string& path, const std::string& headers,
                            const std::string& body) {
        return concat("POST ", path, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", headers,
                      "\r\n", body);
    }
    // Exactly one answer comes, and nothing after it: what follows was not taken for a request.
    static void expect_one_refusal(const std::string& name, const std::string& bytes) {
        SCOPED_TRACE(name);
        raw_connection line(system().port());
        line.send(bytes);
        const std::vector<raw_reply> all = replies_in(line.receive());
        ASSERT_EQ(all.size(), 1u);
        expect_error(all[0], 10001, 400);
    }
    static void expect_code(const std::string& name, const std::string& bytes, int code) {
        SCOPED_TRACE(name);
        expect_error(ask(bytes), code, 200);
    }
};

TEST_F(bad_framing, a_request_that_smuggles_another_is_refused_whole) {
    const std::string smuggled = "GET /pay/gen HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string length = concat("Content-Length: ", smuggled.size() + 5, "\r\n");
    for (const char* path : {"/auth/login", "/pay/refund", "/pay/gen"}) {
        expect_one_refusal("both lengths", post(path, length + "Transfer-Encoding: chunked\r\n",
                                                "0\r\n\r\n" + smuggled));
        expect_one_refusal(
            "both, the other way round",
            post(path, "Transfer-Encoding: chunked\r\n" + length, "0\r\n\r\n" + smuggled));
        expect_one_refusal("two lengths", post(path, "Content-Length: 0\r\n" + length, smuggled));
        expect_one_refusal("the same length twice", post(path, length + length, smuggled));
    }
    for (const char* encoding :
         {"Transfer-Encoding: xchunked", "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "Transfer-Encoding : chunked",
          "Transfer-Encoding:\x0b"
          "chunked",
          "X: y\rTransfer-Encoding: chunked", "Transfer-Encoding\x01: chunked"})
        expect_one_refusal(encoding,
                           post("/auth/login", concat(encoding, "\r\n"), "0\r\n\r\n" + smuggled));
}

TEST_F(bad_framing, a_length_that_is_no_number_is_refused) {
    for (const char* length :
         {"", "-1", "+4", "0x4", "4 4", "4,4", "1e1", "4;", "99999999999999999999", "\xd9\xa4"})
        expect_one_refusal(length,
                           post("/auth/login", concat("Content-Length: ", length, "\r\n"), "a=bc"));
}

TEST_F(bad_framing, chunks_that_are_none_are_refused) {
    for (const char* chunks : {"zz\r\ncode=\r\n0\r\n\r\n", "ffffffffffffffffff\r\na\r\n0\r\n\r\n",
                               "-1\r\na\r\n0\r\n\r\n", "\r\n\r\n", "5\r\ncode=x\r\n0\r\n\r\n"})
        expect_one_refusal(printable(chunks),
                           post("/auth/login", "Transfer-Encoding: chunked\r\n", chunks));
}

TEST_F(bad_framing, a_body_in_chunks_is_read_and_limited) {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    expect_code("well formed",
                post("/pay/refund", chunked,
                     "6\r\ntp_ord\r\n6;x=y\r\ner_id=\r\n1\r\n1\r\n0\r\nT: t\r\n\r\n"),
                20001);
    expect_code("JSON", post("/pay/refund", chunked, "13\r\n{\"tp_order_id\":\"1\"}\r\n0\r\n\r\n"),
                20001);
    std::string large;
    for (int i = 0; i < 17; ++i) large += "4000\r\n" + std::string(0x4000, 'x') + "\r\n";
    const raw_reply got = ask(post("/auth/login", chunked, large + "0\r\n\r\n"));
    expect_error(got, 10007, 413, "256 KiB");
}

TEST_F(bad_framing, a_client_that_waits_for_100_continue_gets_it) {
    raw_connection line(system().port());
    line.send(post("/pay/refund", "Expect: 100-continue\r\nContent-Length: 13\r\n", ""));
    EXPECT_EQ(line.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    line.send("tp_order_id=1");
    const std::vector<raw_reply> rest = replies_in(line.receive());
    ASSERT_EQ(rest.size(), 1u);
    expect_error(rest[0], 20001, 200);
    const raw_reply large =
        ask(post("/pay/refund", "Expect: 100-continue\r\nContent-Length: 10485760\r\n", ""));
    expect_error(large, 10007, 413);
}

TEST_F(bad_framing, the_content_type_does_not_matter) {
    for (const char* type :
         {"text/plain", "application/json", "multipart/form-data; boundary=x", "application/xml",
          "application/x-www-form-urlencoded; charset=gbk", "", "x", "\xff\xfe", "image/png;\"",
          "application/json; charset=utf-16"})
        for (const char* body :
             {"tp_order_id=1", "{\"tp_order_id\":\"1\"}", " {\"tp_order_id\":1}"})
            expect_code(type,
                        post("/pay/refund",
                             concat("Content-Type: ", type,
                                    "\r\nContent-Length: ", std::string_view(body).size(), "\r\n"),
                             body),
                        20001);
    const std::string long_type = "Content-Type: " + std::string(7000, 'x') + "\r\n";
    expect_code("7,000 bytes",
                post("/pay/refund", long_type + "Content-Length: 13\r\n", "tp_order_id=1"), 20001);
}

TEST_F(bad_framing, lines_that_are_no_http_are_refused) {
    const std::string host = "Host: a\r\n\r\n";
    for (const std::string& bytes :
         {"GET /auth/login HTTP/1.1\r\nConnection: close\r\n\r\n" + std::string(),
          "GET /auth/login HTTP/1.1\r\nHost: b\r\n" + host, "GET /auth/login HTTP/2.0\r\n" + host,
          "GET /auth/login HTTP/3.7\r\n" + host, "GET /auth/login HTTP/1.x\r\n" + host,
          "GET /auth/login HTTP/1.1x\r\n" + host, "GET /auth/login FTP/1.1\r\n" + host,
          "GET /auth/login?a b HTTP/1.1\r\n" + host,
          "GET /auth/login HTTP/1.1\r\nX-A: a" + std::string(1, '\0') + "b\r\n" + host,
          "GET /auth/login HTTP/1.1\r\nX-A: a\r\n b\r\n" + host,
          "GET /auth/login HTTP/1.1\r\nX A: a\r\n" + host,
          "GET /pay/gen HTTP/1.1\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n" + host})
        expect_one_refusal(printable(bytes), bytes);
}

TEST_F(bad_framing, http_1_0_without_a_host_is_answered) {
    const raw_reply got = ask("GET /auth/login HTTP/1.0\r\n\r\n");
    expect_error(got, 10001, 200, "\"code\"");
}

TEST_F(bad_framing, two_requests_on_one_connection_get_two_answers_in_order) {
    raw_connection line(system().port());
    line.send(
        "GET /auth/login HTTP/1.1\r\nHost: a\r\n\r\n"
        "POST /pay/refund HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\ntp_order_id=1"
        "GET /pay/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const std::vector<raw_reply> all = replies_in(line.receive());
    ASSERT_EQ(all.size(), 3u);
    expect_error(all[0], 10001, 200, "\"code\"");
    expect_error(all[1], 20001, 200);
    expect_error(all[2], 10005, 404);
    EXPECT_NE(all[0].header("x-request-id"), all[1].header("x-request-id"));
}

TEST_F(bad_framing, headers_of_a_client_do_not_become_ours) {
    const raw_reply got = ask(raw_request{
        .method = "GET",
        .target = "/auth/login",
        .headers = {"X-Request-Id: evil", "Request-Id: evil", "Proxy: http://127.0.0.1:1",
                    "Script-Name: /pay/gen", "Query-String: code=1", "Request-Method: POST",
                    "X-Original-URL: /pay/gen", "X-HTTP-Method-Override: POST", "Range: bytes=0-3",
                    "If-None-Match: *", "Accept-Encoding: gzip", "Accept: text/html",
                    "Upgrade: websocket", "X-Swan-Code: 0"}});
    expect_error(got, 10001, 200, "\"code\"");
}

TEST_F(bad_framing, a_key_that_is_none_is_unauthorized) {
    for (const char* key :
         {"Bearer", "Bearer ", "Bearer x", "bearer x", "x", "Bearer \xff", "Bearer x, Bearer y"})
        for (const char* path : {"/pay/gen", "/pay/refund?tp_order_id=1"})
            expect_refused(
                {key,
                 {.method = "GET", .target = path, .headers = {concat("Authorization: ", key)}},
                 30003,
                 200,
                 "Bearer"});
    // Not for us: where no key is needed it does no harm.
    expect_refused({"Basic",
                    {.method = "GET",
                     .target = "/pay/refund?tp_order_id=1",
                     .headers = {"Authorization: Basic eDp5"}},
                    20001,
                    200,
                    "tp_order_id"});
}

}  // namespace
}  // namespace swan::e2e
