// The calls to Baidu's servers as they go over the wire: host, path, fields, signature. Pure.
#pragma once

#include <string>

#include "baidu/api.h"
#include "base/config.h"
#include "base/form.h"
#include "service/http.h"

namespace swan::baidu {

// A request, and the fields in it, which no text that is shown may give away.
struct api_request {
    http_request what;
    field_list sent;
};

// log_Session-Key. A code with '@' always goes to spapi.
api_request login_request(const config& settings, const std::string& login_code);

// tune_up_queryorderdetail. Throws crypto::error when the system refuses to sign.
api_request query_request(const config& settings, const payment_ids& ids);

// tune_up_rest and tune_up_applyorderrefund; throw as query_request.
api_request cancel_request(const config& settings, const payment_ids& ids);
api_request refund_request(const config& settings, const refund_call& call);

}  // namespace swan::baidu
