// The answers of API 2.0 (openapi.baidu.com/rest/2.0): its gateway's envelope, and the two of the
// calls behind it, which name the text `msg` (payment) or `errmsg` (login).
// Sources: log_Session-Key, log_getunionid, the cashier's documents of 2.0, Baidu's table of
// gateway errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "front/request.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

// {"error_code":N,"error_msg":"..."}: the call went no further than the gateway.
response gateway_error(int64_t number);
// The gateway's no to a call without a good `access_token` in its query, if it has one to say.
std::optional<response> refused_by_gateway(const baidu_side& side, const request& call);

// {"data":<data>,"errno":N,"msg":"..."}
response service_error(int64_t number, std::string_view text, std::string_view data = "null");

// {"data":<data>,"errno":0,"errmsg":"succ","request_id","timestamp"}
response login_success(std::string_view data);
response login_error(int64_t number, std::string_view text);

// What the router makes of an error.
response render_service(const error& what, const request& call);
response render_login(const error& what, const request& call);
// Of a path that nobody has: the gateway's below /rest/2.0/, else ours.
response render_unknown_path(const error& what, const request& call);

}  // namespace swan::sandbox
