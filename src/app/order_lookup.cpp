#include "app/order_lookup.h"

#include <string_view>

#include "app/order_query.h"
#include "app/query_budget.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

void tell_failure(std::string_view call, std::string_view subject, const error& why) {
    logging::warn(
        concat(call, " failed subject=", printable(subject), " why=", printable(why.log_text())));
}

}  // namespace

task<looked_up> look_up_order(const services& with, std::string tp_order_id,
                              std::string request_id) {
    looked_up seen;
    order_reference which{.tp_order_id = tp_order_id};
    try {
        const auto found = co_await with.baidu.find_order(which, request_id);
        seen.found = found;
        seen.answered = true;
    } catch (const error& e) {
        tell_failure("findByTpOrderId", tp_order_id, e);
    }
    const bool paid = seen.found && seen.found->state == baidu::found_order::status::paid;
    if (!paid || seen.found->user_id.empty()) co_return seen;
    if (with.rules.queries != nullptr) with.rules.queries->go_on(monotonic_ms());
    which.ids = {seen.found->order_id, seen.found->user_id};
    const auto refunds = co_await refunds_at_baidu(with, which, request_id);
    seen.refunds = refunds;
    co_return seen;
}

task<bool> cancelled_at_baidu(const services& with, std::string order_id, std::string request_id) {
    bool cancelled = false;
    try {
        const bool answer = co_await with.baidu.cancel_order(order_id, request_id);
        cancelled = answer;
    } catch (const error& e) {
        tell_failure("cancelOrder", order_id, e);
    }
    co_return cancelled;
}

}  // namespace swan
