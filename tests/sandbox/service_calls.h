// Calls of API 2.0's payment service, for its tests.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "router_of_baidu.h"
#include "sandbox/model/checkout.h"

namespace swan::sandbox::testing {

class service_calls : public router_of_baidu {
  protected:
    static std::string path(std::string_view name) {
        return concat("/rest/2.0/smartapp/pay/paymentservice/", name);
    }
    response ask_for(std::string_view name, const field_list& query) {
        return get(path(name) + with_token() + "&" + encode_form(query));
    }
    response apply(const field_list& form) {
        return post(path("applyOrderRefund") + with_token(), encode_form(form));
    }

    // The fields of a good call.
    field_list find(const order& one) const {
        return {{"tpOrderId", one.tp_order_id}, {"pmAppKey", us.pay_app_key}};
    }
    field_list cancel(const order& one) const {
        return {{"orderId", concat(one.order_id)}, {"pmAppKey", us.pay_app_key}};
    }
    field_list refunds(const order& one) const {
        return {{"tpOrderId", one.tp_order_id},
                {"userId", concat(one.user_id)},
                {"pmAppKey", us.pay_app_key}};
    }
    field_list refund_of(const order& one, std::string_view number = "R1") const {
        return {{"applyRefundMoney", concat(one.total_money)},
                {"bizRefundBatchId", std::string(number)},
                {"isSkipAudit", "0"},
                {"orderId", concat(one.order_id)},
                {"refundReason", "测试"},
                {"refundType", "1"},
                {"tpOrderId", one.tp_order_id},
                {"userId", concat(one.user_id)},
                {"pmAppKey", us.pay_app_key}};
    }
    static field_list with(field_list fields, std::string_view name, std::string_view value) {
        for (auto& one : fields)
            if (one.first == name) one.second = value;
        if (field(fields, name).empty() && !value.empty()) fields.emplace_back(name, value);
        return fields;
    }
    static field_list without(field_list fields, std::string_view name) {
        std::erase_if(fields, [&](const auto& one) { return one.first == name; });
        return fields;
    }

    // An order of 100 fen that somebody opened and did not pay.
    order& unpaid() {
        payable what;
        what.tp_order_id = "20200101";
        what.total_amount = 100;
        what.biz_info = R"({"tpData":{}})";
        const auto opened = open_cashier(known, known.user_named("open"), what, 1'577'836'800);
        return *known.find_order(std::get<int64_t>(opened));
    }
    // The newest refund.
    refund& last_refund() { return known.refunds().rbegin()->second; }
};

// "errno" of the answer, as text.
inline std::string number(const response& answer) { return at(answer, "errno"); }

}  // namespace swan::sandbox::testing
