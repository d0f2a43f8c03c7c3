// HTTP itself misused: methods, prefetch, paths, sizes.
#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

constexpr size_t kMostBody = 256 * 1024;
constexpr size_t kMostLine = 8 * 1024;

class bad_http : public bad_input {
  protected:
    static void expect_not_allowed(const endpoint& where, const raw_request& sent) {
        SCOPED_TRACE(sent.method + " " + where.path);
        const raw_reply got = ask(sent);
        if (sent.method == "HEAD") {
            EXPECT_EQ(got.status, 405);
            EXPECT_EQ(got.header("x-swan-code"), "10006");
        } else {
            expect_error(got, 10006, 405);
        }
        EXPECT_EQ(got.header("allow"), where.allowed());
    }
    static std::string good_target(const endpoint& where) {
        return where.path + "?" + good_form(where, "");
    }
    static void expect_line(const char* name, const std::string& bytes, int code, int status) {
        SCOPED_TRACE(name);
        expect_error(ask(bytes), code, status);
    }
};

TEST_F(bad_http, a_method_that_an_endpoint_does_not_know_is_405_with_those_it_knows) {
    for (const endpoint& where : endpoints()) {
        for (const char* method :
             {"PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "MKCOL", "GETS", "FETCH", "HEAD"})
            expect_not_allowed(where, {.method = method, .target = good_target(where)});
        if (!where.get) expect_not_allowed(where, {"GET", good_target(where)});
        if (!where.post) expect_not_allowed(where, {"POST", good_target(where), "zzz=1"});
    }
}

TEST_F(bad_http, a_method_that_nginx_does_not_know_is_refused_by_nginx_in_our_envelope) {
    for (const endpoint& where : endpoints()) {
        for (const char* method : {"TRACE", "CONNECT"})
            expect_refused({method, {method, where.path}, 10006, 405, "GET or POST"});
        for (const char* method : {"get", "Post", "G@T", "GET\t", "GE\x01T"})
            expect_refused({"no method", {method, where.path}, 10001, 400, ""});
    }
}

TEST_F(bad_http, what_a_browser_prefetches_is_refused) {
    for (const endpoint& where : endpoints())
        for (const char* header :
             {"Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch",
              "purpose: preview", "X-Moz: prefetch", "x-moz: PREFETCH"})
            for (const char* method : {"GET", "POST", "HEAD"})
                expect_not_allowed(
                    where, {.method = method, .target = good_target(where), .headers = {header}});
}

TEST_F(bad_http, an_unknown_path_is_404) {
    for (const char* path : {"/auth/",
                             "/pay/",
                             "/auth/nothing",
                             "/pay/nothing",
                             "/auth/login/",
                             "/auth/login/x",
                             "/auth/Login",
                             "/AUTH/login",
                             "/auth/login;x=1",
                             "/auth/login%20",
                             "/auth/login%0A",
                             "/auth/login%0d%0aX-Evil:%201",
                             "/auth/login%3Fcode=1",
                             "/auth/login\xff",
                             "/pay/callback",
                             "/pay/callbacks/succ",
                             "/pay/refund_audit",
                             "/auth/%E4%BD",
                             "/pay/%25%32%65",
                             "/auth/..%5clogin",
                             "/.swan-fcgi/api-503",
                             "/.swan-fcgi/callback",
                             "/%2eswan-fcgi/api-405"})
        for (const char* method : {"GET", "POST", "PUT"})
            expect_refused({path, {method, path}, 10005, 404, ""});
}

// nginx makes one path of them before it routes: none may reach what it would not reach plainly.
TEST_F(bad_http, a_path_in_disguise_is_the_path_that_it_means) {
    for (const char* path :
         {"/auth//login", "//auth/login", "/auth%2Flogin", "/auth/./login", "/pay/../auth/login",
          "/pay/%2e%2e/auth/login", "/%61uth/login", "/pay/callback/../../auth/login",
          "http://elsewhere/auth/login", "/auth/login#fragment", "/auth/login?"})
        expect_refused({path, {"GET", path}, 10001, 200, "\"code\""});
}

TEST_F(bad_http, a_path_that_nginx_cannot_read_is_not_valid_http) {
    for (const char* path :
         {"/auth/login%00", "/auth/%zz", "/auth/%", "/pay/../../auth/login%", "/auth/../../login"})
        expect_refused({path, {"GET", path}, 10001, 400, ""});
}

// The host's other pages are none of ours: there nginx's own answer stays as it is.
TEST_F(bad_http, what_is_not_ours_keeps_the_status_and_the_page_of_nginx) {
    const struct {
        std::string line, headers;
        int status;
    } all[] = {{"GET /shop HTTP/1.1", "Host: a\r\nHost: b\r\n", 400},
               {"GET /shop HTTP/1.1", "", 400},
               {"get /shop HTTP/1.1", "Host: a\r\n", 400},
               {"TRACE /shop HTTP/1.1", "Host: a\r\n", 405},
               {"GET /" + std::string(kMostLine, 'x') + " HTTP/1.1", "Host: a\r\n", 414},
               {"GET /shop HTTP/3.0", "Host: a\r\n", 505}};
    for (const auto& each : all) {
        SCOPED_TRACE(printable(each.line, 40));
        const raw_reply got = ask(concat(each.line, "\r\n", each.headers, "\r\n"));
        EXPECT_EQ(got.status, each.status);
        EXPECT_EQ(got.header("content-type"), "text/html");
        EXPECT_EQ(got.count("x-swan-code"), 0);
        EXPECT_NE(got.body.find("<center>nginx</center>"), std::string::npos) << got.body;
    }
}

TEST_F(bad_http, a_body_over_256_kib_is_too_large) {
    for (const endpoint& where : endpoints()) {
        for (const size_t size : {kMostBody + 1, 10 * kMostBody, size_t{10} << 20})
            expect_refused({concat(size, " bytes"),
                            {"POST", where.path, std::string(size, 'x')},
                            10007,
                            413,
                            "256 KiB"});
        expect_line("announced only",
                    concat("POST ", where.path, " HTTP/1.1\r\nHost: a\r\n",
                           "Content-Length: 10485760\r\n\r\n"),
                    10007, 413);
    }
}

TEST_F(bad_http, a_body_of_256_kib_is_read) {
    const auto filled = [](const std::string& part) {
        std::string out;
        while (out.size() + part.size() <= kMostBody) out += part;
        return out.append(kMostBody - out.size(), '&');
    };
    for (const endpoint& where : endpoints()) {
        if (!where.post) continue;
        const auto refused = [&](const std::string& body, const std::string& tells) {
            expect_refused({tells, {"POST", where.path, body}, 10001, 200, tells});
        };
        refused(filled("a&"), "more than 1024");
        refused(filled("=&"), "more than 1024");
        refused(filled("%"), "percent");
        if (!where.parameters.front().required) continue;
        refused(filled("&"), "more than 1024");
        refused(filled("="), "is missing");
        refused(filled("+"), "is missing");
        refused(filled("x"), "is missing");
    }
}

TEST_F(bad_http, a_hundred_thousand_names_are_refused_in_little_time) {
    std::string body;
    for (int i = 0; body.size() < kMostBody - 16; ++i) body += concat("n", i, "&");
    for (const endpoint& where : endpoints()) {
        if (!where.post || !where.parameters.front().required) continue;
        const auto began = std::chrono::steady_clock::now();
        expect_refused({"names", {"POST", where.path, body}, 10001, 200, "more than 1024"});
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
    }
}

TEST_F(bad_http, a_url_or_a_header_over_8_kib_is_too_large) {
    for (const endpoint& where : endpoints()) {
        const std::string start = where.path + "?zzz=";
        expect_refused({"URL", {"GET", start + std::string(kMostLine, 'x')}, 10007, 413, "8 KiB"});
        expect_refused({"1 MB", {"GET", start + std::string(1 << 20, 'x')}, 10007, 413, "8 KiB"});
        const std::string header = "X-Long: " + std::string(kMostLine, 'x');
        expect_refused({"a header", {"GET", where.path, "", {header}}, 10007, 413, "8 KiB"});
        const std::string authorization = "Authorization: Bearer " + std::string(kMostLine, 'x');
        expect_refused({"a key", {"GET", where.path, "", {authorization}}, 10007, 413, "8 KiB"});
    }
}

TEST_F(bad_http, a_url_just_under_8_kib_is_read) {
    const std::string start = "/auth/login?zzz=";
    const size_t rest = kMostLine - start.size() - std::string("GET  HTTP/1.1\r\n").size();
    expect_refused({"URL", {"GET", start + std::string(rest, 'x')}, 10001, 200, "\"code\""});
}

TEST_F(bad_http, ten_thousand_headers_are_too_large) {
    std::string headers;
    for (int i = 0; i < 10'000; ++i) headers += concat("X-", i, ": y\r\n");
    for (const endpoint& where : endpoints())
        expect_line("headers",
                    concat("GET ", where.path, " HTTP/1.1\r\nHost: a\r\n", headers, "\r\n"), 10007,
                    413);
}

}  // namespace
}  // namespace swan::e2e
