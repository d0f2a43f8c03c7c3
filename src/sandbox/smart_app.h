// The login calls of API 2.0: getsessionkey and getunionid, each with an access token.
// Sources: develop/api/open/log_Session-Key, log_getunionid.
#pragma once

#include "front/request.h"
#include "runtime/task.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

task<response> get_session_key(baidu_side& side, const request& call);
task<response> get_union_id(baidu_side& side, const request& call);

}  // namespace swan::sandbox
