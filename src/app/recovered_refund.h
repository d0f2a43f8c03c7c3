// What Baidu's list of an order's refunds (API 2.0) means to a ledger that may have lost some of
// them: the rows that are to be written. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "app/refund.h"
#include "baidu/api_v2_types.h"

namespace swan {

// What an entry with a batch does; `known` is of the entry's payment, `known.batch` the refund that
// the entry is of. Without one it becomes a foreign refund: the list tells no amount, so that
// nothing more of its payment is refunded until an operator tells it. Its row is named
// `free_number`, where that is not empty: our number of it, so that the merchant who asks once more
// with that number does not get a second one.
refund_effect judge(const baidu::found_refund& listed, const refund_facts& known,
                    const std::string& free_number);

// Before Baidu's question about a batch is judged, which its list alone has told of: that it asks
// shows that nobody has decided it, so that what is taken to hold money holds none. Changes `known`
// so, and gives the fen that are free again.
int64_t free_listed(refund_facts& known, const std::string& order_id);

}  // namespace swan
