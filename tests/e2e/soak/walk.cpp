#include "walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "e2e/lifecycle/own_worker.h"

namespace swan::e2e::soak {

namespace {

constexpr const char* kCustomer = "/sandbox/requestPolymerPayment?open_id=customer";

}  // namespace

walk::walk(local_system& system, std::string api, uint32_t seed)
    : system_(system), api_(std::move(api)), random_(seed), worker_(replace_worker(system)) {}

local_system::settings walk::settings(const std::string& api) {
    local_system::settings how;
    how.api = api;
    how.server_json =
        R"({"connect_timeout_ms":200,"upstream_timeout_ms":200,"error_order_limit":100000,)"
        R"("refunds_a_day":1000000000000,"refunds_a_minute":1000000,"queries_a_second":10000,)"
        R"("unsettled_wait":0,"unasked_refund":"undecided"})";
    // Two minutes are 20 ms.
    how.sandbox_json = R"({"time_scale":6000,"refund_query_lag_s":300})";
    return how;
}

void walk::step() {
    using act = void (walk::*)();
    struct turn {
        uint32_t weight;
        act what;
        const char* name;
    };
    static constexpr std::array kTurns = {
        turn{30, &walk::order, "order"},
        turn{30, &walk::pay, "pay"},
        turn{3, &walk::pay_again, "pay_again"},
        turn{2, &walk::pay_again_unaudited, "pay_again"},
        turn{3, &walk::leave, "leave"},
        turn{3, &walk::charge, "charge"},
        turn{1, &walk::charge_while_closing, "charge"},
        turn{3, &walk::pay_another_amount, "pay_another_amount"},
        turn{3, &walk::pay_unknown_order, "pay_unknown_order"},
        turn{3, &walk::pay_with_own_return_data, "pay_with_own_return_data"},
        turn{1, &walk::pay_unheard, "pay_unheard"},
        turn{3, &walk::log_in, "log_in"},
        turn{20, &walk::refund, "refund"},
        turn{12, &walk::refund_again, "refund_again"},
        turn{3, &walk::refund_under_a_used_id, "refund_under_a_used_id"},
        turn{10, &walk::status, "status"},
        turn{6, &walk::notify_again, "notify_again"},
        turn{4, &walk::refund_unasked, "refund_unasked"},
        turn{4, &walk::decide, "decide"},
        turn{2, &walk::refuse_at_bank, "refuse_at_bank"},
        turn{2, &walk::accept_at_bank, "accept_at_bank"},
        turn{2, &walk::tell_otherwise, "tell_otherwise"},
        turn{4, &walk::tell_refund_again, "tell_refund_again"},
        turn{4, &walk::change_habits, "change_habits"},
        turn{2, &walk::end_tokens, "end_tokens"},
        turn{3, &walk::send_forged_pair, "send_forged_pair"},
        turn{3, &walk::sign_badly, "sign_badly"},
        turn{8, &walk::fault, "fault"},
        turn{3, &walk::clear_faults, "clear_faults"},
        turn{1, &walk::pass_time, "pass_time"},
    };
    // Rarer than one in a hundred: each takes its time.
    const uint32_t luck = below(400);
    if (luck == 0) return play("end_worker", &walk::end_worker);
    if (luck == 1) return play("kill_worker", &walk::kill_worker);
    uint32_t all = 0;
    for (const turn& each : kTurns) all += each.weight;
    uint32_t chosen = below(all);
    for (const turn& each : kTurns) {
        if (chosen < each.weight) return play(each.name, each.what);
        chosen -= each.weight;
    }
}

void walk::play(const char* name, void (walk::*what)()) {
    turn_ = name;
    ++played_[turn_].times;
    (this->*what)();
}

void walk::touch(const std::string& tp_order_id) {
    played_[turn_].orders.insert(tp_order_id);
    if (!fault_.empty()) played_[fault_].orders.insert(tp_order_id);
    touch_if_given_back(tp_order_id);
}

void walk::expect(const reply& got, const std::set<std::string>& codes, const std::string& what) {
    EXPECT_TRUE(codes.contains(at(got, "code")))
        << what << " was answered " << got.status << " " << got.body;
}

walk::sold* walk::any_order() {
    if (orders_.empty()) return nullptr;
    sold& one = orders_[below(orders_.size())];
    touch(one.tp_order_id);
    return &one;
}

// If any: an old one is mostly paid.
walk::sold* walk::newest_unpaid() {
    const auto open =
        std::find_if(orders_.rbegin(), orders_.rend(), [](const sold& each) { return !each.paid; });
    if (open == orders_.rend()) return nullptr;
    touch(open->tp_order_id);
    return &*open;
}

// ---- customers -------------------------------------------------------------------------------

void walk::order() {
    const reply got =
        system_.get(below(2) == 0 ? "/pay/gen?goods_id=postcard" : "/pay/gen?goods_id=tea");
    expect(got, {"0"}, "an order");
    sold made;
    made.order_info = at(got, "data");
    made.tp_order_id = at(made.order_info, "tpOrderId");
    made.total = parse_decimal(at(made.order_info, "totalAmount")).value_or(0);
    orders_.push_back(std::move(made));
}

void walk::cashier(sold& of, const std::string& more) {
    const reply got = system_.sandbox_post(kCustomer + more, of.order_info);
    if (at(got, "errMsg") == "requestPolymerPayment:ok") of.paid = true;
}

void walk::pay() {
    sold* const open = newest_unpaid();
    if (open == nullptr) return;
    const bool promoted = below(6) == 0;
    cashier(*open, promoted ? concat("&pay_money=", open->total - 7) : "");
}

void walk::pay_again() {
    sold* const one = any_order();
    if (one != nullptr && one->paid) cashier(*one, "");
}

void walk::leave() {
    sold* const one = any_order();
    if (one == nullptr || one->paid) return;
    cashier(*one, "&outcome=left");
    one->waits = true;
}

void walk::charge() {
    for (sold& each : orders_) {
        if (!each.waits || each.paid) continue;
        each.waits = false;
        each.paid = true;
        touch(each.tp_order_id);
        system_.sandbox_post("/sandbox/charge", R"({"tp_order_id":")" + each.tp_order_id + "\"}");
        return;
    }
}

// ---- the merchant ----------------------------------------------------------------------------

void walk::ask(asked& one) {
    touch(one.tp_order_id);
    const reply got = system_.get("/pay/refund?" + one.query);
    std::set<std::string> told = {"0", "10002", "10003", "10004", "20000", "20002", "20004"};
    if (!one.known) told.insert("20001");
    expect(got, told, "a refund");
    one.taken = one.taken || at(got, "code") == "0";
}

void walk::refund() {
    const sold* const one = any_order();
    if (one == nullptr) return;
    asked fresh{.tp_order_id = one->tp_order_id,
                .query = "tp_order_id=" + one->tp_order_id,
                .known = one->known};
    if (below(3) != 0)
        fresh.query += concat("&amount=", 1 + below(static_cast<size_t>(one->total)));
    if (below(4) != 0) fresh.query += concat("&refund_id=walk-", ++numbers_);
    ask(fresh);
    refunds_.push_back(std::move(fresh));
}

void walk::refund_again() {
    if (refunds_.empty()) return;
    ask(refunds_[below(refunds_.size())]);
}

void walk::refund_under_a_used_id() {
    for (const asked& each : refunds_) {
        const bool has_id = each.query.find("&refund_id=") != std::string::npos;
        if (!each.taken || !has_id || below(3) != 0) continue;
        const std::string id = each.query.substr(each.query.find("&refund_id="));
        expect(
            system_.get(concat("/pay/refund?tp_order_id=", each.tp_order_id, "&amount=99999", id)),
            {"20003"}, "a used refund_id with another amount");
        return;
    }
}

void walk::status() {
    const sold* const one = any_order();
    if (one == nullptr) return;
    std::set<std::string> told = {"0"};
    if (!one->known) told.insert("20001");  // its notify is on the way
    expect(system_.get("/pay/status?tp_order_id=" + one->tp_order_id), told, "a status");
}

// ---- Baidu -----------------------------------------------------------------------------------

void walk::notify_again() {
    const sold* const one = any_order();
    if (one == nullptr || !one->paid) return;
    const reply got = system_.sandbox_post(
        "/sandbox/callback", concat(R"({"kind":"succ","tp_order_id":")", one->tp_order_id, "\"}"));
    EXPECT_EQ(at(at(got, "body"), "errno"), "0") << got.body;
}

void walk::refund_unasked() {
    const sold* const one = any_order();
    if (one == nullptr || !one->paid) return;
    constexpr std::array kWho = {"user", "console", "baidu"};
    // In API 1.0 ours of the whole is of what is left at Baidu, whatever that is.
    const bool whole = api_ == "1.0" || below(2) == 0;
    const std::string part =
        whole ? "" : concat(",\"amount\":", 1 + below(static_cast<size_t>(one->total)));
    // More than is left is refused by Baidu itself.
    system_.sandbox_post("/sandbox/refund",
                         concat(R"({"by":")", kWho[below(kWho.size())], R"(","tp_order_id":")",
                                one->tp_order_id, "\"", part, "}"));
}

void walk::refuse_at_bank() {
    const sold* const one = any_order();
    if (one == nullptr || !one->paid) return;
    at_bank_.insert(one->tp_order_id);
    system_.sandbox_post("/sandbox/bank",
                         concat(R"({"refunds":"fail","tp_order_id":")", one->tp_order_id, "\"}"));
}

void walk::accept_at_bank() {
    if (at_bank_.empty()) return;
    const std::string id = *at_bank_.begin();
    at_bank_.erase(at_bank_.begin());
    system_.sandbox_post("/sandbox/bank",
                         concat(R"({"refunds":"succeed","tp_order_id":")", id, "\"}"));
}

}  // namespace swan::e2e::soak
