// Requests that wait on Baidu wait together.
#include <gtest/gtest.h>

#include "at_once.h"
#include "base/text.h"
#include "call_counter.h"
#include "e2e/local_system.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;

TEST(concurrency, two_hundred_logins_take_as_long_as_a_few) {
    constexpr int kLogins = 200;
    local_system system({.loops = 2});
    const call_counter arrived(system, "session_key", 100);
    std::vector<std::string> codes;
    for (int i = 0; i < kLogins; ++i)
        codes.push_back(
            at(system.sandbox_post(concat("/sandbox/login?open_id=user-", i), ""), "code"));

    const auto began = std::chrono::steady_clock::now();
    const auto answers = all_of(begin_at_once(kLogins, [&](int i) {
        return system.get("/auth/login?code=" + codes[static_cast<size_t>(i)]);
    }));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s) << "one after another: 20 s";
    for (int i = 0; i < kLogins; ++i)
        EXPECT_EQ(at(answers[static_cast<size_t>(i)], "data.open_id"), concat("user-", i))
            << answers[static_cast<size_t>(i)].body;
    EXPECT_EQ(arrived.count(), kLogins);
}

}  // namespace
}  // namespace swan::e2e
