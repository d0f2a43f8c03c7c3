// The answers of the simulated Baidu, in the shapes of its documents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "front/request.h"

namespace swan::sandbox {

response json_answer(std::string body, int http_status = 200);

// {"errno":0,"msg":"success","data":<data>}
response success(std::string_view data);
// {"errno":N,"msg":"...","data":[]}
response business_error(int64_t number, std::string_view text);
// The same with Baidu's text for that number.
response numbered_error(int64_t number);

// {"error":"...","error_description":"..."} with HTTP 400: OAuth's own.
response oauth_error(std::string_view word, std::string_view description);

// What the router makes of an error: one each for the cashier's calls, OAuth and the session-key
// calls, and /sandbox/.
response render_cashier(const error& what, const request& call);
response render_oauth(const error& what, const request& call);
response render_sandbox(const error& what, const request& call);

}  // namespace swan::sandbox
