// What API 2.0's payment service (rest/2.0/smartapp/pay/paymentservice) takes and refuses. No call
// of it is signed: the gateway has checked the access token before. Pure.
// Sources: the cashier's documents of 2.0 (tune_up_*), orderBill, capitaBill.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/form.h"
#include "sandbox/model/checked_fields.h"
#include "sandbox/model/refunds.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

// The parameters of such a call, when its pmAppKey is the merchant's. Throws refusal.
checked_fields service_fields(const field_list& fields, const settings& merchant);

// applyOrderRefund: unlike API 1.0 it does not ask whether the order was consumed, and every refund
// has a bizRefundBatchId, whole or not.
std::variant<refund_terms, refusal> decide_service_refund(const state& known,
                                                          const field_list& fields,
                                                          const settings& merchant);

// findByTpOrderId. Of several payments of a merchant order the newest is shown.
std::variant<const order*, refusal> decide_find_order(const state& known, const field_list& fields,
                                                      const settings& merchant);
// 1 unpaid, 2 paid, 3 consumed, 4 being refunded, 5 refunded, 6 refund failed, 7 cancelled: the
// numbers of the order list, which the documents of this call leave open.
int64_t sub_status_of(const state& known, const order& one);

// cancelOrder: the unpaid order that may be closed, by its number.
std::variant<int64_t, refusal> decide_cancel_order(const state& known, const field_list& fields,
                                                   const settings& merchant);

// One line of findOrderRefund: who asks too early does not see a refund, or its end, yet.
struct refund_line {
    const refund* which = nullptr;
    int64_t status = 0;  // 1 running, 2 done, 3 failed
};
std::variant<std::vector<refund_line>, refusal> decide_find_refunds(const state& known,
                                                                    const field_list& fields,
                                                                    const settings& merchant,
                                                                    int64_t now_ms);

// orderBill, capitaBill: the day asked for, yyyy-MM-dd in Beijing, and how many payments it had.
struct bill {
    std::string day;
    int64_t payments = 0;
};
std::variant<bill, refusal> decide_bill(const state& known, const field_list& fields,
                                        const settings& merchant);

}  // namespace swan::sandbox
