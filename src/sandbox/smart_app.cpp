#include "sandbox/smart_app.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/model/fields.h"
#include "sandbox/model/login.h"
#include "sandbox/model/numbers.h"
#include "sandbox/open_api.h"
#include "sandbox/under_faults.h"

namespace swan::sandbox {

namespace {

constexpr int64_t kAbnormal = 1;  // getunionid knows only 0 and this

response refuse(int64_t number) { return login_error(number, text_of_number(number)); }

response act_session_key(baidu_side& side, const request& call) {
    const field_list fields = form_fields(call);
    const std::string code(field(fields, "code"));
    if (code.empty()) return login_error(kParamInvalid, "param invalid: code");
    const user* const who =
        is_of_other_host(code) ? nullptr : exchange_code(side.known, code, now_ms());
    if (who == nullptr)
        return login_error(kParamInvalid, concat("Invalid authorization code: ", code));
    json::writer out;
    out.begin_object().member("open_id", who->open_id).member("session_key", who->session_key);
    out.end_object();
    return login_success(out.take());
}

response act_union_id(baidu_side& side, const request& call) {
    const user* const who = side.known.find_user(field(form_fields(call), "openid"));
    if (who == nullptr) return login_error(kAbnormal, "openid");
    json::writer out;
    out.begin_object().member("unionid", union_id_of(*who)).end_object();
    return login_success(out.take());
}

}  // namespace

task<response> get_session_key(baidu_side& side, const request& call) {
    return under_faults(side, call, {"session_key", act_session_key, refuse, kNeedsToken});
}

task<response> get_union_id(baidu_side& side, const request& call) {
    return under_faults(side, call, {"unionid", act_union_id, refuse, kNeedsToken});
}

}  // namespace swan::sandbox
