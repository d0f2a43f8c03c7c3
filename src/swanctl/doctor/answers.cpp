#include "swanctl/doctor/answers.h"

#include <optional>

#include "base/json.h"
#include "base/text.h"

namespace swan::doctor {

namespace {

using std::chrono::milliseconds;
using outcome = http_trial::outcome;

constexpr milliseconds kBaiduWaits{2000};
constexpr std::string_view kShown = "(nginx/swan-server.conf, inside your server { } block)";

finding judge_no_answer(const http_trial& got, std::string_view reached) {
    switch (got.what) {
        case outcome::no_address:
            return failed("its name has no address",
                          concat("correct the name in ", reached, ", or this machine's DNS"));
        case outcome::bad_certificate:
            return failed(concat("its certificate is not good: ", got.reason),
                          "renew it, or give the whole chain (ssl_certificate)");
        case outcome::timed_out:
            return failed(concat("connected, but no answer: ", got.reason),
                          "restart the worker (systemctl restart swan-fcgi), look at its log");
        default:
            return failed(
                concat("nginx does not answer: ", got.reason),
                concat("start nginx (nginx -t; systemctl start nginx), or correct ", reached));
    }
}

std::optional<json::document> envelope_of(const http_trial& got) {
    try {
        return json::document::parse_object(got.body);
    } catch (const json::error&) {
        return std::nullopt;
    }
}

}  // namespace

finding judge_worker(std::string_view base, const http_trial& auth) {
    if (!auth.answered()) {
        finding one = judge_no_answer(auth, "--url");
        one.seen = concat(base, ": ", one.seen);
        return one;
    }
    const std::string code = auth.header("x-swan-code");
    const std::string said = concat(base, "/auth/ answers HTTP ", auth.status);
    if (code == "10004")
        return failed(concat(said, ", code 10004: nginx does not reach the worker"),
                      "start it (systemctl start swan-fcgi; journalctl -u swan-fcgi), with the "
                      "socket that swan-upstream.conf names");
    if (code != "10005" || auth.status != 404)
        return failed(concat(said, code.empty() ? ", and not as swan-fcgi does" : ", code ", code),
                      concat("include swan-fcgi's locations there ", kShown));
    if (auth.header("x-request-id").empty())
        return failed(concat(said, " without an X-Request-Id"),
                      "pass REQUEST_ID to the worker, as nginx/swan-server.conf does");
    return good(concat(base, " reaches the worker in ", auth.took.count(), " ms"));
}

finding judge_callback(const http_trial& got) {
    if (!got.answered())
        return failed(concat("no answer: ", got.reason),
                      "Baidu waits 2 s and comes again: look at nginx and at the worker's load");
    const auto envelope = envelope_of(got);
    const auto errno_ = envelope ? envelope->root().find("errno") : std::nullopt;
    const auto number = errno_ ? errno_->integer() : std::nullopt;
    if (got.status != 200 || !number)
        return failed(concat("answers HTTP ", got.status, number ? "" : " without an errno"),
                      concat("this path must reach the worker ", kShown));
    if (got.took >= kBaiduWaits)
        return failed(concat("answers after ", got.took.count(), " ms"),
                      "Baidu waits 2 s: look at the load of this machine and its disk");
    if (*number != 10000)
        return failed(concat("takes a message that nobody signed: errno ", *number),
                      "this is not swan-fcgi: let the path reach the worker");
    const auto text = envelope->root().find("msg");
    if (text && text->string() == "sys fail")
        return failed(
            "nginx answers in the worker's place, errno 10000",
            "see that the worker runs and is not overloaded (systemctl status swan-fcgi)");
    return good(concat("refuses a false signature, errno 10000, in ", got.took.count(), " ms"));
}

finding judge_baidu(const http_trial& got) {
    switch (got.what) {
        case outcome::answered:
            if (got.status >= 500)
                return warning(concat("answers HTTP ", got.status),
                               "it may be out of order: try again");
            return good(concat("answers HTTP ", got.status, " in ", got.took.count(), " ms"));
        case outcome::no_address:
            return failed("its name has no address: the DNS does not know it or does not answer",
                          "correct /etc/resolv.conf, or upstream_base in server.json");
        case outcome::no_connection:
            return failed(concat("no connection: ", got.reason),
                          "let this machine out through the firewall, or correct upstream_base in "
                          "server.json");
        case outcome::connect_timed_out:
            return failed("no connection within the time limit",
                          "let this machine out through the firewall (port 443)");
        case outcome::bad_certificate:
            return failed(concat("its certificate is not trusted: ", got.reason),
                          "install ca-certificates, set the clock, and let no proxy break TLS "
                          "(or name its CA: upstream_ca_file)");
        case outcome::no_tls:
            return failed(concat("no TLS: ", got.reason),
                          "let no proxy stand between, and correct upstream_ca_file if you set it");
        case outcome::timed_out:
            return failed("connected, but no answer within the time limit", "try again later");
        case outcome::broken:
            break;
    }
    return failed(concat("no whole HTTP answer: ", got.reason),
                  "look what answers there in Baidu's place");
}

}  // namespace swan::doctor
