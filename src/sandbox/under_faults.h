// Lets the faults that a test has ordered strike a call of Baidu's server API.
#pragma once

#include <string_view>

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

struct faulty_call {
    std::string_view name;  // as in /sandbox/faults
    // Does it, and answers.
    response (*act)(baidu_side&, const request&);
    // Its answer to the fault "error".
    response (*refuse)(int64_t number);
    bool needs_token = false;  // API 2.0: the gateway wants an access token
};
inline constexpr bool kNeedsToken = true;

// Acts at once and holds back the answer: so a callback may overtake the answer, as it can at
// Baidu. `side` and `call` must live until the task ends.
task<response> under_faults(baidu_side& side, const request& call, faulty_call what);

}  // namespace swan::sandbox
