// Baidu repeats, delays and overtakes: in whatever order its messages about one order arrive, the
// ledger ends in the same state, but for what moves no money: what was answered on the way, how
// much a failed refund was of, which of two payments that fit was the first, and why another one
// goes back (a wrong amount is called a duplicate when the order is paid).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "app/moves.h"
#include "base/text.h"
#include "dice.h"
#include "ledger_harness.h"

namespace swan {
namespace {

enum class message { audit, done, failed, answer, no_answer };

// Of one order of 100 fen; nothing in it names an id, so that it can be played on many orders.
struct scenario {
    struct refunded {
        size_t of = 0;  // which payment: 0 is the good one
        int64_t amount = 0;
        bool asked_for = false;  // by the merchant
        bool bound = false;      // and answered at once
    };
    struct about_refund {
        size_t refund = 0;
        message what = message::audit;
    };
    std::vector<std::pair<size_t, int64_t>> notifies;  // which payment, totalMoney
    std::vector<refunded> refunds;
    std::vector<about_refund> messages;
    ledger_settings::unasked unasked = ledger_settings::unasked::undecided;
};

class LedgerArrivalTest : public ::testing::Test, protected test::dice {
  protected:
    LedgerArrivalTest() {
        ledger.rules.settings.error_order_limit = 1'000'000;
        ledger.rules.settings.refunds_a_minute = 1'000'000;
    }

    // ---- what happens

    scenario some_scenario() {
        scenario made;
        const auto payments = static_cast<size_t>(random(1, 3));
        for (size_t i = 0; i < payments; ++i) {
            const int64_t total = i == 0 || once_in(2) ? 100 : 7;
            for (int64_t times = random(1, 3); times > 0; --times)
                made.notifies.emplace_back(i, total);
            // Of what is no good payment Baidu gives the whole back; told as the amount it has.
            if (i > 0) made.refunds.push_back({.of = i});
        }
        const bool bound = once_in(2);
        made.refunds.push_back({.amount = 50, .asked_for = true, .bound = true});
        made.refunds.push_back({.amount = 30, .asked_for = true, .bound = bound});
        // What names no number of ours is taken for the one that is unbound, if there is one.
        if (bound) made.refunds.push_back({.amount = 20});
        for (size_t i = 0; i < made.refunds.size(); ++i) tell_of_refund(made, i);
        made.unasked = static_cast<ledger_settings::unasked>(random(0, 2));
        return made;
    }
    void tell_of_refund(scenario& made, size_t refund) {
        using enum message;
        std::vector<message> possible{audit, audit};
        if (made.refunds[refund].asked_for)
            possible.insert(possible.end(), {done, failed, answer, no_answer});
        else  // an audit that comes after a failure teaches nothing that a later success could use
            possible.push_back(once_in(2) ? done : failed);
        for (const message each : possible)
            if (!once_in(3)) made.messages.push_back({refund, each});
    }

    // ---- one order of arrival

    struct played {
        std::string tp_order_id;
        std::vector<payment> payments;     // the good one first
        std::vector<std::string> numbers;  // ours, of each refund; empty: not asked for by us
    };
    std::string play(scenario all) {
        ledger.rules.settings.unasked_refund = all.unasked;
        const int64_t number = ++played_;
        played on{.tp_order_id = concat(number), .payments = {}, .numbers = {}};
        order made = test::sold();
        made.tp_order_id = on.tp_order_id;
        ledger.sell(made);
        std::shuffle(all.notifies.begin(), all.notifies.end(), engine);
        for (const auto& [which, total] : all.notifies) {
            payment_notify told = test::paid_notify(total);
            told.tp_order_id = on.tp_order_id;
            told.order_id = concat(number, "00", static_cast<int64_t>(which));
            ledger.notify(told);
        }
        on.payments = payments_by_role(on.tp_order_id);
        for (size_t i = 0; i < all.refunds.size(); ++i) begin(all, i, on);
        std::shuffle(all.messages.begin(), all.messages.end(), engine);
        for (const auto& each : all.messages) tell(all, each, on);
        return state_of(on);
    }
    std::vector<payment> payments_by_role(const std::string& tp_order_id) {
        auto all = payments_of(ledger.db, ledger.rules.app, tp_order_id);
        std::sort(all.begin(), all.end(), [](const payment& a, const payment& b) {
            return std::tuple(!is_good(a), a.total_money, a.order_id) <
                   std::tuple(!is_good(b), b.total_money, b.order_id);
        });
        return all;
    }
    static bool is_good(const payment& one) { return one.verdict == payment::judgement::good; }
    static std::string batch_of(const played& on, size_t refund) {
        return concat(on.tp_order_id, "b", static_cast<int64_t>(refund));
    }
    void begin(const scenario& all, size_t refund, played& on) {
        on.numbers.emplace_back();
        const auto& what = all.refunds[refund];
        if (!what.asked_for) return;
        refund_request asked = test::asks_for(what.amount);
        asked.tp_order_id = on.tp_order_id;
        on.numbers.back() = ledger.begin(asked).what.refund_id;
        if (what.bound) ledger.news(on.numbers.back(), test::accepted_as(batch_of(on, refund)));
    }
    void tell(const scenario& all, const scenario::about_refund& told, const played& on) {
        const auto& what = all.refunds[told.refund];
        const payment& of = on.payments[what.of];
        const std::string batch = batch_of(on, told.refund);
        const auto end = [&](notified_refund how) {
            ledger.refund_told({of.order_id, batch, "", how});
        };
        switch (told.what) {
            case message::audit:
                ledger.audit({of.order_id, batch, "", what.of == 0 ? what.amount : of.total_money});
                break;
            case message::done:
                return end(notified_refund::done);
            case message::failed:
                return end(notified_refund::failed);
            case message::answer:
                ledger.news(on.numbers[told.refund], test::accepted_as(batch));
                break;
            case message::no_answer:
                ledger.news(on.numbers[told.refund], test::no_answer());
                break;
        }
    }

    // ---- what has to be the same: all that money depends on, without ids

    std::string state_of(const played& on) {
        const auto sold = find_order(ledger.db, ledger.rules.app, on.tp_order_id);
        std::string text = concat("order ", stored(sold->state), "\n");
        for (const payment& one : payments_by_role(on.tp_order_id)) {
            text += concat("payment of ", one.total_money, is_good(one) ? ", good" : "",
                           one.is_error_order ? ", to be given back" : "", ": ", one.reserved,
                           " reserved\n");
            std::vector<std::string> lines;
            for (const refund& each : refunds_of(ledger.db, ledger.rules.app, one.order_id))
                lines.push_back(line_of(each, on));
            std::sort(lines.begin(), lines.end());
            for (const std::string& line : lines) text += line;
        }
        return text;
    }
    static std::string line_of(const refund& one, const played& on) {
        const std::string batch = one.batch_id.value_or(on.tp_order_id + "-");
        return concat("  refund ", batch.substr(on.tp_order_id.size()), " in state ",
                      stored(one.state), holds_money(one.state) ? concat(" ", one.amount) : "",
                      is_ours(one) ? " ours\n" : "\n");
    }

    test::ledger ledger;
    int64_t played_ = 0;
};

TEST_F(LedgerArrivalTest, AnyOrderOfArrivalEndsInTheSameState) {
    const auto seed = std::random_device{}();
    engine.seed(seed);
    SCOPED_TRACE(concat("seed ", seed));
    constexpr int kScenarios = 40;
    constexpr int kOrders = 12;
    for (int i = 0; i < kScenarios && !HasFailure(); ++i) {
        const scenario all = some_scenario();
        const std::string first = play(all);
        for (int k = 1; k < kOrders && !HasFailure(); ++k) EXPECT_EQ(play(all), first);
    }
}

}  // namespace
}  // namespace swan
