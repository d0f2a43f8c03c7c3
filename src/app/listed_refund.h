// Which entry of Baidu's list of an order's refunds (API 2.0) is which refund of ours. Pure.
#pragma once

#include <optional>
#include <vector>

#include "baidu/api_v2_types.h"
#include "service/store/record.h"

namespace swan {

// The entry of `one`, by our number or by its batch: of several the best, as success beats what is
// under way, and both beat failure. Entries of another payment are none of it. A whole refund that
// went out by API 1.0 carries no number of ours: the single entry of its payment without one is it,
// if it is the `only_one` of its payment that Baidu can know.
std::optional<baidu::found_refund> entry_of(const std::vector<baidu::found_refund>& list,
                                            const refund& one, bool only_one);

// The other way round: which of `all`, the refunds of its order, an entry is of. Nothing: none.
std::optional<refund> refund_of(const baidu::found_refund& entry, const std::vector<refund>& all);

// Whether an entry of `one` is of a batch that failed before the one that a message has told since:
// how that went says nothing of ours.
bool is_earlier_try(const baidu::found_refund& entry, const refund& one);

}  // namespace swan
