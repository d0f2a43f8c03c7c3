// `make soak`: STEPS of a random walk (make test: 300), SEED settable; then both ledgers agree.
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "alerts.h"
#include "base/text.h"
#include "books.h"
#include "due.h"
#include "environment.h"
#include "walk.h"

namespace swan::e2e::soak {
namespace {

// What was played of what is rare.
void tell_rare(const running_system& system) {
    sql db = database(system);
    const auto row = db.query_one(
        "select (select count(*) from payments), (select count(*) from refunds),"
        " (select count(*) from refunds where asked_by = 'isErrorOrder'),"
        " (select count(*) from refunds where refund_id like 'batch:%' and batch_id is null),"
        " (select count(*) from refunds where answer_text like 'settled%'),"
        " (select count(*) from messages where kind = 'operator'),"
        " (select count(*) from payments where verdict = 2),"
        " (select count(*) from payments where verdict = 5),"
        " (select count(*) from refunds where order_id not in (select order_id from payments))",
        "iiiiiiiii");
    const std::string line = concat("soak: payments=", row->number(0), " refunds=", row->number(1),
                                    " given_back=", row->number(2), " merged=", row->number(3),
                                    " settled=", row->number(4), " operator=", row->number(5),
                                    " mismatch=", row->number(6), " orphan=", row->number(7),
                                    " unbooked=", row->number(8));
    std::puts(line.c_str());
}

// `make test` always takes the same walk, so that a failure is of what was changed; `make soak`,
// which says how long it is, another one each time.
uint32_t chosen_seed() {
    const bool is_long = environment("STEPS", 0) > 0;
    return static_cast<uint32_t>(environment("SEED", is_long ? std::random_device()() : 201));
}

void walk_over(const std::string& api, int64_t steps) {
    const uint32_t seed = chosen_seed();
    std::printf("soak: API=%s STEPS=%lld SEED=%u\n", api.c_str(), static_cast<long long>(steps),
                seed);
    std::fflush(stdout);

    local_system system(walk::settings(api));
    walk random(system, api, seed);
    for (int64_t i = 0; i < steps && !testing::Test::HasFailure(); ++i) random.step();
    EXPECT_TRUE(random.settle()) << "it never becomes quiet; SEED=" << seed;
    tell_rare(system);
    for (const std::string& each : differences(system)) ADD_FAILURE() << each << "; SEED=" << seed;
    for (const std::string& each : unexplained_alerts(system, random.played()))
        ADD_FAILURE() << each << "; SEED=" << seed;
}

TEST(soak, leaves_both_ledgers_equal_to_the_fen) { walk_over("2.0", environment("STEPS", 300)); }

// Baidu's older API is asked for less, and asks for more.
TEST(soak, leaves_them_equal_over_api_1_0_too) { walk_over("1.0", environment("STEPS", 300) / 3); }

}  // namespace
}  // namespace swan::e2e::soak
