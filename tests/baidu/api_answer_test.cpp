// Requests that were held back, as Baidu's host is known to fail: told like the failures before
// them, and certainly not sent.
#include "baidu/api_answer.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace swan::baidu {
namespace {

using verdict = enum money_outcome::verdict;

http_result held_back(bool hangs) {
    http_result one;
    one.what = http_result::outcome::not_sent;
    one.upstream_hangs = hangs;
    one.reason = "not sent";
    return one;
}

code told(const http_result& what) {
    try {
        successful_answer("session key", what, sent_fields());
        return code::succ;
    } catch (const error& fault) {
        return fault.number();
    }
}

TEST(ApiAnswerHeldBack, IsATimeoutWhenBaiduHangsElseAFailure) {
    EXPECT_EQ(told(held_back(true)), code::upstream_timeout);
    EXPECT_EQ(told(held_back(false)), code::upstream_fail);
}

TEST(ApiAnswerHeldBack, IsNeverInDoubtWhereMoneyMoves) {
    for (const bool hangs : {true, false})
        for (const auto& came :
             {refund_outcome(held_back(hangs), {}), cancel_outcome(held_back(hangs), {})}) {
            EXPECT_EQ(came.verdict, verdict::refused);
            EXPECT_EQ(came.baidu_code, 0) << "no word of Baidu's: it may be sent again";
            EXPECT_EQ(came.client_text, "could not be sent to Baidu");
        }
}

}  // namespace
}  // namespace swan::baidu
