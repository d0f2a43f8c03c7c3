#include "sandbox/model/tokens.h"

#include "base/crypto.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

bool is_grant_of_others(std::string_view grant) {
    return grant == "authorization_code" || grant == "refresh_token";
}

}  // namespace

std::optional<oauth_refusal> check_token_request(const field_list& fields,
                                                 const settings& merchant) {
    for (const char* name : {"grant_type", "client_id", "client_secret", "scope"})
        if (field(fields, name).empty())
            return oauth_refusal{"invalid_request", concat(name, " is missing")};
    const auto grant = field(fields, "grant_type");
    if (is_grant_of_others(grant))
        return oauth_refusal{"unauthorized_client",
                             "The client is not authorized to use this authorization grant type"};
    if (grant != "client_credentials")
        return oauth_refusal{"unsupported_grant_type",
                             "The authorization grant type is not supported"};
    const bool known = field(fields, "client_id") == merchant.app_key &&
                       field(fields, "client_secret") == merchant.secret_key;
    if (!known) return oauth_refusal{"invalid_client", "unknown client id"};
    if (field(fields, "scope") != kTokenScope)  // the text as Baidu spells it
        return oauth_refusal{"invalid_scope",
                             "The requested scope is exceeds the scope granted by the resource "
                             "owner"};
    return std::nullopt;
}

access_token fresh_token(int64_t lifetime_s, int64_t now_ms) {
    access_token fresh;
    fresh.expires_ms = now_ms + lifetime_s * 1000;
    fresh.text = concat("24.", crypto::hex(crypto::random_bytes(16)), ".", lifetime_s, ".",
                        fresh.expires_ms / 1000, ".282335-", kSmartAppId);
    return fresh;
}

int64_t check_access_token(const state& known, std::string_view token, int64_t now_ms) {
    const access_token* const given = known.find_token(token);
    if (given == nullptr) return kTokenInvalid;
    return given->expires_ms <= now_ms ? kTokenExpired : 0;
}

}  // namespace swan::sandbox
