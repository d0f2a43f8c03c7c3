// Brings events of the ledger to the merchant's own system, in the order of each order
// (job_kind::deliver, by tp_order_id).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/event_body.h"
#include "app/merchant_line.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// An event whose turn it is.
struct due_event {
    std::string outdated_by = {};  // why it is not true any more; empty: it still is
    event_facts known;
};

// One a loop and mini-program. An event is delivered when an answer 2xx has come and that is
// written: it may be sent twice, and those behind it wait.
class event_delivery {
  public:
    // `to` is the loop's, and must outlive it.
    event_delivery(const services& with, merchant_line& to) : with_(with), to_(to) {}

    // How many jobs may be begun now, when a system is to be told.
    int64_t free_places() const;
    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    // What came of an attempt.
    struct trial {
        bool delivered = false;
        std::string answer = {};   // kept with the event
        std::string why_not = {};  // for the log: nothing of the answer's text
    };
    task<std::optional<due_event>> next(std::string tp_order_id) const;
    task<trial> send(event_facts known) const;
    // Gives the time until the next attempt, if there is to be one.
    task<std::optional<milliseconds>> note(event what, trial came) const;
    task<void> drop(event what, std::string why) const;
    task<void> keep(event changed) const;
    void tell(const event& what, const trial& came) const;
    void count(const event& what, const char* outcome) const;

    services with_;
    merchant_line& to_;
};

}  // namespace swan
