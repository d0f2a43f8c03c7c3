// What Baidu's answers to queries say of a refund in the ledger. Inside an operation of the store,
// on its thread; may run twice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ledger.h"
#include "baidu/api_v2_types.h"

namespace swan {

// So often Baidu's list must not have shown a refund, over half an hour, before it is sent once
// more.
inline constexpr int64_t kAbsencesUntilSent = 3;

// What the order query says of a whole refund whose outcome is unknown; nothing changes when it
// could mean another refund of that payment.
refund record_query(sql& db, const ledger_rules& rules, const std::string& refund_id,
                    baidu::queried_refund said, int64_t now_ms);

// What API 2.0's list of refunds says of a refund whose outcome is unknown.
refund record_listed(sql& db, const ledger_rules& rules, const std::string& refund_id,
                     const baidu::found_refund& listed, int64_t now_ms);

struct list_outcome {
    refund what = {};
    bool send = false;              // state sent: the caller sends it once more, by API 2.0
    bool left_to_operator = false;  // Baidu does not show it, and it is not sent any more
};
// What API 2.0's list of all refunds of its order says of a refund whose outcome is unknown, or
// that has been accepted. One that it does not show three times over half an hour is sent once more
// under its number, if Baidu would audit it (`audited`) and we would not approve it unseen, if it
// has not asked about it, and got it by 2.0.
list_outcome record_list(sql& db, const ledger_rules& rules, const std::string& refund_id,
                         const std::vector<baidu::found_refund>& list, bool audited,
                         int64_t now_ms);

}  // namespace swan
