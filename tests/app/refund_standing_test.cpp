#include "app/refund_standing.h"

#include <gtest/gtest.h>

#include "samples.h"
#include "service/store/names.h"

namespace swan {
namespace {

using status = refund::status;

standing of(status state, int64_t answer_code = 0, std::string answer_text = "") {
    refund one = test::refunded(state);
    one.answer_code = answer_code;
    one.answer_text = std::move(answer_text);
    return standing_of(one);
}

TEST(RefundStandingTest, OnlyWhatBaiduHasTakenOnIsTaken) {
    for (const status each : all_values<status>())
        EXPECT_EQ(of(each) == standing::taken, each == status::accepted || each == status::done)
            << name_of(each);
}

TEST(RefundStandingTest, WhatMayHaveBeenMadeIsInTheAir) {
    for (const status each : {status::sent, status::unknown, status::unverifying})
        EXPECT_EQ(of(each), standing::in_the_air) << name_of(each);
}

TEST(RefundStandingTest, WhatBaiduWillNotHaveForNowIsNotTaken) {
    EXPECT_EQ(of(status::failed), standing::not_taken);
    EXPECT_EQ(of(status::unverified), standing::not_taken);
    EXPECT_EQ(of(status::unverifying, 10003, "no"), standing::not_taken);
}

TEST(RefundStandingTest, WhatIsReservedWaitsUnlessThereIsAReason) {
    EXPECT_EQ(of(status::reserved), standing::waiting);
    EXPECT_EQ(of(status::reserved, 0, "nobody has told whose payment it is"), standing::not_taken);
}

}  // namespace
}  // namespace swan
