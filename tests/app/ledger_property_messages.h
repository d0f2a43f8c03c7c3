// What Baidu says at random, of a few orders at a time, and what of the ledger it decides.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/found_ledger.h"
#include "app/ledger.h"
#include "app/recovery.h"
#include "base/text.h"
#include "dice.h"
#include "found_samples.h"
#include "ledger_harness.h"
#include "service/store/quarantine.h"

namespace swan::test {

// One order, the payments and refunds that exist of it.
struct sale {
    order sold;
    std::vector<std::string> order_ids;  // that Baidu may name
    bool is_lost = false;                // its number is ours, the ledger knows no such order
};

class ledger_messages : public ::testing::Test, protected dice {
  protected:
    static constexpr int64_t kTenMinutesMs = 600'000;

    void open_sale() {
        const int64_t number = ++sales_made;
        sale fresh{.sold = test::sold(random(1, 5) * 20), .order_ids = {}, .is_lost = once_in(5)};
        fresh.sold.tp_order_id =
            fresh.is_lost ? ledger.numbers.make(kDeal, fresh.sold.total_amount, ledger.now)
                          : concat(number);
        for (int i = 0; i < 3; ++i) fresh.order_ids.push_back(concat(number, "00", i));
        if (!fresh.is_lost) ledger.sell(fresh.sold);
        sales.push_back(std::move(fresh));
        if (sales.size() > 3) sales.erase(sales.begin());
    }

    // ---- messages

    payment_notify some_notify(const sale& of) {
        payment_notify told = paid_notify(of.sold.total_amount);
        told.order_id = once_in(2) ? of.order_ids[0] : any_of(of.order_ids);
        told.tp_order_id = of.sold.tp_order_id;
        if (once_in(2)) told.pay_time = ledger.now / 1000;
        if (once_in(8)) told.pay_time = 0;
        if (once_in(8)) told.total_money = told.pay_money = 7;
        if (once_in(8)) told.pay_money -= 1;
        if (once_in(8)) told.status = 1;
        if (once_in(8)) told.odd = true;
        if (once_in(20)) told.deal_id = "another";
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

    void tell_payment(const payment_notify& told) {
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
        const bool was_over = is_over(told.order_id);
        const refund_effect effect = ledger.refund_told(told);
        expect_done(told);
        EXPECT_TRUE(was_over || !is_over(told.order_id) || effect.alert == "over_refunded");
        if (!once_in(3)) return;
        const std::string before = rows();
        ledger.refund_told(told);
        EXPECT_EQ(before, rows());
    }
    // Success beats failure, whatever came before. A batch is of one payment for good.
    void expect_done(const refund_notify& told) {
        const auto of = find_refund_by_batch(ledger.db, ledger.rules.app, told.refund_batch_id);
        if (told.status != notified_refund::done) return;
        ASSERT_TRUE(of);
        EXPECT_TRUE(of->order_id != told.order_id || of->state == refund::status::done);
    }
    bool is_over(const std::string& order_id) {
        const auto paid = find_payment(ledger.db, ledger.rules.app, order_id);
        return paid && paid->reserved > paid->total_money;
    }

    // Not believed: it moves nothing until the platform's key is there and it is replayed.
    void doubt(const sale& of) {
        const payment_notify told = some_notify(of);
        const std::string before = rows();
        if (ledger.doubt(told).kept_now) kept.insert_or_assign(told.order_id, told);
        EXPECT_EQ(before, rows());
    }
    void replay() {
        const auto all = all_quarantined(ledger.db, ledger.rules.app);
        if (all.empty()) return;
        const quarantined& one = any_of(all);
        const payment_notify told = kept.at(one.order_id);
        tell_payment(told);
        ledger.in_transaction([&] { leave_quarantine(ledger.db, ledger.rules.app, one); });
    }

    // ---- answers to queries

    baidu::found_order some_found(const sale& of) {
        baidu::found_order found = found_paid();
        found.tp_order_id = of.sold.tp_order_id;
        found.order_id = any_of(of.order_ids);
        found.total_money = found.pay_money = of.sold.total_amount;
        if (once_in(8)) found.total_money = 7;
        if (once_in(8)) found.sub_status = 4;
        return found;
    }
    // An order that nobody has told us about.
    void find_paid(const sale& of) {
        const baidu::found_order found = some_found(of);
        const auto find = [&] { return record_found(ledger.db, ledger.rules, found, ledger.now); };
        ledger.in_transaction(find);
        const std::string before = rows();
        EXPECT_FALSE(ledger.in_transaction(find).booked);
        EXPECT_EQ(before, rows());
    }
    // Baidu agrees to a payment that waits for it, or says something else.
    void confirm(const sale& of) {
        const std::string& id = any_of(of.order_ids);
        const auto which = view_confirmation(ledger.db, ledger.rules, id);
        if (!which || !which->waits) return;
        if (once_in(2)) {
            ledger.in_transaction(
                [&] { record_confirmed(ledger.db, ledger.rules, id, ledger.now); });
            return;
        }
        for (int said = 0; said < 2; ++said) {
            const auto contradict = [&] {
                return record_contradicted(ledger.db, ledger.rules, id, ledger.now);
            };
            if (ledger.in_transaction(contradict) == contradiction::stands)
                reopened.push_back(which->paid.tp_order_id);
            ledger.now += kTenMinutesMs;
        }
    }
    // As after a restore: Baidu's list shows what the ledger may not know.
    void hear_list(const sale& of, const std::optional<refund>& one) {
        const baidu::found_refund entry{
            .state = static_cast<baidu::listed_refund>(random(1, 3)),
            .refund_id = one && once_in(2) ? one->refund_id : "",
            .batch_id = one && one->batch_id ? *one->batch_id : some_batch(of),
            .order_id = one ? one->order_id : any_of(of.order_ids)};
        looked_up seen{.answered = true, .found = std::nullopt, .refunds = {{entry}}};
        if (once_in(3)) seen.found = some_found(of);
        ledger.in_transaction([&] {
            return record_recovered(ledger.db, ledger.rules, of.sold.tp_order_id, seen, ledger.now);
        });
    }

    // ---- all that these decide of the sales that are looked at; times are no part of it

    std::string rows() {
        std::string text;
        for (const sale& each : sales) {
            const auto sold = find_order(ledger.db, ledger.rules.app, each.sold.tp_order_id);
            if (sold) text += concat("order ", stored(sold->state), "\n");
            for (const std::string& id : each.order_ids) text += rows_of(id);
        }
        return text;
    }
    std::string rows_of(const std::string& order_id) {
        std::string text;
        if (const auto paid = find_payment(ledger.db, ledger.rules.app, order_id))
            text += concat("payment ", order_id, " ", paid->reserved, " ", paid->is_consumed, " ",
                           stored(paid->verdict), paid->unsettled ? " unsettled\n" : "\n");
        for (const refund& one : refunds_of(ledger.db, ledger.rules.app, order_id))
            text += concat("refund ", one.refund_id, " ", stored(one.state), " ", one.amount, " ",
                           one.batch_id.value_or("-"), " ", one.audit_status, " ", one.audit_money,
                           "\n");
        return text;
    }

    test::ledger ledger;
    std::vector<sale> sales;
    int64_t sales_made = 0;
    std::map<std::string, payment_notify> kept;  // in quarantine, by orderId
    std::vector<std::string> reopened;           // tpOrderIds of orders that were paid by mistake
};

}  // namespace swan::test
