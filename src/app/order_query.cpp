#include "app/order_query.h"

#include <exception>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr int64_t kRefunding = 4;  // subStatus, as the order list numbers it
constexpr int64_t kRefunded = 5;
constexpr int64_t kRefundFailed = 6;

std::optional<baidu::queried_refund> refund_of(const baidu::found_order& found) {
    if (found.sub_status == kRefunding) return baidu::queried_refund::running;
    if (found.sub_status == kRefunded) return baidu::queried_refund::done;
    if (found.sub_status == kRefundFailed) return baidu::queried_refund::failed;
    return std::nullopt;
}

}  // namespace

void tell_failure(std::string_view call, const order_reference& which, std::string_view why) {
    logging::warn(concat(call, " failed tp_order_id=", printable(which.tp_order_id),
                         " order_id=", which.ids.order_id, " why=", printable(why)));
}

order_reference reference_to(const payment& of) {
    return {.tp_order_id = of.tp_order_id, .ids = {of.order_id, of.user_id}};
}

baidu::order_status status_of(const std::optional<baidu::found_order>& found) {
    if (!found) return {};
    const bool paid = found->state == baidu::found_order::status::paid;
    return {.pay = paid ? baidu::queried_pay::paid : baidu::queried_pay::unpaid,
            .refund = refund_of(*found),
            .verification = std::nullopt,
            .infers_refund = true,
            .order_id = found->order_id};
}

task<std::optional<baidu::order_status>> asked_at_baidu(const services& with, order_reference which,
                                                        std::string request_id) {
    std::optional<baidu::order_status> answer;
    if (!with.baidu.can_query(which)) {
        if (!which.ids.order_id.empty())
            tell_failure("order query", which, "no notify has told its userId");
        co_return answer;
    }
    try {
        const baidu::order_status told = co_await with.baidu.query_order(which, request_id);
        answer = told;
    } catch (const error& e) {
        tell_failure("order query", which, e.log_text());
    } catch (const std::exception& e) {  // it could not even be signed
        tell_failure("order query", which, e.what());
    }
    co_return answer;
}

task<std::optional<std::vector<baidu::found_refund>>> refunds_at_baidu(const services& with,
                                                                       order_reference which,
                                                                       std::string request_id) {
    std::optional<std::vector<baidu::found_refund>> answer;
    try {
        const auto listed = co_await with.baidu.list_refunds(which, request_id);
        answer = listed;
    } catch (const error& e) {
        tell_failure("refund query", which, e.log_text());
    }
    co_return answer;
}

task<std::string> payer_at_baidu(const services& with, order_reference which,
                                 std::string request_id) {
    std::string user_id;
    try {
        const auto found = co_await with.baidu.find_order(which, request_id);
        if (found) user_id = found->user_id;
    } catch (const error& e) {
        tell_failure("query for the payer", which, e.log_text());
    }
    co_return user_id;
}

}  // namespace swan
