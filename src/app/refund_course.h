// How a refund goes on when nobody asks: for the schedule. Inside an operation of the store, on its
// thread; may run twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/ledger.h"
#include "baidu/api_v2_types.h"

namespace swan {

// So often Baidu's list must not have shown a refund, over half an hour, before it is sent once
// more.
inline constexpr int64_t kAbsencesUntilSent = 3;

// The generation of Baidu's API that `rules` send by.
refund::generation sent_by(const ledger_rules& rules);
// Whether whoever began its call must be taken to be at it still.
bool is_being_sent(const refund& one, const ledger_rules& rules, int64_t now_ms);

// Takes the next step of a refund as begin_refund() does for a caller who asks again. Nothing: it
// has ended, or there is none of this number.
std::optional<refund_case> resume_refund(sql& db, const ledger_rules& rules,
                                         const std::string& refund_id, int64_t now_ms);

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

// The row of a refund that is there. Throws swan::error sys_fail when it is not.
refund get(sql& db, const ledger_rules& rules, const std::string& refund_id);
// Baidu's number of this refund, unless a message has bound one of the two to another already: then
// an operator is alerted.
void bind_batch(sql& db, const ledger_rules& rules, refund& one,
                const std::optional<std::string>& batch);

}  // namespace swan
