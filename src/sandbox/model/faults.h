// The faults that a test has ordered, by call. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace swan::sandbox {

// `call` is one of Baidu's server API: session_key, token, unionid, order_query, cancel_order,
// refund, refund_query, bill or cancel_verification, in both generations of the API, with latency,
// error, hang, garbage or act_no_answer; or callback_succ, callback_refund_audit or callback_refund
// with drop, delay or duplicate.
struct fault {
    std::string call;
    std::string kind;
    int64_t ms = 0;      // of latency and delay
    int64_t number = 0;  // errno of an error
    int64_t times = 0;   // how often it still strikes; 0: until cleared
};

// What strikes one call.
struct strike {
    int64_t wait_ms = 0;           // latency or delay
    std::optional<int64_t> error;  // refused with that errno, without acting
    bool hang = false;             // neither acts nor answers
    bool garbage = false;          // answers what is no JSON, without acting
    bool act_no_answer = false;    // acts, then does not answer
    bool drop = false;             // the callback is lost on its way
    bool duplicate = false;        // it is sent twice, at the same time
};

class fault_table {
  public:
    // Obeys the body of POST /sandbox/faults: {"clear":true} or one fault, which replaces that
    // call's fault of the same kind. Throws swan::error param_illegal when it is neither, or a
    // fault that is not built.
    void obey(const json::value& order);

    // What strikes `call` now; counts it down.
    strike take(std::string_view call);

    const std::vector<fault>& in_force() const { return faults_; }
    // {"faults":[...]}
    std::string list() const;

  private:
    void set(fault fresh);
    std::vector<fault> faults_;
};

}  // namespace swan::sandbox
