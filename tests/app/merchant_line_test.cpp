#include "app/merchant_line.h"

#include <gtest/gtest.h>

#include "../service/plain_server.h"

namespace swan {
namespace {

class MerchantLineTest : public ::testing::Test {
  protected:
    MerchantLineTest() {
        static const bool once = (http_global_init(), true);
        EXPECT_TRUE(once);
    }
    task<void> send(std::string url) {
        http_request what;
        what.url = std::move(url);
        what.may_be_plain = true;
        co_await line.send(std::move(what));
    }
    task<void> fail_and_answer(std::string dead, std::string alive) {
        for (int times = 0; times < 9; ++times) co_await send(dead);
        EXPECT_EQ(line.free_places(), 64);
        co_await send(dead);
        EXPECT_EQ(line.free_places(), 1) << "a probe";
        co_await send(dead);
        EXPECT_EQ(line.free_places(), 1);
        co_await send(alive);
        EXPECT_EQ(line.free_places(), 64);
        events.stop();
    }

    loop events;
    merchant_line line{events, server_settings{}};
};

TEST_F(MerchantLineTest, SendsOneAtATimeToASystemThatIsDownUntilItAnswers) {
    test::plain_server merchant([](test::connection& to, const test::seen_request&) {
        to.send(test::http_answer("500 Internal Server Error", ""));
        return false;
    });
    events.post([&] { start(fail_and_answer("http://127.0.0.1:1/", merchant.url("/"))); });
    events.run();
    EXPECT_EQ(merchant.requests().size(), 1u);
}

}  // namespace
}  // namespace swan
