#include "app/refund_target.h"

#include <algorithm>
#include <vector>

#include "app/recovery.h"
#include "app/refund_terms.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/orders.h"
#include "service/store/payments.h"

namespace swan {

namespace {

constexpr size_t kMostId = 64;

struct target {
    std::string tp_order_id;
    std::string order_id = {};  // empty: the payment that counts for the order
};

// Commands that wait across an upgrade call it tp_order_id, whatever it names.
const std::string& id_of(const command_arguments& given) {
    const std::string& old = given.optional("tp_order_id", kMostId);
    return old.empty() ? given.required("id", kMostId) : old;
}

// Whether it names an order (one that was lost has its payments still) by more than the payment
// that has it as its orderId.
bool names_order(sql& db, int64_t app, const std::string& id) {
    const auto all = payments_of(db, app, id);
    const bool of_others = std::any_of(all.begin(), all.end(),
                                       [&](const payment& each) { return each.order_id != id; });
    return of_others || (all.empty() && find_terms(db, app, id));
}

std::vector<target> named_by(sql& db, int64_t app, const std::string& id) {
    std::vector<target> all;
    if (const auto paid = find_payment(db, app, id)) all.push_back({paid->tp_order_id, id});
    if (names_order(db, app, id)) all.push_back({id});
    if (const auto sold = find_order_by_merchant(db, app, id); sold && sold->tp_order_id != id)
        all.push_back({sold->tp_order_id});
    return all;
}

std::string in_words(const target& one) {
    if (one.order_id.empty()) return concat("the order ", one.tp_order_id);
    return concat("the payment ", one.order_id, " of the order ", one.tp_order_id);
}

target only_one(sql& db, int64_t app, const std::string& id) {
    const std::vector<target> all = named_by(db, app, id);
    if (all.empty())
        throw error(code::order_not_existed,
                    "there is no order with this tp_order_id or merchant_order_id, and no payment "
                    "with this orderId");
    if (all.size() > 1)
        throw error(code::param_illegal,
                    concat("names two: ", in_words(all[0]), ", and ", in_words(all[1]),
                           "; ask by another id of the one you mean"));
    return all.front();
}

// None of them counts for the order: each has to be named by itself.
void refuse_uncounted(sql& db, const ledger_rules& rules, const std::string& tp_order_id) {
    if (view_order(db, rules, tp_order_id).paid) return;
    std::string others;
    for (const payment& each : payments_of(db, rules.app, tp_order_id))
        others += concat(others.empty() ? "" : ", ", "swanctl refund ask ", each.order_id);
    if (!others.empty())
        throw error(code::order_not_paid,
                    concat("no payment counts for this order; its other payments: ", others));
}

}  // namespace

refund_request refund_asked_for(sql& db, const ledger_rules& rules, const command_arguments& given,
                                const std::string& asked_by) {
    const std::string& id = id_of(given);
    refund_request asked = request_of({.tp_order_id = id,
                                       .refund_id = given.optional("refund_id", 64),
                                       .amount = given.optional("amount", 12),
                                       .reason = given.optional("reason")},
                                      asked_by);
    refuse_while_recovering(db, rules);
    target meant = only_one(db, rules.app, id);
    if (meant.order_id.empty()) refuse_uncounted(db, rules, meant.tp_order_id);
    asked.tp_order_id = std::move(meant.tp_order_id);
    asked.order_id = std::move(meant.order_id);
    return asked;
}

}  // namespace swan
