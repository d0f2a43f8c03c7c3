#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "http_runner.h"
#include "plain_server.h"
#include "service/http.h"
#include "tls_server.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;
using namespace std::chrono_literals;

// One nginx for all tests of this file; the script behind it changes.
class HttpTls : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<test::scratch_folder>();
        keys_ = std::make_unique<test::test_authority>(folder_->path());
        back_ = std::make_unique<test::plain_server>();
        front_ = std::make_unique<test::tls_server>(*keys_, back_->port());
    }
    static void TearDownTestSuite() {
        front_.reset();
        back_.reset();
        keys_.reset();
        folder_.reset();
    }
    static http_client::settings trusting(const std::string& ca) {
        http_client::settings how;
        how.total_timeout = 30s;  // a sanitizer's TLS is slow; none of these tests is about time
        if (!ca.empty()) how.ca_file = keys_->file(ca);
        return how;
    }
    static std::string long_form(char of) { return "data=" + std::string(200'000, of); }
    static http_request request(const std::string& server, const std::string& path,
                                std::string form = {}) {
        http_request made;
        made.url = front_->url(server, path);
        made.post = !form.empty();
        made.form = std::move(form);
        made.repeatable = !made.post;
        return made;
    }

    static inline std::unique_ptr<test::scratch_folder> folder_;
    static inline std::unique_ptr<test::test_authority> keys_;
    static inline std::unique_ptr<test::plain_server> back_;
    static inline std::unique_ptr<test::tls_server> front_;
};

TEST_F(HttpTls, AGoodCertificateOfTheConfiguredAuthorityIsTrustedAndHttp2Spoken) {
    http_runner http(trusting("ca.pem"));
    const http_result second = http.send(request("good", "/whoami"));
    EXPECT_EQ(second.what, outcome::answered) << second.reason;
    EXPECT_EQ(second.body, "HTTP/2.0");
    EXPECT_EQ(http.send(request("http1", "/whoami")).body, "HTTP/1.1");
}

TEST_F(HttpTls, AnOwnConnectionIsNotShared) {
    http_runner http(trusting("ca.pem"));
    http_request own = request("good", "/whoami", "a=b");
    own.own_connection = true;
    EXPECT_EQ(http.send(own).body, "HTTP/1.1");
}

TEST_F(HttpTls, ACertificateThatDoesNotFitSendsNothing) {
    const size_t before = back_->requests().size();
    back_->play(
        [](connection& to, const seen_request&) { return to.send(http_answer("200 OK", "")); });
    http_runner http(trusting("ca.pem"));
    for (const char* name : {"wrong_name", "unknown_issuer", "expired"})
        for (const bool own : {false, true}) {
            http_request refund = request(name, "/refund?sign=SECRET", "sk=SECRET");
            refund.own_connection = own;
            const http_result result = http.send(refund);
            EXPECT_EQ(result.what, outcome::not_sent) << name;
            EXPECT_FALSE(result.reason.empty());
            EXPECT_EQ(result.reason.find("SECRET"), std::string::npos);
        }
    EXPECT_EQ(back_->requests().size(), before);
}

TEST_F(HttpTls, TheSystemsStoreDoesNotTrustATestAuthority) {
    http_runner http(trusting(""));
    EXPECT_EQ(http.send(request("good", "/whoami")).what, outcome::not_sent);
}

TEST_F(HttpTls, AMissingAuthorityFileTrustsNobody) {
    http_runner http(trusting("no-such.pem"));
    EXPECT_EQ(http.send(request("good", "/whoami")).what, outcome::not_sent);
}

TEST_F(HttpTls, ManyRequestsWaitTogetherWithHttp2AndHttp1) {
    back_->play([](connection& to, const seen_request&) {
        std::this_thread::sleep_for(100ms);
        return to.send(http_answer("200 OK", "{}"));
    });
    http_runner http(trusting("ca.pem"));
    for (const char* server : {"good", "http1"}) {
        SCOPED_TRACE(server);
        const auto begun = std::chrono::steady_clock::now();
        const auto all = http.send(std::vector<http_request>(200, request(server, "/", "a=b")));
        for (const auto& sent : all)
            EXPECT_EQ(sent.result.what, outcome::answered) << sent.result.reason;
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    }
}

// Each form has a letter of its own, so that a buffer given back too early would show.
TEST_F(HttpTls, LongFormsArriveWholeThoughManyAreSentAtOnce) {
    back_->play([](connection& to, const seen_request& request) {
        const bool whole = request.body == long_form(request.body.back());
        return to.send(http_answer("200 OK", whole ? "whole" : "damaged"));
    });
    http_runner http(trusting("ca.pem"));
    for (const char* server : {"good", "http1"}) {
        std::vector<http_request> forms;
        for (int i = 0; i < 40; ++i)
            forms.push_back(request(server, "/", long_form(static_cast<char>('A' + i))));
        for (const auto& sent : http.send(forms))
            EXPECT_EQ(sent.result.body, "whole") << sent.result.reason;
    }
}

// A server that takes its time must not make refunds wait for each other's connections.
TEST_F(HttpTls, OwnConnectionsAreOpenAllAtOnce) {
    constexpr int kMany = 40;
    const auto here = std::make_shared<std::atomic<int>>(0);
    back_->play([here](connection& to, const seen_request&) {
        ++*here;
        const auto until = std::chrono::steady_clock::now() + 3s;
        while (*here < kMany && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        return to.send(http_answer("200 OK", *here < kMany ? "alone" : "together"));
    });
    http_runner http(trusting("ca.pem"));
    http_request own = request("good", "/", "a=b");
    own.own_connection = true;
    for (const auto& sent : http.send(std::vector<http_request>(kMany, own)))
        EXPECT_EQ(sent.result.body, "together") << sent.result.reason;
}

// Counts what arrives behind nginx on `path`, and kills nginx's worker - with it all connections -
// when the counts in `deadly` are reached. Each test has a path of its own: what the one before has
// left in nginx's backlog still arrives.
class counting_script {
  public:
    counting_script(test::tls_server& front, std::string path, std::vector<int> deadly)
        : front_(front), path_(std::move(path)), deadly_(std::move(deadly)) {}

    // The threads of the server may outlive the test that plays it.
    static std::shared_ptr<counting_script> play(test::plain_server& back, test::tls_server& front,
                                                 std::string path, std::vector<int> deadly = {}) {
        auto counting =
            std::make_shared<counting_script>(front, std::move(path), std::move(deadly));
        back.play([counting](connection& to, const seen_request& request) {
            counting->count(request);
            return to.send(http_answer("200 OK", "{}"));
        });
        return counting;
    }
    size_t connections() const {
        const std::lock_guard guard(lock_);
        return connections_.size();
    }
    int arrivals(const std::string& body) const {
        const std::lock_guard guard(lock_);
        return arrived_.at(body);
    }
    void expect_nothing_twice() const {
        const std::lock_guard guard(lock_);
        for (const auto& [body, times] : arrived_) EXPECT_EQ(times, 1) << body;
    }

  private:
    void count(const seen_request& request) {
        if (request.target != path_) return;
        const std::lock_guard guard(lock_);
        ++arrived_[request.body];
        const size_t at = request.headers.find("X-Connection: ");
        connections_.insert(request.headers.substr(at, request.headers.find('\r', at) - at));
        ++total_;
        for (const int deadly : deadly_)
            if (deadly == total_) front_.kill_worker();
    }

    test::tls_server& front_;
    const std::string path_;
    const std::vector<int> deadly_;
    mutable std::mutex lock_;
    std::map<std::string, int> arrived_;
    std::set<std::string> connections_;
    int total_ = 0;
};

// When no stream is free libcurl would open a connection for each request.
TEST_F(HttpTls, ABurstOverHttp2NeedsFewConnections) {
    http_runner http(trusting("ca.pem"));
    http.send(request("some_streams", "/whoami"));
    std::set<std::string> connections;
    const std::vector<http_request> burst(1000, request("some_streams", "/connection"));
    for (const auto& sent : http.send(burst)) {
        EXPECT_EQ(sent.result.what, outcome::answered) << sent.result.reason;
        connections.insert(sent.result.body);
    }
    EXPECT_LE(connections.size(), 64u);
}

// nginx gives up a connection after so many requests; those that crossed with its notice were
// certainly not handled, and are no failures.
TEST_F(HttpTls, RequestsThatTheServerRefusedUnhandledAreSentAgainOnce) {
    const auto counting = counting_script::play(*back_, *front_, "/refused");
    http_runner http(trusting("ca.pem"));
    int failed = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<http_request> posts;
        for (int i = 0; i < 40; ++i)
            posts.push_back(
                request("short_lived", "/refused", "n=" + std::to_string(round * 40 + i)));
        for (const auto& sent : http.send(posts)) failed += sent.result.what != outcome::answered;
    }
    EXPECT_LE(failed, 4) << "one may meet a connection that ends each time that it is sent";
    EXPECT_GT(counting->connections(), 5u);
    counting->expect_nothing_twice();
}

TEST_F(HttpTls, AHugeAnswerIsTooLarge) {
    back_->play([](connection& to, const seen_request&) {
        to.send("HTTP/1.0 200 OK\r\n\r\n");
        const std::string part(65536, 'x');
        for (int i = 0; i < 1600 && to.send(part); ++i) {
        }
        return false;
    });
    http_runner http(trusting("ca.pem"));
    for (const char* server : {"good", "http1"}) {
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(http.send(request(server, "/")).what, outcome::too_large);
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
    }
}

TEST_F(HttpTls, WhenSharedConnectionsDieUnderLoadNoPostArrivesTwice) {
    for (const char* server : {"good", "http1"}) {
        SCOPED_TRACE(server);
        const std::string path = concat("/dying/", server);
        const auto counting = counting_script::play(*back_, *front_, path, {20, 90, 170});
        http_runner http(trusting("ca.pem"));
        http.send(request(server, "/whoami"));
        int broken = 0;
        for (int round = 0; round < 5; ++round) {
            std::vector<http_request> posts;
            for (int i = 0; i < 50; ++i)
                posts.push_back(request(server, path, "n=" + std::to_string(round * 50 + i)));
            for (const auto& sent : http.send(posts))
                broken += sent.result.what != outcome::answered;
        }
        EXPECT_GT(broken, 0);
        counting->expect_nothing_twice();
    }
}

TEST_F(HttpTls, ARepeatablePostArrivesTwiceSoTheTestBeforeCanFail) {
    const auto counting = counting_script::play(*back_, *front_, "/repeated", {1});
    http_runner http(trusting("ca.pem"));
    http.send(request("http1", "/whoami"));
    http_request post = request("http1", "/repeated", "n=1");
    post.repeatable = true;
    EXPECT_EQ(http.send(post).what, outcome::answered);
    EXPECT_EQ(counting->arrivals("n=1"), 2);
}

TEST_F(HttpTls, AfterAKilledConnectionRequestsGoOn) {
    for (const char* server : {"good", "http1"}) {
        SCOPED_TRACE(server);
        const std::string path = concat("/killed/", server);
        const auto counting = counting_script::play(*back_, *front_, path, {1});
        http_runner http(trusting("ca.pem"));
        http.send(std::vector<http_request>(20, request(server, path, "n=1")));
        const auto all = http.send(std::vector<http_request>(20, request(server, path, "n=2")));
        for (const auto& sent : all)
            EXPECT_EQ(sent.result.what, outcome::answered) << sent.result.reason;
    }
}

}  // namespace
}  // namespace swan
