// The merchant's refund in the ledger: begun, sent, and what came of it; for whoever asks for it,
// and for the schedule. Inside an operation of the store, on its thread; may run twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/ledger.h"

namespace swan {

// A refund and the payment it is of.
struct refund_case {
    refund what;
    payment of;
    bool repeated = false;  // it was there before
    bool mine = false;      // this caller takes its next step; else somebody else does, or none
    bool lost = false;      // its sender died over it, so that it is unknown from now on
};

// Finds or makes the refund, reserves its amount, and takes its next step (unverifying, sent) in
// the same commit. Without an orderId it is of the payment that counts for the order. Throws
// swan::error order_not_existed, order_not_paid, refund_conflict, refund_exceeds_payment,
// full_refund_only, busy.
refund_case begin_refund(sql& db, const ledger_rules& rules, const refund_request& asked,
                         int64_t now_ms);

// unverifying -> sent, before the call that moves money: gives nothing. When another has taken it
// on meanwhile: the refund as it stands.
std::optional<refund> move_to_sent(sql& db, const ledger_rules& rules, const std::string& refund_id,
                                   int64_t now_ms);

// What came of a call for `refund_id`. A lower evidence never undoes a higher one: what audit or
// notify have said meanwhile stays. The refund as it stands afterwards.
struct refund_news {
    enum class kind {
        accepted,
        refused,    // a definite no: failed, or unverified again
        unknown,    // keeps its reservation
        not_begun,  // nothing was sent: back to reserved, or unverified
    } what = kind::unknown;
    refund::status step = refund::status::sent;  // which call: sent, or unverifying
    std::optional<std::string> batch_id = {};
    int64_t refund_pay_money = -1;
    int64_t answer_code = 0;  // Baidu's number, if it answered one
    std::string answer_text = {};
};
refund record_news(sql& db, const ledger_rules& rules, const std::string& refund_id,
                   const refund_news& news, int64_t now_ms);

// The generation of Baidu's API that `rules` send by.
refund::generation sent_by(const ledger_rules& rules);
// Whether whoever began its call must be taken to be at it still.
bool is_being_sent(const refund& one, const ledger_rules& rules, int64_t now_ms);

// Takes the next step of a refund as begin_refund() does for a caller who asks again. Nothing: it
// has ended, or there is none of this number.
std::optional<refund_case> resume_refund(sql& db, const ledger_rules& rules,
                                         const std::string& refund_id, int64_t now_ms);

// The row of a refund that is there. Throws swan::error sys_fail when it is not.
refund get(sql& db, const ledger_rules& rules, const std::string& refund_id);
// Baidu's number of this refund, unless a message has bound one of the two to another already: then
// an operator is alerted.
void bind_batch(sql& db, const ledger_rules& rules, refund& one,
                const std::optional<std::string>& batch);

}  // namespace swan
