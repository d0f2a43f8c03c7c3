// Who asks in the tests of API 2.0, and answers as if they had come over the wire.
#pragma once

#include <string>
#include <utility>

#include "baidu/api_v2_request.h"
#include "baidu/envelope.h"
#include "base/error.h"
#include "service/http.h"

namespace swan::baidu::samples {

inline const std::string kToken = "24.5c7a1ab8f0.2592000.1700000000.282335-16213378";

inline app_identity identity(std::string upstream = {}) {
    return {.client_id = "4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c",
            .client_secret = "the-secret-key",
            .pm_app_key = "MMMabc",
            .upstream_base = std::move(upstream)};
}

inline refund_application part() {
    return {.ids = {.order_id = "81245245184095", .user_id = "3269234686470"},
            .tp_order_id = "18607895241",
            .amount = 100,
            .refund_id = "R-1",
            .reason = "broken cup"};
}

inline const sent_fields kSent = {{"access_token", kToken}, {"tpOrderId", "18607895241"}};

inline http_result answered(std::string body, long status = 200) {
    http_result came;
    came.what = http_result::outcome::answered;
    came.status = status;
    came.body = std::move(body);
    return came;
}

inline http_result unanswered(http_result::outcome what) {
    http_result came;
    came.what = what;
    came.reason = "libcurl says so";
    return came;
}

// What `read(answer)` throws; "read" when it throws nothing.
template <class Read>
std::string fault_of(Read read, const http_result& answer) {
    try {
        read(answer, kSent);
        return "read";
    } catch (const token_refused&) {
        return "token refused";
    } catch (const error& fault) {
        return fault.client_text();
    }
}
inline const std::string kNotDocumented(kUndocumented);

}  // namespace swan::baidu::samples
