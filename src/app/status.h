// What /pay/status says: Baidu's answer and the ledger, merged. Pure.
#pragma once

#include <optional>
#include <string>

#include "app/ledger.h"
#include "baidu/api.h"

namespace swan {

struct merged_status {
    baidu::queried_pay pay = baidu::queried_pay::unpaid;
    // Running: or unknown. Failed: the last one.
    baidu::queried_refund refund = baidu::queried_refund::none;
    baidu::queried_verification verification = baidu::queried_verification::unverified;
    bool from_baidu = false;
    std::string contradiction;  // where the two differ, for the alert; empty: nowhere
};

// Where both speak and differ, the ledger wins for pay, Baidu for refund, unless it only infers one
// that the ledger has under way. That API 2.0 calls a payment unpaid that went back, or is about
// to, is no difference.
merged_status merge(const order_view& seen, const std::optional<baidu::order_status>& told);

// The JSON of `data`, with the texts that Baidu's documentation gives for each number.
std::string status_data(const merged_status& merged);

}  // namespace swan
