#include "app/metrics_route.h"

#include <gtest/gtest.h>

#include <utility>

#include "app/answer.h"
#include "app/callback_metrics.h"

namespace swan {
namespace {

class MetricsRoute : public testing::Test {
  protected:
    response ask(const std::string& method, bool lets_read = true) {
        request req;
        req.method = method;
        req.path = "/metrics";
        req.reads_metrics = lets_read;
        req.query = "x=%zz";  // nobody's
        response out;
        start(into(router_.handle(req), out));
        return out;
    }
    static task<void> into(task<response> from, response& out) {
        response got = co_await std::move(from);
        out = std::move(got);
    }

    metrics counted_;
    router router_{{metrics_route(counted_)}, answer::by_path, &counted_};
};

TEST_F(MetricsRoute, AnswersTextForPrometheus) {
    counted_.count({"swan_test_total", "x"}).add(7);
    const response got = ask("GET");
    EXPECT_EQ(got.http_status, 200);
    EXPECT_EQ(got.content_type, "text/plain; version=0.0.4");
    EXPECT_NE(got.body.find("swan_test_total 7\n"), std::string::npos) << got.body;
}

TEST_F(MetricsRoute, IsNotThereUnlessNginxSaysSo) {
    const response got = ask("GET", false);
    EXPECT_EQ(got.http_status, 404);
    EXPECT_EQ(got.body.find("swan_"), std::string::npos) << got.body;
}

TEST_F(MetricsRoute, CountsItselfToo) {
    ask("GET");
    EXPECT_NE(ask("GET").body.find(R"(swan_requests_total{path="/metrics",code="0"} 1)"),
              std::string::npos);
}

TEST_F(MetricsRoute, IsOnlyRead) {
    const response got = ask("POST");
    EXPECT_EQ(got.http_status, 405);
    EXPECT_EQ(got.content_type, "application/json; charset=utf-8");
}

TEST(CallbackMetrics, TellRefusalsByReasonAndKeysByFile) {
    metrics counted;
    callback_refusals(counted, "bad signature").add();
    callback_refusals(counted, "bad signature").add();
    platform_key_uses(counted, "shop", "platform_rsa_public_key.pem").add();
    const std::string text = counted.text();
    EXPECT_NE(text.find(R"(swan_callback_refusals_total{reason="bad signature"} 2)"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"(swan_platform_key_verifications_total{app="shop",)"
                        R"(key="platform_rsa_public_key.pem"} 1)"),
              std::string::npos)
        << text;
}

}  // namespace
}  // namespace swan
