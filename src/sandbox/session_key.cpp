#include "sandbox/session_key.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/login.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

response numbered(int64_t number, std::string_view description) {
    json::writer out;
    out.begin_object().member("errno", number).member("error", "parameter is invalid");
    out.member("error_description", description).end_object();
    return json_answer(out.take());
}

bool is_old_path(const request& call) { return call.path.starts_with("/nalogin/"); }

// The 2021 documents show errno, those of 2020 (the old path) only `error`: so do we.
response missing(const request& call, std::string_view member) {
    const std::string description =
        concat("Key: 'Code2SessionKeyParam.", member, "' Error:Field validation for '", member,
               "' failed on the 'required' tag");
    if (is_old_path(call)) return oauth_error("invalid_request", description);
    return numbered(10010100, description);
}

response invalid_code(std::string_view code) {
    return oauth_error("invalid_grant", concat("Invalid authorization code: ", code));
}

response exchange(baidu_side& side, const std::string& code) {
    const user* const who = exchange_code(side.known, code, now_ms());
    if (who == nullptr) return invalid_code(code);
    json::writer out;
    out.begin_object().member("openid", who->open_id).member("session_key", who->session_key);
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
    if (is_of_other_host(code) && is_old_path(call)) return invalid_code(code);
    return exchange(side, code);
}

response refuse(int64_t number) { return numbered(number, "ordered by /sandbox/faults"); }

}  // namespace

task<response> session_key_by_code(baidu_side& side, const request& call) {
    return under_faults(side, call, {"session_key", act, refuse});
}

}  // namespace swan::sandbox
