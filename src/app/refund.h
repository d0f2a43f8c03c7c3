// What moves a refund: the merchant asking, Baidu's audit, Baidu's notify. Pure functions of the
// message and what the ledger holds; the store's conditional update is the last guard.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/reconciliation.h"
#include "baidu/message.h"
#include "base/config.h"
#include "service/store/record.h"

namespace swan {

// How the number begins that a refund of Baidu's own has here; its batch follows.
inline constexpr std::string_view kOfBaidu = "batch:";

// ---- questions about what is there ---------------------------------------------------------

// We asked Baidu for it, for the merchant or to give back what is not ours; not Baidu itself.
bool is_ours(const refund& one);
// Baidu's audit of it was answered yes or no: that stands.
bool was_answered(const refund& one);
// Sent to Baidu and not yet bound to a batch of Baidu's. Neither audit nor notify names a number
// of ours, so at most one refund a payment may be here (or on its way here) at a time.
bool is_unbound(const refund& one);
// The same, or its verification is being cancelled to be sent next.
bool is_under_way(const refund& one);
// Whether `all` (the refunds of one payment) holds one that takes nobody knows how much.
bool has_unknown_amount(const std::vector<refund>& all);
// What can still be refunded of `paid`, fen.
int64_t left_of(const payment& paid);

// ---- the merchant asks ---------------------------------------------------------------------

struct refund_request {
    std::string tp_order_id;
    std::string refund_id;          // empty: derived
    std::optional<int64_t> amount;  // fen; absent: all that is left
    std::string asked;              // the amount as it was sent, or "all"
    std::string reason;
    std::string asked_by;
    // Baidu's, of the payment that alone is meant; empty: the one that counts for the order.
    std::string order_id = {};
};

// The number of a refund that came without one, "<tp_order_id>-<asked>-<n>": a retry gets the same
// one, a new refund after failed ones (or after one that is done, of what is left) the next. One
// that was found at Baidu after a restore counts under the number that we had given it. What was
// refunded of another payment of the order (`of_order`: the refunds of all) is no earlier try, but
// has its number.
std::string derived_refund_id(const refund_request& asked, const payment& paid,
                              const std::vector<refund>& of_order);

// Whether `asked` is `known` asked again, parameters compared as sent. Which payment a
// tp_order_id means is not looked at.
bool same_request(const refund_request& asked, const refund& known);

// A new refund of `paid`, checked: state reserved, amount and whole set.
// Throws swan::error refund_exceeds_payment, full_refund_only.
refund plan_refund(const refund_request& asked, const payment& paid,
                   const std::vector<refund>& earlier, std::string refund_id, int64_t now_ms);

// What a reserved (or unverified) refund does next: it stays what it is while it must wait for
// another one, while nobody knows how much a foreign one took, or who paid; unverifying when its
// verification must be cancelled first, which only API 1.0 wants, else sent.
refund::status next_step(const refund& mine, const payment& paid, const std::vector<refund>& all,
                         api_generation api);

// ---- Baidu's audit -------------------------------------------------------------------------

struct refund_facts {
    std::optional<refund> batch = {};  // the refund bound to the message's refundBatchId
    std::optional<payment> paid = {};  // the payment with its orderId
    std::optional<order> sold = {};    // the order with its tpOrderId, or the payment's
    std::vector<refund> refunds = {};  // all of that orderId
    bool told_paid = false;            // the merchant's system hears that the order is paid
    int64_t now_ms = 0;
};

// What a message does: the row to write and the change of the payment's reservation.
struct refund_effect {
    std::optional<refund> write = {};
    bool is_new = false;  // insert instead of update
    // Gives its batch to `write` and ends: the two were one refund. Written first.
    std::optional<refund> merged = {};
    int64_t reserve = 0;         // fen; only if that much is left
    int64_t reserve_anyway = 0;  // fen; whatever is left (negative: released)
    // From judge(): keep it as received; from record_audit() and record_refund_notify(): it was
    // kept now, so it is new.
    bool keep_message = true;
    std::optional<reconciliation> reconcile = {};
    std::string_view alert = {};  // what an operator must look at; empty: nothing
};

struct audit_verdict {
    int64_t audit_status = audit_answer::undecided;
    int64_t money = 0;  // calculateRes.refundPayMoney, fen
    refund_effect effect = {};
};

audit_verdict judge(const baidu::refund_audit& asked, const refund_facts& known,
                    const ledger_settings& settings);

// ---- Baidu's notify ------------------------------------------------------------------------

refund_effect judge(const baidu::refund_notify& told, const refund_facts& known);

}  // namespace swan
