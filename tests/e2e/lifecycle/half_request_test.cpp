// Half a request on the worker's socket: others are answered meanwhile.
#include <gtest/gtest.h>

#include <list>

#include "e2e/local_system.h"
#include "front/fcgi_client.h"

namespace swan::e2e {
namespace {

using test::fcgi_client;

TEST(half_request, keeps_nobody_else_waiting) {
    local_system system({.loops = 2});
    const std::string socket = (system.folder() / "swan.sock").string();
    const std::string whole = test::fcgi_request(
        {{"REQUEST_METHOD", "POST"}, {"SCRIPT_NAME", "/auth/login"}, {"CONTENT_LENGTH", "100"}},
        "code=half");
    std::list<fcgi_client> held;
    for (const size_t bytes : {size_t{1}, size_t{5}, size_t{8}, size_t{20}, whole.size() - 1}) {
        held.emplace_back(socket);
        ASSERT_TRUE(held.back().send(whole.substr(0, bytes)));
        const reply gen = system.get("/pay/gen");
        EXPECT_EQ(at(gen, "code"), "0") << gen.body;
        EXPECT_LT(gen.took.count(), 2000) << "with " << bytes << " bytes of a request held open";
        const reply callback = system.post("/pay/callback/succ", "orderId=1");
        EXPECT_EQ(at(callback, "errno"), "10000") << callback.body;
        EXPECT_NE(at(callback, "msg"), "sys fail") << "nginx says that, when the worker does not";
        EXPECT_LT(callback.took.count(), 2000);
    }
    for (fcgi_client& each : held) EXPECT_TRUE(each.is_closed()) << "what is half is given up";
    system.paid_order();
}

}  // namespace
}  // namespace swan::e2e
