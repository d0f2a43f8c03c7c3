// A paid order of 100 fen in a ledger, and the steps of its refunds.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "ledger_harness.h"

namespace swan::test {

using status = refund::status;

inline constexpr auto kDone = notified_refund::done;
inline constexpr auto kFailed = notified_refund::failed;
inline constexpr std::nullopt_t kAll = std::nullopt;

class LedgerRefundTest : public ::testing::Test {
  protected:
    LedgerRefundTest() {
        ledger.sell(sold());
        ledger.notify(paid_notify());
    }

    int64_t reserved() { return ledger.payment_of().reserved; }
    status state_of(const std::string& refund_id) { return ledger.refund_of(refund_id).state; }

    code begin_fails(const refund_request& asked) {
        try {
            ledger.begin(asked);
        } catch (const error& e) {
            return e.number();
        }
        return code::succ;
    }

    // Another order of 100 fen, "4711", and its payment, "1".
    void sell_another(int64_t pay_money = 100) {
        order made = sold();
        made.tp_order_id = "4711";
        ledger.sell(made);
        payment_notify told = paid_notify();
        told.order_id = "1";
        told.tp_order_id = "4711";
        told.pay_money = pay_money;
        ledger.notify(told);
    }
    static refund_request asks_another(std::optional<int64_t> amount, const std::string& id) {
        refund_request asked = asks_for(amount, id);
        asked.tp_order_id = "4711";
        return asked;
    }

    // A part that Baidu has been asked for, outcome not known yet.
    void send_part(int64_t amount, const std::string& id) {
        const auto begun = ledger.begin(asks_for(amount, id));
        ASSERT_TRUE(begun.mine);
        ASSERT_EQ(begun.what.state, status::sent);
    }
    void refund_part(int64_t amount, const std::string& id, const std::string& batch) {
        send_part(amount, id);
        ledger.news(id, accepted_as(batch));
        ledger.audit(audit(batch, amount));
        ledger.refund_told(notified(batch, kDone));
    }
    // A whole refund whose verification is cancelled and that is being sent.
    void send_whole(const std::string& id) {
        ASSERT_EQ(ledger.begin(asks_for(kAll, id)).what.state, status::unverifying);
        ASSERT_EQ(ledger.verification_cancelled(id), std::nullopt);
        ASSERT_EQ(state_of(id), status::sent);
    }
    void let_the_sender_die() { ledger.now += test::ledger::kSendingMs; }

    test::ledger ledger;
};

}  // namespace swan::test
