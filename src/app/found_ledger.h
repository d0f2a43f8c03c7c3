// What Baidu's answers to our queries write: payments that no notify has told of, what becomes of
// those that were to be confirmed, and orders that are closed. Like app/ledger.h, each is one
// transaction, on the store's thread, and may run twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ledger.h"
#include "baidu/api_v2_types.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan {

// Books the payment of an answer that finding::kind::paid and an empty list of refunds allow:
// good, unsettled, its order paid. Checked anew: nothing is booked when the ledger knows the
// payment, another good one of the order or a refund of it by now, or the order is not to be paid.
struct booked_by_query {
    bool booked = false;
    bool first_in_an_hour = false;  // Baidu's callback may not reach us
    bool stays_open = false;        // it could not be booked, and the order is not paid otherwise
};
booked_by_query record_found(sql& db, const ledger_rules& rules, const baidu::found_order& found,
                             int64_t now_ms);
// The same after a restore for a payment that had refunds since the backup: the caller writes those
// in the same transaction. Its `paid` event may leave at once; no query would agree to it any more.
booked_by_query record_found_refunded(sql& db, const ledger_rules& rules,
                                      const baidu::found_order& found, int64_t now_ms);

// Whether `order_id` is booked as a payment of that order that does not count, and the whole of it
// has gone back.
bool is_given_back(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                   const std::string& order_id);

// created -> closing, closing -> closed. False: it is in another state by now.
bool record_closing(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                    int64_t now_ms);
bool record_closed(sql& db, const ledger_rules& rules, const std::string& tp_order_id,
                   int64_t now_ms);

// A payment that is to be confirmed, and what its judgement needs: it is good, or was until a query
// contradicted it.
struct confirmation_case {
    order sold;  // what an orphan's check digits prove of it, where no order is there
    payment paid;
    std::vector<payment> booked;  // all of that order
    bool waits = false;           // it is still to be confirmed
    bool is_held = false;         // so long the merchant's system is not told of it
};
// Nothing: it is neither, or nobody knows what was sold.
std::optional<confirmation_case> view_confirmation(sql& db, const ledger_rules& rules,
                                                   const std::string& order_id);
// Baidu agrees: what waited for it is told. A payment that was contradicted is good again, and its
// order paid, unless that is paid otherwise or something of this payment went back.
enum class agreement { stands, good_again, too_late };
agreement record_confirmed(sql& db, const ledger_rules& rules, const std::string& order_id,
                           int64_t now_ms);
// Baidu says something else. Said again ten minutes later or more, it stands: a mismatch, and its
// order is open and watched again.
enum class contradiction {
    waits,     // to be asked once more
    stands,    // judged anew
    too_late,  // it is not good any more, or was told on meanwhile
};
contradiction record_contradicted(sql& db, const ledger_rules& rules, const std::string& order_id,
                                  int64_t now_ms);
// A notify of a payment that was contradicted, by its orderId. When it says what was booked, Baidu
// is asked once more: a payment is not lost to a query that was wrong. The first notify of one that
// a query had found settles it, if it is not odd: true.
bool record_told_again(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                       const payment& booked, int64_t now_ms);

// The notify of a payment that a query had found: the same one by all that both tell. What was held
// of it may leave, unless the notify is odd: then when a query agrees once more.
bool settles(const baidu::payment_notify& told, const payment& booked);
void record_settled(sql& db, const ledger_rules& rules, const baidu::payment_notify& told,
                    const payment& booked, int64_t now_ms);

}  // namespace swan
