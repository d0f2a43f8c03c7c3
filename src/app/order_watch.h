// Orders that nobody has told us about: whether they are paid is asked at Baidu, less and less
// often, and they are closed in the end (job_kind::watch and watch_anonymous, by tp_order_id). API
// 2.0 only.
#pragma once

#include <optional>
#include <string>

#include "app/order_lookup.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"
#include "service/store/record.h"

namespace swan {

// One a loop and mini-program.
class order_watch {
  public:
    explicit order_watch(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    using again = std::optional<milliseconds>;
    task<again> go_on(order sold, looked_up seen, int64_t looks) const;
    task<bool> went_back(order sold, looked_up seen) const;
    task<again> book(order sold, looked_up seen, int64_t looks) const;
    task<again> close(order sold, looked_up seen) const;
    task<again> closed(order sold) const;
    task<again> alert_unfit(order sold, looked_up seen, int64_t looks) const;
    task<std::optional<order>> order_of(std::string tp_order_id) const;
    milliseconds next(const order& sold, int64_t looks, bool failed) const;

    services with_;
};

}  // namespace swan
