// What the ledger knows when Baidu speaks of a refund, as the tests of the messages use it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/refund.h"
#include "samples.h"

namespace swan::test {

using status = refund::status;

inline refund_facts facts(std::vector<refund> refunds, payment of = paid()) {
    order made = sold();
    made.state = order::status::paid;
    for (const refund& one : refunds)
        if (one.state >= status::reserved && one.state <= status::done && one.amount > 0)
            of.reserved += one.amount;
    return {.paid = std::move(of), .sold = made, .refunds = std::move(refunds), .now_ms = kNow};
}

inline refund_facts with_batch(refund known, payment of = paid()) {
    if (!known.batch_id) known.batch_id = "7";
    refund_facts all = facts({known}, std::move(of));
    all.batch = std::move(known);
    return all;
}

inline refund answered(refund one, int64_t audit_status, int64_t money) {
    one.audit_status = audit_status;
    one.audit_money = money;
    return one;
}

inline refund foreign(status state, int64_t amount) {
    refund one = refunded(state, amount);
    one.refund_id = "batch:7";
    one.origin = refund::source::foreign;
    one.batch_id = "7";
    return one;
}

inline refund whole(status state) {
    refund one = refunded(state);
    one.asked = "all";
    one.whole = true;
    return one;
}

inline void expect_nothing_moves(const refund_effect& effect) {
    EXPECT_EQ(effect.write, std::nullopt);
    EXPECT_EQ(effect.reserve, 0);
    EXPECT_EQ(effect.reserve_anyway, 0);
}

inline audit_verdict judge_audit(
    const refund_audit& asked, const refund_facts& known,
    ledger_settings::unasked setting = ledger_settings::unasked::undecided) {
    ledger_settings settings;
    settings.unasked_refund = setting;
    return judge(asked, known, settings);
}

inline void expect_left_open(const audit_verdict& verdict) {
    EXPECT_EQ(verdict.audit_status, 3);
    EXPECT_EQ(verdict.effect.reserve, 0);
    EXPECT_EQ(verdict.effect.reserve_anyway, 0);
    EXPECT_NE(verdict.effect.alert, "");
}
inline void expect_left_open(const audit_verdict& verdict, std::string_view alert) {
    expect_left_open(verdict);
    EXPECT_EQ(verdict.effect.alert, alert);
}

}  // namespace swan::test
