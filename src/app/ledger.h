// The ledger of one mini-program: what a message or a request writes, as one transaction each.
// Every function runs inside an operation of the store, on the store's thread, and may run twice:
// it touches nothing but the database and its result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/message.h"
#include "app/order_number.h"
#include "app/payment_notify.h"
#include "app/refund.h"
#include "baidu/api_v2_types.h"
#include "base/config.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

class query_budget;

// What of the configuration decides about money. Lives as long as the process; not changed.
struct ledger_rules {
    int64_t app = 0;  // app_number() of the mini-program
    std::string deal_id = {};
    api_generation api = api_generation::v2;
    const order_numbers* numbers = nullptr;
    query_budget* queries = nullptr;  // of its orders, at Baidu; null: as many as are wanted
    ledger_settings settings = {};
    bool tells_merchant = false;  // events are kept for the merchant's system
    std::string notify_key = {};  // which signs them
    // How long a refund that is being sent belongs to the request that sends it, ms; afterwards
    // that process is taken for dead.
    int64_t sending_ms = 0;

    bool operator==(const ledger_rules&) const = default;
};

// ---- orders

// `made` with the time of the store's clock and a number drawn for it.
order numbered(const ledger_rules& rules, order made);

// The order as it is in the ledger now: `made`, which is numbered, stored under its number or, when
// that is taken, under another one; or the one that the merchant's own number has had before.
// Throws swan::error too_many_requests (its customer has 20 unpaid orders), param_illegal (that one
// had other terms, or is closed), order_already_paid.
order record_sale(sql& db, const ledger_rules& rules, order made);

// ---- messages of Baidu's: the answer, once committed, may be given. `body` is kept as received.

notify_verdict record_notify(sql& db, const ledger_rules& rules, const payment_notify& told,
                             const std::string& body, int64_t now_ms);
audit_verdict record_audit(sql& db, const ledger_rules& rules, const refund_audit& asked,
                           const std::string& body, int64_t now_ms);
refund_effect record_refund_notify(sql& db, const ledger_rules& rules, const refund_notify& told,
                                   const std::string& body, int64_t now_ms);
// Not believed. What an operator must know of, each time it comes: whether it names an unpaid order
// of ours with its amount. Then it is kept too, within limits (service/store/quarantine.h).
struct doubtful {
    bool fits = false;
    bool kept_now = false;
};
doubtful record_doubtful(sql& db, const ledger_rules& rules, const payment_notify& told,
                         const std::string& body, int64_t now_ms);
// Believed, but not to be understood.
void record_unread(sql& db, const ledger_rules& rules, std::string_view kind,
                   const std::string& body, int64_t now_ms);

// ---- the merchant's refund

// A refund and the payment it is of.
struct refund_case {
    refund what;
    payment of;
    bool repeated = false;  // it was there before
    bool mine = false;      // this caller takes its next step; else somebody else does, or none
    bool lost = false;      // its sender died over it, so that it is unknown from now on
};

// Finds or makes the refund, reserves its amount, and takes its next step (unverifying, sent) in
// the same commit. Throws swan::error order_not_existed, order_not_paid, refund_conflict,
// refund_exceeds_payment, full_refund_only, busy.
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

// What the order query says of a whole refund whose outcome is unknown; nothing changes when it
// could mean another refund of that payment.
refund record_query(sql& db, const ledger_rules& rules, const std::string& refund_id,
                    baidu::queried_refund said, int64_t now_ms);

// What API 2.0's list of refunds says of a refund whose outcome is unknown.
refund record_listed(sql& db, const ledger_rules& rules, const std::string& refund_id,
                     const baidu::found_refund& listed, int64_t now_ms);

// ---- what is known

struct order_view {
    std::optional<order> sold;
    std::optional<payment> paid;  // the good payment, else an orphan
    std::vector<refund> refunds;  // of that payment
};
order_view view_order(sql& db, const ledger_rules& rules, const std::string& tp_order_id);

}  // namespace swan
