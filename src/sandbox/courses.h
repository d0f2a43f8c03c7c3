// The callbacks on their course: sent, judged, repeated, until the merchant has answered well.
#pragma once

#include <memory>
#include <string>

#include "runtime/loop.h"
#include "runtime/task.h"
#include "sandbox/happening.h"
#include "sandbox/model/refunds.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"
#include "sandbox/postman.h"

namespace swan::sandbox {

// Loop's thread only. Must outlive what it started.
class courses {
  public:
    courses(const settings& merchant, loop& on, http_client& http, state& known,
            fault_table& faults);

    // Takes up again what was open when the program ended.
    void resume();

    // Begins to notify the merchant of a new payment; `first_try` happens when the first notify
    // was answered or has failed.
    void begin_notify(int64_t order_id, const std::shared_ptr<happening>& first_try);

    // Makes a refund of these terms and begins its course: audit, then notify. Gives its batch id.
    std::string begin_refund(refund_terms terms);

    // From now on refunds of that payment fail at the customer's bank; or they do no longer: then
    // those that failed there are done after all, under their old numbers.
    void set_bank(order& paid, bool refuses);

    // Sends one by hand, now. With `counts` it is what the course of that payment, or of the refund
    // `batch_id`, would send: a good answer ends the course's own waiting.
    task<delivery> send_by_hand(outgoing what, bool counts, int64_t order_id, std::string batch_id);

  private:
    // One sending each. `due` tells which one: another than the course's present due_ms is stale.
    task<void> notify(int64_t order_id, int64_t due, std::shared_ptr<happening> first_try);
    task<void> call_for_refund(std::string batch_id, int64_t due);
    outgoing next_notify(order& paid);
    outgoing next_call(refund& asked);

    void judge(order& paid, const delivery& answer);
    void judge(refund& asked, const delivery& answer);
    void judge_audit_of(refund& asked, const delivery& answer);
    void ask_bank(refund& approved);
    void fail(refund& asked);
    void tell(refund& settled, refund_stage stage);
    void close(refund& told, refund_stage stage);
    void schedule(order& paid, milliseconds wait,
                  const std::shared_ptr<happening>& first_try = nullptr);
    void schedule(refund& asked, milliseconds wait);

    const settings& merchant_;
    loop& on_;
    state& known_;
    postman postman_;
};

}  // namespace swan::sandbox
