// What a payment notify does to an order: a pure function of the message and what the ledger holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/reconciliation.h"
#include "baidu/message.h"
#include "base/config.h"
#include "service/store/record.h"

namespace swan {

// What the ledger knows about the ids of one notify.
struct notify_facts {
    std::optional<payment> booked = {};   // the payment with its orderId
    std::optional<sale_terms> sold = {};  // of the order with its tpOrderId
    std::string paid_by = {};             // orderId of that order's good payment; empty: none
    bool refunded_unbooked = false;       // a refund of this orderId was approved or done before
    bool deal_is_ours = false;            // its dealId is this app's
    bool proven = false;                  // its tpOrderId is ours and proves its amount
    int64_t now_ms = 0;
};

// Why a message is answered errno 10000 although it could be read.
enum class refusal { ambiguous, bad_signature, foreign_deal, braked };

// The answer and what is written with it, in one commit.
struct notify_verdict {
    std::optional<refusal> refuse = {};
    int64_t is_consumed = 2;                      // 2: the money is ours now; 1: not
    bool is_error_order = false;                  // asks Baidu to refund
    std::optional<payment::judgement> book = {};  // book a payment so
    bool mark_paid = false;                       // the order becomes paid
    // From judge(): keep it as received; from record_notify(): it was kept now, so it is new.
    bool keep_message = true;
    bool odd = false;  // of a booked payment
    std::optional<reconciliation> reconcile = {};
    std::string_view alert = {};  // what an operator must look at; empty: nothing
};

// The first rule that fits, in the order in which payment_notify.cpp lists them.
notify_verdict judge(const baidu::payment_notify& told, const notify_facts& known,
                     const ledger_settings& settings = {});

// Whether `told` says of its payment what was booked; one that names nobody says nothing against
// who is known by now.
bool same_payment(const baidu::payment_notify& told, const payment& booked);
// Whether a payment is to be confirmed before it is told on, by its notify alone.
bool is_odd(const baidu::payment_notify& told, const std::optional<sale_terms>& sold,
            int64_t now_ms);

// The answer instead, while Baidu is not to be asked for more refunds: a mistyped setting must not
// give back a day of sales. Nothing is kept: Baidu comes again.
notify_verdict braked();

}  // namespace swan
