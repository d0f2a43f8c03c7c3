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
// error, hang, garbage, broken_tls or act_no_answer; or callback_succ, callback_refund_audit or
// callback_refund with drop, delay, duplicate or reorder.
struct fault {
    std::string call;
    std::string kind;
    int64_t ms = 0;       // of latency and delay; of reorder the longest wait for another one
    int64_t number = 0;   // errno of an error
    int64_t gateway = 0;  // error_code of an error that only the gateway of API 2.0 has; else 0
    bool act = false;     // the call is done all the same: of error, garbage and broken_tls
    int64_t times = 0;    // how often it still strikes; 0: until cleared
};

// What strikes one call.
struct strike {
    int64_t wait_ms = 0;             // latency or delay
    std::optional<int64_t> error;    // refused with that errno
    std::optional<int64_t> gateway;  // refused with that error_code
    bool garbage = false;            // answers what is no JSON
    bool broken_tls = false;         // the connection breaks before any answer
    bool hang = false;               // neither acts nor answers
    bool act = false;                // acts, whatever it answers then
    bool act_no_answer = false;      // acts, then does not answer
    bool drop = false;               // the callback is lost on its way
    bool duplicate = false;          // it is sent twice, at the same time
    int64_t hold_ms = 0;             // it waits so long for another one that overtakes it
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
