// /oauth/2.0/token: the access token that API 2.0 asks for in every call.
// Source: serverapi/power_exp.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

task<response> give_token(baidu_side& side, const request& call);

}  // namespace swan::sandbox
