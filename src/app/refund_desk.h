// Carries refunds out: cancels the verification where needed, sends, records; each step is in the
// ledger before the call that it allows, so that whatever dies leaves a state that is safe to
// repeat.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/ledger_refund.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class refund_desk {
  public:
    explicit refund_desk(const services& with) : with_(with) {}

    // The next step of a refund that is this caller's (refund_case::mine), and how it stands then.
    // Goes on to its end also when nobody waits for it any more. Does not throw. `alive` keeps this
    // object until then.
    task<refund> settled(refund_case begun, std::string request_id,
                         std::shared_ptr<const void> alive);

    // job_kind::refund, by refund_id: a refund that has not ended. job_kind::give_back, by
    // order_id: a payment that Baidu was asked to refund. Gives when it is to be done again;
    // nothing: it has ended.
    task<std::optional<milliseconds>> run_refund(job what) const;
    task<std::optional<milliseconds>> run_give_back(job what) const;

    // An operator must know of it: mostly Baidu's callback tells in the end.
    static void alert_unknown(const refund& one);

  private:
    task<refund> carry_out(refund_case begun, std::string request_id) const;
    task<refund> send(refund_case begun, std::string request_id) const;
    task<std::optional<refund>> cancel_verification(refund_case begun,
                                                    std::string request_id) const;
    task<refund_news> cancelled(payment of, std::string request_id) const;
    task<refund> look_up(refund_case begun, std::string request_id) const;
    task<refund> look_up_listed(refund_case begun, std::string request_id) const;
    task<refund> recorded(std::string refund_id, refund_news news) const;
    task<bool> learn_payer_of(refund_case found, std::string request_id) const;
    task<refund> gone_on(refund_case found, std::string request_id) const;

    services with_;
};

}  // namespace swan
