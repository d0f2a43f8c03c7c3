// /pay/gen, /pay/status, /pay/refund.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/services.h"
#include "front/request.h"
#include "runtime/task.h"

namespace swan {

// One a loop.
class pay {
  public:
    explicit pay(const services& with) : with_(with) {}

    // A new order, durably stored, as the signed orderInfo for swan.requestPolymerPayment.
    task<response> gen(request& req);
    // What Baidu and the ledger say about an order.
    task<response> status(request& req);
    // Asks Baidu to refund a payment, whole or in part (pay_refund.cpp).
    task<response> refund(request& req);

  private:
    task<swan::refund> settled(refund_case begun, std::string request_id,
                               std::shared_ptr<const void> alive);
    task<swan::refund> carry_out(refund_case begun, std::string request_id);
    task<swan::refund> send(refund_case begun, std::string request_id);
    task<std::optional<swan::refund>> cancel_verification(refund_case begun,
                                                          std::string request_id);
    task<refund_news> cancelled(payment of, std::string request_id);
    task<swan::refund> look_up(refund_case begun, std::string request_id);
    task<swan::refund> look_up_listed(refund_case begun, std::string request_id);
    task<swan::refund> recorded(std::string refund_id, refund_news news);

    services with_;
};

}  // namespace swan
