// The calls of API 1.0 as they go over the wire: host, path, fields, signature. Pure.
#pragma once

#include <string>
#include <string_view>

#include "baidu/api.h"
#include "baidu/wire.h"
#include "base/config.h"

namespace swan::baidu {

// A code with '@' belongs to an allied host's app: only spapi knows it (log_Session-Key).
bool is_allied(std::string_view login_code);

// log_Session-Key. An allied code always goes to spapi.
api_request login_request(const config& settings, const std::string& login_code);

// tune_up_queryorderdetail. Throws crypto::error when the system refuses to sign.
api_request query_request(const config& settings, const payment_ids& ids);

// tune_up_rest and tune_up_applyorderrefund; throw as query_request.
api_request cancel_request(const config& settings, const payment_ids& ids);
api_request refund_request(const config& settings, const refund_call& call);

}  // namespace swan::baidu
