// Our ledger against what Baidu says of the same orders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ledger.h"
#include "app/services.h"
#include "baidu/api.h"
#include "baidu/api_v2_types.h"
#include "runtime/task.h"

namespace swan {

struct difference {
    std::string tp_order_id = {};
    std::string what = {};  // "order", or the refund's number; "refunds": Baidu's list of them
    std::string ledger = {};
    std::string baidu = {};  // or "no answer: WHY"

    bool operator==(const difference&) const = default;
};

struct comparison {
    int64_t compared = 0;
    int64_t unanswered = 0;  // how often Baidu's word could not be had: a row says why
    std::vector<difference> differences = {};
    std::string next = {};  // to be gone on with behind this tpOrderId; empty: that was all
};

// What differs of one order, whether it is paid. Pure.
std::vector<difference> payment_differences(const order_view& ours, const std::string& tp_order_id,
                                            const baidu::order_status& said);
// What differs of `ours`, the refunds of all its payments, which API 2.0 lists together. One that
// has not ended here may well be further there: that is no difference yet. Pure.
std::vector<difference> refund_differences(const std::vector<refund>& ours,
                                           const std::string& tp_order_id,
                                           const std::vector<baidu::found_refund>& listed,
                                           int64_t now_ms);

// Of orders made from `since_ms` to before `until_ms` (0: now) behind `after`: some, oldest first,
// one after another. Nothing is changed. `with` must live until the task ends.
task<comparison> compare_with_baidu(const services& with, int64_t since_ms, int64_t until_ms,
                                    std::string after);

}  // namespace swan
