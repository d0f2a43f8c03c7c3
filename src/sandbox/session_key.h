// nalogin/getSessionKeyByCode and oauth/jscode2sessionkey: a login code for a session key.
// Source: develop/api/open/log_Session-Key.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

task<response> session_key_by_code(baidu_side& side, const request& call);

}  // namespace swan::sandbox
