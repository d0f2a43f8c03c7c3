#include "app/order_lookup.h"

#include <algorithm>

#include "app/order_query.h"
#include "app/query_budget.h"
#include "base/error.h"

namespace swan {

namespace {

task<looked_up> found_at_baidu(const services& with, std::string tp_order_id,
                               std::string request_id) {
    looked_up seen;
    const order_reference which{.tp_order_id = tp_order_id};
    try {
        const auto found = co_await with.baidu.find_order(which, request_id);
        seen.found = found;
        seen.answered = true;
    } catch (const error& e) {
        tell_failure("findByTpOrderId", which, e.log_text());
    }
    co_return seen;
}

task<std::optional<std::vector<baidu::found_refund>>> refunds_of(const services& with,
                                                                 order_reference which,
                                                                 std::string request_id) {
    with.rules.queries->go_on(monotonic_ms());
    co_return co_await refunds_at_baidu(with, which, request_id);
}

// Of an order that is unpaid nobody has got anything back.
void add_payer(std::vector<std::string>& payers, const std::optional<baidu::found_order>& found) {
    const bool paid = found && found->state != baidu::found_order::status::unpaid;
    if (!paid || found->user_id.empty()) return;
    if (std::find(payers.begin(), payers.end(), found->user_id) == payers.end())
        payers.push_back(found->user_id);
}

}  // namespace

task<looked_up> look_up_order(const services& with, std::string tp_order_id,
                              std::string request_id) {
    looked_up seen = co_await found_at_baidu(with, tp_order_id, request_id);
    const bool paid = seen.found && seen.found->state == baidu::found_order::status::paid;
    if (!paid || seen.found->user_id.empty()) co_return seen;
    const order_reference which{.tp_order_id = tp_order_id,
                                .ids = {seen.found->order_id, seen.found->user_id}};
    const auto refunds = co_await refunds_of(with, which, request_id);
    seen.refunds = refunds;
    co_return seen;
}

task<looked_up> look_up_refunds_too(const services& with, std::string tp_order_id,
                                    std::vector<std::string> payers, std::string request_id) {
    looked_up seen = co_await found_at_baidu(with, tp_order_id, request_id);
    if (!seen.answered) co_return seen;
    add_payer(payers, seen.found);
    seen.refunds.emplace();
    for (const std::string& payer : payers) {
        const order_reference which{.tp_order_id = tp_order_id, .ids = {"", payer}};
        const auto some = co_await refunds_of(with, which, request_id);
        if (!some) {
            seen.refunds.reset();
            co_return seen;
        }
        seen.refunds->insert(seen.refunds->end(), some->begin(), some->end());
    }
    co_return seen;
}

task<bool> cancelled_at_baidu(const services& with, std::string order_id, std::string request_id) {
    bool cancelled = false;
    try {
        const bool answer = co_await with.baidu.cancel_order(order_id, request_id);
        cancelled = answer;
    } catch (const error& e) {
        tell_failure("cancelOrder", {.tp_order_id = "", .ids = {order_id, ""}}, e.log_text());
    }
    co_return cancelled;
}

}  // namespace swan
