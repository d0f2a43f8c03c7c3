// The customer at the cashier: he opens it for an order, and pays or leaves. Pure.
// Source: develop/api/open/payment_swan-requestPolymerPayment.
#pragma once

#include <cstdint>
#include <variant>

#include "sandbox/model/cashier.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

// The order that `who` may pay now, by its number, unpaid still: the one that he left unpaid
// before, or a new one; so the same orderInfo is paid twice when it is opened twice. Refused once
// the merchant has closed his order.
std::variant<int64_t, pay_refusal> open_cashier(state& known, const user& who, const payable& what,
                                                int64_t now_s);

// The customer pays `pay_money` of it, fen: less than the amount when there is a promotion.
void pay(state& known, order& one, int64_t pay_money, int64_t now_s);

}  // namespace swan::sandbox
