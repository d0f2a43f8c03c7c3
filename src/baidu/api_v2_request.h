// The calls of API 2.0 as they go over the wire: an access token instead of a signature. Pure.
#pragma once

#include <chrono>
#include <string>

#include "baidu/api_v2_types.h"
#include "baidu/wire.h"

namespace swan::baidu {

// Whose calls they are, and where they go.
struct app_identity {
    std::string client_id;      // the mini-program's AppKey
    std::string client_secret;  // its AppSecret; secret
    std::string pm_app_key;     // the payment service's appKey, MMM...
    std::string upstream_base;  // one server in place of all of Baidu's; empty: Baidu's own
};

// oauth/2.0/token (power_exp), by client credentials.
api_request token_request(const app_identity& who);

// Session key v2 (getsessionkey). The code goes into the body, as Baidu's Java SDK sends it: it is
// a secret, and a POST without a body would need a connection of its own.
api_request session_key_request(const app_identity& who, const std::string& access_token,
                                const std::string& login_code);

// getunionid (log_getunionid).
api_request union_id_request(const app_identity& who, const std::string& access_token,
                             const std::string& open_id);

// The payment service's calls (paymentservice/...).
api_request find_order_request(const app_identity& who, const std::string& access_token,
                               const std::string& tp_order_id);
api_request cancel_order_request(const app_identity& who, const std::string& access_token,
                                 const std::string& order_id);
// Throws swan::error sys_fail when the amount is less than 1: Baidu's documents do not say what 0
// means, and no amount at all is everything.
api_request apply_refund_request(const app_identity& who, const std::string& access_token,
                                 const refund_application& what);
api_request find_refund_request(const app_identity& who, const std::string& access_token,
                                const std::string& tp_order_id, const std::string& user_id);
// `day` in Baidu's time zone.
api_request order_bill_request(const app_identity& who, const std::string& access_token,
                               std::chrono::year_month_day day);
api_request capita_bill_request(const app_identity& who, const std::string& access_token,
                                std::chrono::year_month_day day);

}  // namespace swan::baidu
