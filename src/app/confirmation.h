// Payments that are told on to the merchant's system only when a query agrees (job_kind::confirm,
// by order_id): odd ones, those that a query found before any notify came, and those that a query
// contradicted and a notify tells of again.
#pragma once

#include <optional>
#include <string>

#include "app/found.h"
#include "app/found_ledger.h"
#include "app/order_lookup.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class confirmation {
  public:
    explicit confirmation(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    using again = std::optional<milliseconds>;
    task<again> ask(confirmation_case which, int64_t tries) const;
    task<void> confirm(payment paid) const;
    task<again> ask_again(confirmation_case which, job what) const;
    task<again> contradict(payment paid, int64_t tries) const;
    task<void> alert_once(std::string kind, std::string details, payment paid) const;

    services with_;
};

}  // namespace swan
