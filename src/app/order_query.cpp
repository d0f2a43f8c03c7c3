#include "app/order_query.h"

#include <exception>
#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

void tell_failure(const baidu::payment_ids& ids, std::string_view why) {
    logging::warn(concat("order query failed order_id=", ids.order_id, " why=", printable(why)));
}

}  // namespace

task<std::optional<baidu::order_status>> asked_at_baidu(const services& with,
                                                        baidu::payment_ids ids,
                                                        std::string request_id) {
    std::optional<baidu::order_status> answer;
    if (ids.order_id.empty()) co_return answer;
    if (ids.user_id.empty()) {
        tell_failure(ids, "no notify has told its userId");
        co_return answer;
    }
    try {
        const baidu::order_status told = co_await with.baidu.query_order(ids, request_id);
        answer = told;
    } catch (const error& e) {
        tell_failure(ids, e.log_text());
    } catch (const std::exception& e) {  // it could not even be signed
        tell_failure(ids, e.what());
    }
    co_return answer;
}

}  // namespace swan
