// Codes and envelopes: the table of the README, as code. All answers are made here.
#pragma once

#include <string_view>

#include "base/error.h"
#include "front/request.h"

namespace swan::answer {

// {"code":0,"msg":"succ","data":<data>}; `data` is ready JSON text.
response success(std::string_view data);

// {"code":N,"msg":"...","err_msg":"...","request_id":"..."}, with the HTTP status, Allow and
// Retry-After that the code has.
response failure(const error& what, const request& req);

// {"errno":0,"msg":"success","data":<data>}: what Baidu's callbacks expect.
response to_baidu(std::string_view data);

// {"errno":10000,"msg":"...","data":{}} with HTTP 200, whatever went wrong.
response refusal_to_baidu(const error& what, const request& req);

// An error that no route renders (unknown path, drain deadline): below /pay/callback/ told to
// Baidu, else as failure().
response by_path(const error& what, const request& req);

}  // namespace swan::answer
