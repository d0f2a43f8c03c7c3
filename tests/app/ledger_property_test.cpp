// Random interleavings of everything that writes to the ledger, against what must always hold.
#include <gtest/gtest.h>

#include <exception>
#include <map>
#include <set>

#include "app/moves.h"
#include "ledger_property_commands.h"

namespace swan {
namespace {

using status = refund::status;
using test::sale;

class LedgerPropertyTest : public test::ledger_commands {
  protected:
    void let_time_pass() {
        ledger.now += random(0, 3);
        if (once_in(20)) ledger.now += test::ledger::kSendingMs;
        if (once_in(20)) ledger.now += kTenMinutesMs;
    }
    void begin_another() {
        open_sale();
        if (once_in(3)) close(sales.back());
    }
    void step() {
        let_time_pass();
        if (once_in(15)) begin_another();
        if (once_in(30)) change_settings();
        const sale& of = any_of(sales);
        switch (random(1, 16)) {
            case 1:
            case 2:
                return tell_payment(some_notify(of));
            case 3:
                return ask_audit(of);
            case 4:
                ask_audit(of);
                return decide(of);
            case 5:
            case 6:
                return tell_refund(of);
            case 7:
                return once_in(2) ? query(of) : hear_list(of, some_refund(of));
            case 8:
                return hear_news(of);
            case 9:
            case 10:
                return give(of);
            case 11:
                return once_in(2) ? find_paid(of) : confirm(of);
            case 12:
                return once_in(2) ? doubt(of) : replay();
            case 13:
                return once_in(2) ? settle(of) : close(of);
            case 14:
                return once_in(2) ? ask_to_close(of) : command("resume", "{}");
            default:
                begin(of);
                return hear_news(of);
        }
    }

    // ---- what must hold

    void check() {
        for (const sale& each : sales) {
            check_order(each);
            for (const std::string& id : each.order_ids) check_payment(id);
        }
    }
    void check_order(const sale& each) {
        const std::string& id = each.sold.tp_order_id;
        int64_t good = 0;
        for (const payment& one : payments_of(ledger.db, ledger.rules.app, id))
            good += one.verdict == payment::judgement::good;
        const auto sold = find_order(ledger.db, ledger.rules.app, id);
        EXPECT_EQ(sold.has_value(), !each.is_lost);
        if (!sold) {
            EXPECT_LE(good, 1);
            return;
        }
        EXPECT_EQ(good, sold->state == order::status::paid ? 1 : 0);
        check_move(*sold);
    }
    void check_move(const order& sold) {
        using enum order::status;
        const auto [seen, is_new] = states.try_emplace(sold.tp_order_id, sold.state);
        const bool reopens = std::erase(reopened, sold.tp_order_id) > 0;
        EXPECT_TRUE(sold.state == seen->second || sold.state == paid || seen->second != closed);
        EXPECT_TRUE(sold.state == paid || seen->second != paid || reopens) << sold.tp_order_id;
        seen->second = sold.state;
    }
    void check_payment(const std::string& order_id) {
        const auto paid = find_payment(ledger.db, ledger.rules.app, order_id);
        int64_t reserved = 0;
        int64_t never_failed = 0;
        int64_t unbound = 0;
        for (const refund& one : refunds_of(ledger.db, ledger.rules.app, order_id)) {
            check_history(one);
            if (holds_money(one.state) && one.amount > 0) reserved += one.amount;
            unbound += is_unbound(one);
            if (holds_money(one.state) && is_ours(one) && !has_failed.contains(one.refund_id))
                never_failed += one.amount;
        }
        EXPECT_LE(unbound, 1);
        if (!paid) return;
        EXPECT_EQ(paid->reserved, reserved) << order_id;
        EXPECT_LE(never_failed, paid->total_money) << order_id;
    }
    // It was the same refund as one of ours, which has its batch now.
    bool is_merged(const refund& one, const std::string& batch) {
        const auto now = find_refund_by_batch(ledger.db, ledger.rules.app, batch);
        return one.state == status::failed && !is_ours(one) && !one.batch_id && now &&
               is_ours(*now) && now->origin == refund::source::abnormal;
    }
    void check_history(const refund& one) {
        const auto [seen, is_new] = last.try_emplace(one.refund_id, one);
        const refund& before = seen->second;
        EXPECT_TRUE(one.state == status::done || before.state != status::done) << one.refund_id;
        EXPECT_TRUE(!before.batch_id || one.batch_id == before.batch_id ||
                    is_merged(one, *before.batch_id))
            << one.refund_id;
        if (one.state == status::failed) has_failed.insert(one.refund_id);
        seen->second = one;
    }

    std::map<std::string, order::status> states;
    std::set<std::string> has_failed;
    std::map<std::string, refund> last;
};

TEST_F(LedgerPropertyTest, HoldsWhateverHappensInWhateverOrder) {
    const auto seed = std::random_device{}();
    engine.seed(seed);
    SCOPED_TRACE(concat("seed ", seed));
    open_sale();
    constexpr int kSteps = 2000;
    for (int i = 0; i < kSteps && !HasFailure(); ++i) {
        try {
            step();
        } catch (const std::exception& e) {
            ADD_FAILURE() << e.what();
        }
        check();
        if (HasFailure()) ADD_FAILURE() << "in step " << i << "\n" << rows();
    }
}

}  // namespace
}  // namespace swan
