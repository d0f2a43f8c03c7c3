// /pay/gen, /pay/status, /pay/refund.
#pragma once

#include "app/refund_desk.h"
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
    task<void> look_soon(std::string tp_order_id);

    services with_;
    refund_desk desk_{with_};
};

}  // namespace swan
