// One mini-program on one loop: its settings and all that answers for it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/auth.h"
#include "app/callback.h"
#include "app/command_desk.h"
#include "app/confirmation.h"
#include "app/event_delivery.h"
#include "app/merchant_line.h"
#include "app/order_watch.h"
#include "app/pay.h"
#include "app/platform.h"
#include "app/recovery_desk.h"
#include "app/refund_desk.h"
#include "app/services.h"
#include "base/config.h"
#include "base/metrics.h"
#include "front/router.h"
#include "runtime/unfinished_work.h"
#include "service/http.h"
#include "service/store/jobs.h"
#include "service/store/store.h"

namespace swan {

class application {
  public:
    // All of these must outlive it; `http` (to Baidu) and `merchant` are the loop's.
    application(const config& settings, const ledger_rules& rules, store& db,
                unfinished_work& unfinished, metrics& counted, http_client& http,
                merchant_line& merchant);

    const std::string& name() const { return with_.settings.app; }
    int64_t number() const { return with_.rules.app; }
    task<response> answer_to(request& req) const { return router_.handle(req); }

    // What the schedule may take now, and how many of each. Those that ask Baidu about orders share
    // its budget; with each `turn` another kind of them is first, so that none starves. Orders that
    // anybody may have made come behind the others, but for each fifth turn.
    std::vector<job_wish> wanted_jobs(int64_t turn) const;
    // Whether one that was taken may be carried out: it has its query now, if it asks about orders.
    bool may_begin(const job& what) const;
    // Does it; gives when it is to be done again, or nothing when it has ended. What it throws is
    // logged, and it is done again later.
    task<std::optional<milliseconds>> carry_out(const job& what) const;

  private:
    platform baidu_;
    services with_;
    auth auth_;
    pay pay_;
    callback callback_;
    order_watch order_watch_;
    confirmation confirmation_;
    refund_desk refund_desk_;
    event_delivery event_delivery_;
    command_desk command_desk_;
    recovery_desk recovery_desk_;
    router router_;
};

// All mini-programs on one loop, as one configuration has them: a new configuration makes a new one
// of these, and this one goes when what it answers has ended.
class applications {
  public:
    // `rules`: of each of the mini-programs, in their order; they live as long as the process.
    applications(std::shared_ptr<const installation> settings,
                 const std::vector<const ledger_rules*>& rules, store& db,
                 unfinished_work& unfinished, metrics& counted, http_client& http,
                 merchant_line& merchant);

    // Whose `req` is, decided before anything else of it is read: that of the name which nginx gave
    // (SWAN_APP), or which the path begins with (it is cut off then), else the plain one. Null when
    // there is none.
    const application* of(request& req) const;

    const std::vector<std::unique_ptr<const application>>& all() const { return all_; }

  private:
    const application* named(std::string_view name) const;
    std::shared_ptr<const installation> settings_;
    std::vector<std::unique_ptr<const application>> all_;
};

}  // namespace swan
