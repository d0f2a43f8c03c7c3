#include "swanctl/doctor/answers.h"

#include <gtest/gtest.h>

#include <string>

namespace swan::doctor {
namespace {

using outcome = http_trial::outcome;
using verdict = finding::verdict;
using std::chrono::milliseconds;

constexpr const char* kBase = "http://shop";

http_trial answered(long status, std::string body) {
    return {.what = outcome::answered,
            .status = status,
            .headers = {{"content-type", "application/json; charset=utf-8"},
                        {"x-request-id", "4f"},
                        {"x-swan-code", "10005"}},
            .body = std::move(body)};
}

http_trial unanswered(outcome what) { return {.what = what, .reason = "why"}; }

void expect_failed(const finding& one, const std::string& seen, const std::string& mend) {
    EXPECT_EQ(one.what, verdict::failed) << one.seen;
    EXPECT_NE(one.seen.find(seen), std::string::npos) << one.seen;
    EXPECT_NE(one.mend.find(mend), std::string::npos) << one.mend;
}

TEST(JudgeWorker, IsTheOneThatHasNoSuchPage) {
    EXPECT_EQ(judge_worker(kBase, answered(404, "{}")).what, verdict::ok);
}

TEST(JudgeWorker, TellsNginxWithoutAWorker) {
    http_trial down = answered(503, "{}");
    down.headers["x-swan-code"] = "10004";
    expect_failed(judge_worker(kBase, down), "nginx does not reach the worker",
                  "systemctl start swan-fcgi");
}

TEST(JudgeWorker, TellsSomebodyElsesAnswer) {
    http_trial other = answered(404, "<html>");
    other.headers.erase("x-swan-code");
    expect_failed(judge_worker(kBase, other), "HTTP 404, and not as swan-fcgi", "swan-server.conf");
    http_trial redirected = answered(301, "");
    redirected.headers.erase("x-swan-code");
    expect_failed(judge_worker(kBase, redirected), "HTTP 301", "swan-server.conf");
}

TEST(JudgeWorker, WantsTheRequestsId) {
    http_trial nameless = answered(404, "{}");
    nameless.headers.erase("x-request-id");
    expect_failed(judge_worker(kBase, nameless), "without an X-Request-Id", "REQUEST_ID");
}

TEST(JudgeWorker, TellsWhyNobodyAnswers) {
    expect_failed(judge_worker(kBase, unanswered(outcome::no_connection)), "why", "start nginx");
    expect_failed(judge_worker(kBase, unanswered(outcome::no_address)), "no address", "--url");
    expect_failed(judge_worker(kBase, unanswered(outcome::timed_out)), "no answer", "restart");
    expect_failed(judge_worker(kBase, unanswered(outcome::bad_certificate)), "certificate",
                  "ssl_certificate");
}

constexpr const char* kRefused =
    R"({"errno":10000,"msg":"the signature does not verify","data":{}})";

TEST(JudgeCallback, IsGoodWhenItRefusesAFalseSignature) {
    EXPECT_EQ(judge_callback(answered(200, kRefused)).what, verdict::ok);
}

TEST(JudgeCallback, MustBeRouted) {
    expect_failed(judge_callback(answered(404, "<html>")), "HTTP 404 without an errno",
                  "swan-server.conf");
    expect_failed(judge_callback(answered(404, kRefused)), "HTTP 404", "swan-server.conf");
    expect_failed(judge_callback(answered(200, "[1]")), "without an errno", "swan-server.conf");
    expect_failed(judge_callback(answered(200, R"({"errno":"x"})")), "without an errno",
                  "swan-server.conf");
}

TEST(JudgeCallback, MustNotTakeWhatNobodySigned) {
    expect_failed(judge_callback(answered(200, R"({"errno":0,"msg":"success","data":{}})")),
                  "nobody signed", "not swan-fcgi");
}

TEST(JudgeCallback, MustAnswerInTime) {
    http_trial late = answered(200, kRefused);
    late.took = milliseconds(2000);
    expect_failed(judge_callback(late), "2000 ms", "2 s");
    late.took = milliseconds(1999);
    EXPECT_EQ(judge_callback(late).what, verdict::ok);
}

TEST(JudgeCallback, MustComeFromTheWorker) {
    expect_failed(judge_callback(answered(200, R"({"errno":10000,"msg":"sys fail","data":{}})")),
                  "in the worker's place", "swan-fcgi");
    expect_failed(judge_callback(unanswered(outcome::timed_out)), "why", "nginx");
}

TEST(JudgeBaidu, AnyAnswerWillDoButAnOutage) {
    EXPECT_EQ(judge_baidu(answered(200, "")).what, verdict::ok);
    EXPECT_EQ(judge_baidu(answered(404, "")).what, verdict::ok);
    EXPECT_EQ(judge_baidu(answered(502, "")).what, verdict::warning);
}

TEST(JudgeBaidu, TellsWhyItIsNotReached) {
    expect_failed(judge_baidu(unanswered(outcome::no_address)), "DNS", "resolv.conf");
    expect_failed(judge_baidu(unanswered(outcome::no_connection)), "why", "firewall");
    expect_failed(judge_baidu(unanswered(outcome::connect_timed_out)), "time limit", "firewall");
    expect_failed(judge_baidu(unanswered(outcome::bad_certificate)), "not trusted: why",
                  "ca-certificates");
    expect_failed(judge_baidu(unanswered(outcome::no_tls)), "no TLS", "upstream_ca_file");
    expect_failed(judge_baidu(unanswered(outcome::timed_out)), "no answer", "later");
    expect_failed(judge_baidu(unanswered(outcome::broken)), "why", "in Baidu's place");
}

}  // namespace
}  // namespace swan::doctor
