// An order of 100 fen that two phones have paid: the second payment is to be given back.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "app/give_back.h"
#include "ledger_refund_harness.h"

namespace swan::test {

inline constexpr const char* kSecond = "9001";
inline constexpr const char* kOurs = "9001E";  // our refund of it

class PaidTwiceTest : public LedgerRefundTest {
  protected:
    PaidTwiceTest() {
        ledger.rules.api = api_generation::v2;
        payment_notify told = paid_notify();
        told.order_id = kSecond;
        EXPECT_TRUE(ledger.notify(told).is_error_order);
    }
    bool give(const std::string& order_id = kSecond) {
        return ledger.in_transaction(
            [&] { return give_back(ledger.db, ledger.rules, order_id, ledger.now); });
    }
    static refund_audit asked(const std::string& batch, int64_t amount = 100) {
        refund_audit message = test::audit(batch, amount);
        message.order_id = kSecond;
        return message;
    }
    static refund_notify ended(const std::string& batch, notified_refund how) {
        refund_notify message = notified(batch, how);
        message.order_id = kSecond;
        return message;
    }
    int64_t refunds() {
        return ledger.db.query_one("select count(*) from refunds", "i")->number(0);
    }
};

}  // namespace swan::test
