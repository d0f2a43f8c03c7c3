// What the merchant asks and the operator decides at random, and what came of our calls.
#pragma once

#include <optional>
#include <string>

#include "app/command_arguments.h"
#include "app/give_back.h"
#include "app/moves.h"
#include "app/stored_commands.h"
#include "ledger_property_messages.h"

namespace swan::test {

class ledger_commands : public ledger_messages {
  protected:
    // ---- the merchant's refunds

    void begin(const sale& of) {
        std::optional<int64_t> amount;
        if (!once_in(3)) amount = random(1, 5) * 10;
        refund_request asked = asks_for(amount);
        if (once_in(2)) asked.refund_id = concat(of.sold.tp_order_id, "r", random(1, 6));
        asked.tp_order_id = of.sold.tp_order_id;
        if (once_in(2)) asked.order_id = any_of(of.order_ids);
        try {
            const auto begun = ledger.begin(asked);
            if (asked.order_id.empty())
                EXPECT_FALSE(begun.of.is_error_order);
            else
                EXPECT_EQ(begun.of.order_id, asked.order_id);
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
                ledger.news(one->refund_id, accepted_as(some_batch(of)));
                break;
            case 3:
                ledger.news(one->refund_id, refused_with(once_in(2) ? 10002 : 970));
                break;
            case 4:
                ledger.news(one->refund_id, no_answer());
                break;
            case 5:
                ledger.news(one->refund_id, nothing_sent());
                break;
            default:
                ledger.verification_cancelled(one->refund_id);
        }
    }
    // Of a refund whose outcome is unknown: the order query of 1.0, or the list of 2.0.
    void query(const sale& of) {
        const auto one = some_refund(of);
        if (!one) return;
        using enum baidu::queried_refund;
        constexpr baidu::queried_refund kSaid[] = {none, running, done, failed};
        if (once_in(2)) {
            ledger.query_says(one->refund_id, kSaid[random(0, 3)]);
            return;
        }
        std::vector<baidu::found_refund> list;
        if (once_in(2))
            list.push_back({.state = static_cast<baidu::listed_refund>(random(1, 3)),
                            .refund_id = one->refund_id,
                            .batch_id = one->batch_id.value_or(some_batch(of)),
                            .order_id = one->order_id});
        ledger.in_transaction([&] {
            return record_list(ledger.db, ledger.rules, one->refund_id, list, true, ledger.now);
        });
    }

    // ---- the operator, by swanctl

    // Nothing has changed when it does not fit.
    void command(std::string_view name, const std::string& arguments) {
        const std::string before = rows();
        const command_arguments given(arguments);
        try {
            ledger.in_transaction([&] {
                stored_handler_of(name)(ledger.db, {ledger.rules, given, "ann", ledger.now});
            });
        } catch (const error& e) {
            EXPECT_NE(e.number(), code::sys_fail) << e.what();
            EXPECT_EQ(before, rows());
        }
    }
    // Of a batch that he can decide, if there is one.
    std::string batch_to_decide(const sale& of) {
        for (const std::string& id : of.order_ids)
            for (const refund& one : refunds_of(ledger.db, ledger.rules.app, id)) {
                const bool open = one.state == refund::status::requested ||
                                  (one.amount < 0 && holds_money(one.state));
                if (open && one.batch_id && !once_in(4)) return *one.batch_id;
            }
        return some_batch(of);
    }
    void decide(const sale& of) {
        const std::string batch = concat(R"({"id":")", batch_to_decide(of), "\"");
        if (once_in(3)) return command("refund reject", concat(batch, "}"));
        if (once_in(2)) return command("refund approve", concat(batch, "}"));
        command("refund amount", concat(batch, R"(,"fen":")", random(0, 50), "\"}"));
    }
    void settle(const sale& of) {
        const auto all = refunds_of(ledger.db, ledger.rules.app, any_of(of.order_ids));
        if (all.empty()) return;
        command("refund settle", concat(R"({"id":")", any_of(all).refund_id, R"(","how":")",
                                        once_in(2) ? "done" : "failed", "\"}"));
    }
    void ask_to_close(const sale& of) {
        command("close", concat(R"({"tp_order_id":")", of.sold.tp_order_id, "\"}"));
    }
    // Only what the watch hears from Baidu closes it.
    void close(const sale& of) {
        const std::string& id = of.sold.tp_order_id;
        ledger.in_transaction([&] {
            if (!once_in(4)) record_closing(ledger.db, ledger.rules, id, ledger.now);
            if (!once_in(4)) record_closed(ledger.db, ledger.rules, id, ledger.now);
        });
    }
    // The installation is set otherwise and started again.
    void change_settings() {
        ledger_settings& now = ledger.rules.settings;
        now.unasked_refund = static_cast<ledger_settings::unasked>(random(0, 2));
        now.confirm_paid = static_cast<ledger_settings::confirmation>(random(0, 2));
        now.orphan = static_cast<ledger_settings::unknown_order>(random(0, 2));
        now.paid_after_close = static_cast<ledger_settings::closed_order>(random(0, 1));
        now.audit_full_amount = static_cast<ledger_settings::whole_amount>(random(0, 1));
        now.error_order_limit = random(1, 8);
        ledger.rules.tells_merchant = once_in(2);
        if (once_in(3)) ledger.rules.api = once_in(2) ? api_generation::v1 : api_generation::v2;
    }
};

}  // namespace swan::test
