#include "sandbox/oauth.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/tokens.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

std::string random_hex() { return crypto::hex(crypto::random_bytes(16)); }

response act(baidu_side& side, const request& call) {
    if (const auto no = check_token_request(form_fields(call), side.merchant))
        return oauth_error(no->error, no->description);
    const int64_t lifetime = side.merchant.token_lifetime_s;
    const access_token& fresh = side.known.add(fresh_token(lifetime, now_ms()));
    json::writer out;
    out.begin_object().member("access_token", fresh.text).member("expires_in", lifetime);
    // Nobody needs the rest: the grant is renewed by its secret. Baidu sends it all the same.
    out.member("refresh_token", concat("25.", random_hex(), ".282335-", kSmartAppId));
    out.member("scope", kTokenScope).member("session_key", random_hex());
    out.member("session_secret", random_hex()).end_object();
    return json_answer(out.take());
}

response refuse(int64_t number) {
    json::writer out;
    out.begin_object().member("errno", number).member("error", "invalid_client");
    out.member("error_description", "ordered by /sandbox/faults").end_object();
    return json_answer(out.take(), 400);
}

}  // namespace

task<response> give_token(baidu_side& side, const request& call) {
    return under_faults(side, call, {"token", act, refuse});
}

}  // namespace swan::sandbox
