// OAuth of openapi.baidu.com: who gets an access token, and which token is believed. Pure.
// Source: serverapi/power_exp; the error words and codes are those of Baidu's tables of OAuth and
// of gateway errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/form.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

// `error` and `error_description` of the answer.
struct oauth_refusal {
    std::string error;
    std::string description;
};

inline constexpr std::string_view kTokenScope = "smartapp_snsapi_base";
// The mini-program's number at Baidu: the end of its tokens, appId of its orders.
inline constexpr int64_t kSmartAppId = 19443000;

// Client credentials of the mini-program, all four parameters given; nothing when they are good.
std::optional<oauth_refusal> check_token_request(const field_list& fields,
                                                 const settings& merchant);

// A token that looks like Baidu's: kind, random part, lifetime, end, application.
access_token fresh_token(int64_t lifetime_s, int64_t now_ms);

// error_code of the gateway.
inline constexpr int64_t kTokenInvalid = 110;  // also when it is missing
inline constexpr int64_t kTokenExpired = 111;
// What the gateway says to that `access_token`; 0 lets the call pass.
int64_t check_access_token(const state& known, std::string_view token, int64_t now_ms);

}  // namespace swan::sandbox
