// Random interleavings of everything that writes to the ledger, against what must always hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/give_back.h"
#include "app/ledger.h"
#include "app/moves.h"
#include "app/recovery.h"
#include "app/refund_course.h"
#include "base/text.h"
#include "dice.h"
#include "ledger_harness.h"

namespace swan {
namespace {

using status = refund::status;
using unasked = ledger_settings::unasked;
using test::asks_for;

// One order, the payments and refunds that exist of it.
struct sale {
    order sold;
    std::vector<std::string> order_ids;  // that Baidu may name
};

class LedgerPropertyTest : public ::testing::Test, protected test::dice {
  protected:
    void open_sale() {
        const int64_t number = ++sales_made;
        sale fresh{.sold = test::sold(random(1, 5) * 20), .order_ids = {}};
        fresh.sold.tp_order_id = concat(number);
        for (int i = 0; i < 3; ++i) fresh.order_ids.push_back(concat(number, "00", i));
        ledger.sell(fresh.sold);
        sales.push_back(std::move(fresh));
        if (sales.size() > 3) sales.erase(sales.begin());
    }

    // ---- what Baidu says

    payment_notify some_notify(const sale& of) {
        payment_notify told = test::paid_notify(of.sold.total_amount);
        told.order_id = once_in(2) ? of.order_ids[0] : any_of(of.order_ids);
        told.tp_order_id = of.sold.tp_order_id;
        if (once_in(8)) told.total_money = told.pay_money = 7;
        if (once_in(8)) told.pay_money -= 1;
        if (once_in(8)) told.status = 1;
        if (once_in(20)) told.tp_order_id = concat(random(1, sales_made));
        return told;
    }
    // Few batches a payment, so that they meet.
    std::string some_batch(const sale& of) {
        return concat(of.sold.tp_order_id, "x", random(1, 5));
    }
    refund_audit some_audit(const sale& of) {
        refund_audit asked{.order_id = any_of(of.order_ids),
                           .refund_batch_id = some_batch(of),
                           .tp_order_id = once_in(2) ? of.sold.tp_order_id : ""};
        const auto refunds = refunds_of(ledger.db, ledger.rules.app, asked.order_id);
        if (once_in(3)) asked.apply_refund_money = random(0, 60);
        if (!refunds.empty() && once_in(2))
            asked.apply_refund_money = std::max<int64_t>(0, any_of(refunds).amount);
        return asked;
    }
    refund_notify some_refund_notify(const sale& of) {
        return {.order_id = any_of(of.order_ids),
                .refund_batch_id = some_batch(of),
                .tp_order_id = "",
                .status = once_in(2) ? notified_refund::done : notified_refund::failed};
    }

    void tell_payment(const sale& of) {
        const payment_notify told = some_notify(of);
        const auto first = ledger.notify(told);
        if (!once_in(3)) return;
        const std::string before = rows();
        const auto again = ledger.notify(told);
        EXPECT_EQ(before, rows());
        EXPECT_EQ(again.is_consumed, first.is_consumed);
        EXPECT_EQ(again.is_error_order, first.is_error_order);
        EXPECT_EQ(again.refuse, first.refuse);
    }
    void ask_audit(const sale& of) {
        const refund_audit asked = some_audit(of);
        const auto first = ledger.audit(asked);
        if (!once_in(3)) return;
        const std::string before = rows();
        const auto again = ledger.audit(asked);
        EXPECT_EQ(before, rows());
        EXPECT_EQ(again.audit_status, first.audit_status);
        EXPECT_EQ(again.money, first.money);
    }
    void tell_refund(const sale& of) {
        const refund_notify told = some_refund_notify(of);
        ledger.refund_told(told);
        if (!once_in(3)) return;
        const std::string before = rows();
        ledger.refund_told(told);
        EXPECT_EQ(before, rows());
    }

    // As after a restore: Baidu's list shows what the ledger may not know.
    void hear_list(const sale& of) {
        const auto one = some_refund(of);
        const baidu::found_refund entry{
            .state = static_cast<baidu::listed_refund>(random(1, 3)),
            .refund_id = one && once_in(2) ? one->refund_id : "",
            .batch_id = one && one->batch_id ? *one->batch_id : some_batch(of),
            .order_id = one ? one->order_id : any_of(of.order_ids)};
        const looked_up seen{.answered = true, .found = std::nullopt, .refunds = {{entry}}};
        ledger.in_transaction([&] {
            return record_recovered(ledger.db, ledger.rules, of.sold.tp_order_id, seen, ledger.now);
        });
    }

    // ---- what the merchant does

    void begin(const sale& of) {
        std::optional<int64_t> amount;
        if (!once_in(3)) amount = random(1, 5) * 10;
        refund_request asked = asks_for(amount);
        if (once_in(2)) asked.refund_id = concat(of.sold.tp_order_id, "r", random(1, 6));
        asked.tp_order_id = of.sold.tp_order_id;
        try {
            const auto begun = ledger.begin(asked);
            const auto paid = ledger.payment_of(begun.of.order_id);
            EXPECT_TRUE(begun.repeated || paid.reserved <= paid.total_money);
        } catch (const error& e) {
            EXPECT_NE(e.number(), code::sys_fail) << e.what();
        }
    }
    std::optional<refund> some_refund(const sale& of) {
        const auto all = refunds_of(ledger.db, ledger.rules.app, any_of(of.order_ids));
        std::vector<refund> ours;
        for (const refund& one : all)
            if (is_ours(one)) ours.push_back(one);
        if (ours.empty()) return std::nullopt;
        return any_of(ours);
    }
    // What Baidu was to give back, by us.
    void give(const sale& of) {
        const std::string& id = any_of(of.order_ids);
        ledger.in_transaction([&] {
            give_back(ledger.db, ledger.rules, id, ledger.now);
            if (once_in(2)) resume_refund(ledger.db, ledger.rules, concat(id, "E"), ledger.now);
        });
    }
    void hear_news(const sale& of) {
        const auto one = some_refund(of);
        if (!one) return;
        switch (random(1, 6)) {
            case 1:
            case 2:
                ledger.news(one->refund_id, test::accepted_as(some_batch(of)));
                break;
            case 3:
                ledger.news(one->refund_id, test::refused_with(once_in(2) ? 10002 : 970));
                break;
            case 4:
                ledger.news(one->refund_id, test::no_answer());
                break;
            case 5:
                ledger.news(one->refund_id, test::nothing_sent());
                break;
            default:
                ledger.verification_cancelled(one->refund_id);
        }
    }
    void query(const sale& of) {
        const auto one = some_refund(of);
        using enum baidu::queried_refund;
        constexpr baidu::queried_refund kSaid[] = {none, running, done, failed};
        if (one) ledger.query_says(one->refund_id, kSaid[random(0, 3)]);
    }

    void step() {
        ledger.now += once_in(20) ? test::ledger::kSendingMs : random(0, 3);
        if (once_in(15)) open_sale();
        if (once_in(30)) ledger.rules.settings.unasked_refund = static_cast<unasked>(random(0, 2));
        const sale& of = any_of(sales);
        switch (random(1, 12)) {
            case 1:
            case 2:
                return tell_payment(of);
            case 3:
            case 4:
                return ask_audit(of);
            case 5:
            case 6:
                return tell_refund(of);
            case 7:
                return once_in(2) ? query(of) : hear_list(of);
            case 8:
                return hear_news(of);
            case 9:
            case 10:
                return give(of);
            default:
                begin(of);
                return hear_news(of);
        }
    }

    // ---- what must hold

    // All that messages decide of the sales that are looked at; times are no part of it.
    std::string rows() {
        std::string text;
        for (const sale& each : sales) {
            const auto sold = find_order(ledger.db, ledger.rules.app, each.sold.tp_order_id);
            text += concat("order ", static_cast<int64_t>(sold->state), "\n");
            for (const std::string& id : each.order_ids) {
                if (const auto paid = find_payment(ledger.db, ledger.rules.app, id))
                    text += concat("payment ", id, " ", paid->reserved, " ", paid->is_consumed, " ",
                                   static_cast<int64_t>(paid->verdict), "\n");
                for (const refund& one : refunds_of(ledger.db, ledger.rules.app, id))
                    text += concat("refund ", one.refund_id, " ", static_cast<int64_t>(one.state),
                                   " ", one.amount, " ", one.batch_id.value_or("-"), " ",
                                   one.audit_status, " ", one.audit_money, "\n");
            }
        }
        return text;
    }

    void check() {
        for (const sale& each : sales) {
            check_order(each);
            for (const std::string& id : each.order_ids) check_payment(id);
        }
    }
    void check_order(const sale& each) {
        const auto sold = find_order(ledger.db, ledger.rules.app, each.sold.tp_order_id);
        int64_t good = 0;
        for (const payment& one : payments_of(ledger.db, ledger.rules.app, each.sold.tp_order_id))
            good += one.verdict == payment::judgement::good;
        const bool is_paid = sold->state == order::status::paid;
        EXPECT_EQ(good, is_paid ? 1 : 0);
        EXPECT_TRUE(is_paid || !was_paid.contains(sold->tp_order_id));
        if (is_paid) was_paid.insert(sold->tp_order_id);
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

    test::ledger ledger;
    std::vector<sale> sales;
    int64_t sales_made = 0;
    std::set<std::string> was_paid;
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
        step();
        check();
        if (HasFailure()) ADD_FAILURE() << "in step " << i << "\n" << rows();
    }
}

}  // namespace
}  // namespace swan
