#include "app/reconcile.h"

#include "app/order_query.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

void tell(const order_reference& which, std::string_view differs) {
    logging::alert("status_contradiction", concat("tp_order_id=", which.tp_order_id,
                                                  " order_id=", which.ids.order_id, differs));
}

// The list lags behind by minutes: that the refund is not there says nothing. Its numbers are not
// the order query's.
task<void> compare_listed(const services& with, reconciliation what, order_reference which,
                          std::string request_id) {
    const auto listed = co_await refunds_at_baidu(with, which, request_id);
    if (!listed) co_return;
    for (const baidu::found_refund& each : *listed)
        if (each.batch_id == what.batch_id && each.state &&
            each.state != baidu::listed_refund::done)
            tell(which, concat(" refund_batch_id=", printable(what.batch_id),
                               " ledger_refund=done baidu_refund=",
                               *each.state == baidu::listed_refund::failed ? "failed" : "running"));
}

}  // namespace

task<void> reconcile(const services& with, reconciliation what, std::string tp_order_id,
                     std::string order_id, std::string request_id) {
    const order_reference which{.tp_order_id = tp_order_id, .ids = {order_id, what.user_id}};
    // API 2.0 lists each refund; a subStatus is of the order and names none.
    if (what.ledger_refund && with.rules.api == api_generation::v2) {
        co_return co_await compare_listed(with, what, which, request_id);
    }
    const auto said = co_await asked_at_baidu(with, which, request_id);
    if (!said) co_return;
    std::string differs;
    if (said->pay != what.ledger_pay)
        differs += concat(" ledger_pay=", static_cast<int>(what.ledger_pay),
                          " baidu_pay=", static_cast<int>(said->pay));
    if (what.ledger_refund && said->refund && said->refund != what.ledger_refund)
        differs += concat(" ledger_refund=", static_cast<int>(*what.ledger_refund),
                          " baidu_refund=", static_cast<int>(*said->refund));
    if (!differs.empty()) tell(which, differs);
}

}  // namespace swan
