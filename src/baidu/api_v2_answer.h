// Reading what Baidu's servers answer in API 2.0. Pure.
//
// All but refund_v2_outcome() throw swan::error for what is not a documented success, see
// successful_answer(); all but read_grant() throw token_refused when Baidu refuses the token.
// The members of an answer are read as members.h says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baidu/api.h"
#include "baidu/api_v2_types.h"
#include "baidu/envelope.h"
#include "service/http.h"

namespace swan::baidu {

access_grant read_grant(const http_result& result, const sent_fields& sent);

// Session key v2: `open_id`, which v1 calls `openid`.
login_session read_session_key(const http_result& result, const sent_fields& sent);

// `unionid`, which the third-party platform's call names `union_id`.
std::string read_union_id(const http_result& result, const sent_fields& sent);

// Nothing: Baidu knows no such order, as it answers with no `data` or with errno 60021.
std::optional<found_order> read_found_order(const http_result& result, const sent_fields& sent);

// cancelOrder's `data`: whether the order is cancelled.
bool read_cancelled(const http_result& result, const sent_fields& sent);

// None also where Baidu answers with no `data` or with errno 60021.
std::vector<found_refund> read_found_refunds(const http_result& result, const sent_fields& sent);

std::vector<bill_file> read_bill(const http_result& result, const sent_fields& sent);

// What came of applyOrderRefund: accepted with errno 0 and a refundBatchId. The definite no of API
// 2.0: error_code 3, 5, 6, 7, 100, 101, 104-108; errno 2002, 6001, 40001, 40008, 41000,
// 44001-44004, 45000-45002, 60000. `later`: error_code 4 and 17, errno 50029. Throws only
// token_refused, of error_code 110 and 111.
money_outcome refund_v2_outcome(const http_result& result, const sent_fields& sent);

}  // namespace swan::baidu
