#include "told_secrets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "local_system.h"
#include "process.h"
#include "service/store/sql.h"

namespace swan::e2e {
namespace {

// What every other test relies on when its system goes: that a secret in a log would be found.
TEST(told_secrets, are_found_wherever_they_stand_in_a_log) {
    local_system system;
    system.log_in("lee");
    // The query of an unpaid order is what an access token is fetched for.
    system.get("/pay/status?tp_order_id=" + at(system.new_order().root().dump(), "data.tpOrderId"));
    system.stop();
    EXPECT_EQ(told_secrets(system.folder(), {}), std::vector<std::string>());

    const auto log = system.folder() / "logs/swan.log";
    const std::string clean = content_of(log);
    const std::string secret =
        at(content_of(system.folder() / "conf/smart_app.json"), "secret_key");
    const std::string token = sql("sqlite3:" + (system.folder() / "data/swan.db").string())
                                  .query("select token from access_tokens", "t")
                                  .at(0)
                                  .text(0);
    for (const std::string& hidden : {secret, std::string("15000000000"), std::string("AcodeOfLee"),
                                      content_of(system.folder() / "data/order.key"), token}) {
        std::ofstream(log) << clean << "2026-11-25T00:00:00 INFO x=" << hidden << "y\n";
        EXPECT_EQ(told_secrets(system.folder(), {"AcodeOfLee"}).size(), 1u) << hidden;
    }
    std::ofstream(log) << clean;
}

}  // namespace
}  // namespace swan::e2e
