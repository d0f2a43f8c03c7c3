#include "app/order_query.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

task<std::optional<baidu::order_status>> asked_at_baidu(const services& with,
                                                        baidu::payment_ids ids,
                                                        std::string request_id) {
    std::optional<baidu::order_status> answer;
    if (ids.order_id.empty() || ids.user_id.empty()) co_return answer;
    try {
        const baidu::order_status told = co_await with.baidu.query_order(ids, request_id);
        answer = told;
    } catch (const error& e) {
        logging::warn(
            concat("order query failed order_id=", ids.order_id, " why=", printable(e.log_text())));
    }
    co_return answer;
}

}  // namespace swan
