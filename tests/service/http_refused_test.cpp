// Which requests an HTTP/2 server has certainly not handled when it gives up a connection, and so
// may be sent again whatever they do (RFC 9113, 6.8 and 8.7).
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http2_server.h"
#include "http_runner.h"
#include "service/http.h"

namespace swan {
namespace {

using namespace test;
using outcome = http_result::outcome;
using namespace std::chrono_literals;

class HttpRefused : public testing::Test {
  protected:
    static constexpr int kCrowd = 3;

    // Of a crowd of POSTs on one connection, which is given up with `farewell` once they are there
    // and `before` has been read; other connections answer.
    std::vector<outcome> outcomes(const std::string& farewell, const std::string& before = {}) {
        const http2_server server(keys_, [&](http2_connection& here, int number) {
            int count = 0;
            while (const uint32_t stream = here.next_request()) {
                ++arrived_;
                if (number > 0) here.send(http2::answer(stream, "ok"));
                if (number > 0 || ++count < kCrowd) continue;
                here.send_and_await(before);
                return here.send_and_end(farewell);
            }
        });
        http_client::settings how;
        how.total_timeout = 30s;
        how.ca_file = keys_.file("ca.pem");
        http_runner http(how);
        std::vector<http_request> posts(kCrowd);
        for (http_request& each : posts) {
            each.url = server.url("/");
            each.post = true;
            each.form = "code=1";
        }
        std::vector<outcome> all;
        for (const auto& sent : http.send(posts)) all.push_back(sent.result.what);
        return all;
    }
    static int count(const std::vector<outcome>& all, outcome which) {
        return static_cast<int>(std::count(all.begin(), all.end(), which));
    }

    scratch_folder folder_;
    test_authority keys_{folder_.path()};
    std::atomic<int> arrived_ = 0;
};

TEST_F(HttpRefused, WhatCrossedWithTheNoticeIsSentAgain) {
    const auto all = outcomes(http2::goaway(0, http2::kNoError));
    EXPECT_EQ(count(all, outcome::answered), kCrowd);
    EXPECT_EQ(arrived_, 2 * kCrowd);
}

// libcurl tells of the notice to a request that has half its answer.
TEST_F(HttpRefused, ANoticeBehindHalfAnAnswerCountsToo) {
    const auto all = outcomes(http2::rest_of_answer(1, "ok") + http2::rest_of_answer(3, "ok") +
                                  http2::goaway(3, http2::kNoError),
                              http2::head_of_answer(1) + http2::head_of_answer(3));
    EXPECT_EQ(count(all, outcome::answered), kCrowd);
    EXPECT_EQ(arrived_, kCrowd + 1);
}

TEST_F(HttpRefused, WhatTheServerMayHaveBegunIsNot) {
    const auto all = outcomes(http2::goaway(3, http2::kNoError) + http2::answer(1, "ok"));
    EXPECT_EQ(count(all, outcome::answered), 2) << "the first, and the third on another connection";
    EXPECT_EQ(count(all, outcome::broken), 1);
    EXPECT_EQ(arrived_, kCrowd + 1);
}

TEST_F(HttpRefused, WhatEndsWithAnErrorOfItsOwnIsNot) {
    std::string resets;
    for (const uint32_t stream : {1, 3, 5}) resets += http2::reset(stream, http2::kInternalError);
    EXPECT_EQ(count(outcomes(resets), outcome::broken), kCrowd);
    EXPECT_EQ(arrived_, kCrowd);
    EXPECT_EQ(count(outcomes(resets + http2::goaway(5, http2::kNoError)), outcome::broken), kCrowd);
    EXPECT_EQ(count(outcomes(http2::goaway(5, http2::kNoError) + resets), outcome::broken), kCrowd);
}

}  // namespace
}  // namespace swan
