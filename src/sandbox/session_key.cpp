#include "sandbox/session_key.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/model/fields.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

response numbered(int64_t number, std::string_view description) {
    json::writer out;
    out.begin_object().member("errno", number).member("error", "parameter is invalid");
    out.member("error_description", description).end_object();
    return json_answer(out.take());
}

// The 2021 documents show errno, those of 2020 (the old path) only `error`: so do we.
response missing(const request& call, std::string_view member) {
    const std::string description =
        concat("Key: 'Code2SessionKeyParam.", member, "' Error:Field validation for '", member,
               "' failed on the 'required' tag");
    if (call.path.starts_with("/nalogin/")) return oauth_error("invalid_request", description);
    return numbered(10010100, description);
}

response invalid_code(std::string_view code) {
    return oauth_error("invalid_grant", concat("Invalid authorization code: ", code));
}

// 32 characters that look like hex and are base64 of 24 bytes, as Baidu's.
std::string fresh_session_key() { return crypto::hex(crypto::random_bytes(16)); }

response exchange(baidu_side& side, const std::string& code) {
    const login_code* const known = side.known.find_code(code);
    if (known == nullptr) return invalid_code(code);
    const login_code used = *known;
    side.known.erase_code(code);
    if (used.expires_ms <= now_ms()) return invalid_code(code);
    user& who = side.known.user_named(used.open_id);
    who.session_key = used.session_key.empty() ? fresh_session_key() : used.session_key;
    side.known.touch(who);
    json::writer out;
    out.begin_object().member("openid", who.open_id).member("session_key", who.session_key);
    out.end_object();
    return json_answer(out.take());
}

response act(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    const std::string code(field(fields, "code"));
    if (code.empty()) return missing(call, "Code");
    if (field(fields, "client_id").empty()) return missing(call, "ClientID");
    if (field(fields, "sk").empty()) return missing(call, "Sk");
    const bool ours = field(fields, "client_id") == side.merchant.app_key &&
                      field(fields, "sk") == side.merchant.secret_key;
    if (!ours) return oauth_error("invalid_client", "unknown client id");
    return exchange(side, code);
}

response refuse(int64_t number) { return numbered(number, "ordered by /sandbox/faults"); }

}  // namespace

task<response> session_key_by_code(baidu_side& side, const request& call) {
    return under_faults(side, call, {"session_key", act, refuse});
}

}  // namespace swan::sandbox
