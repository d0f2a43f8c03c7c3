// What an operator decides about refunds (swanctl). Inside an operation of the store, on its
// thread; may run twice. `who`: the operator's name, kept with what he said (messages, kind
// "operator"). Each throws swan::error with a text for the operator when it does not fit; then
// nothing has changed.
#pragma once

#include <cstdint>
#include <string>

#include "app/ledger.h"

namespace swan {

enum class audit_decision { approve, reject };

// A refund that Baidu has asked about and that nobody has decided (state requested): approve
// reserves its amount, so that the next audit of that batch is answered 1; after reject it is
// answered 2. Throws order_not_existed (no such batch), refund_conflict (it is decided already),
// refund_exceeds_payment (more than is left, or nobody knows how much it takes), busy (approve,
// while a restored ledger does not know what has gone back already).
refund decide_audit(sql& db, const ledger_rules& rules, const std::string& batch_id,
                    audit_decision decision, const std::string& who, int64_t now_ms);

enum class settlement { done, failed };

// How a refund ended that Baidu tells nothing of (unknown, accepted, unverified, reserved; sent and
// unverifying when their sender has died): done keeps its amount, failed releases it. Throws
// order_not_existed (no such refund_id), refund_conflict (it has ended, waits for approve or
// reject, or is being sent just now).
refund settle_refund(sql& db, const ledger_rules& rules, const std::string& refund_id,
                     settlement how, const std::string& who, int64_t now_ms);

// How much a refund took whose amount nobody has told us: it counts from then on, and its payment
// can be refunded again. More than is left is booked all the same. Throws order_not_existed (no
// such batch), refund_conflict (its amount is known, or it failed), param_illegal
// (not 1..totalMoney of its payment).
refund tell_amount(sql& db, const ledger_rules& rules, const std::string& batch_id, int64_t fen,
                   const std::string& who, int64_t now_ms);

}  // namespace swan
