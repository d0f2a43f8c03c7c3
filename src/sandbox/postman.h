// Carries callbacks to the merchant, under the faults that a test has ordered, and keeps a record
// of each.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/form.h"
#include "runtime/loop.h"
#include "runtime/task.h"
#include "sandbox/happening.h"
#include "sandbox/model/faults.h"
#include "sandbox/model/state.h"
#include "sandbox/model/verdict.h"
#include "service/http.h"

namespace swan::sandbox {

enum class callback_kind { succ, refund_audit, refund };
// As in /sandbox/callback and /sandbox/state.
std::string_view name_of(callback_kind kind);

// One callback to be sent.
struct outgoing {
    callback_kind kind = callback_kind::succ;
    std::string tp_order_id;
    int64_t attempt = 0;  // 0: asked for by hand, no fault strikes it
    std::string url;
    field_list fields;
};

// Loop's thread only. Must outlive what it started.
class postman {
  public:
    postman(loop& on, http_client& http, state& known, fault_table& faults);

    // Brings it to the merchant, and his answer back, unless a fault of that callback strikes it.
    task<delivery> deliver(outgoing what);
    // The same whatever faults there are.
    task<delivery> post(outgoing what);

  private:
    task<void> post_copy(outgoing what);
    void let_go_what_was_overtaken();
    void record(const outgoing& what, const delivery& end);

    loop& on_;
    http_client& http_;
    state& known_;
    fault_table& faults_;
    std::vector<std::shared_ptr<happening>> held_;  // each lets one go
};

}  // namespace swan::sandbox
