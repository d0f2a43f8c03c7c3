#include "app/auth.h"

#include <algorithm>

#include "app/answer.h"
#include "app/merchant.h"
#include "baidu/userdata.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "service/store/sessions.h"

namespace swan {

namespace {

// What the phone sent, checked as far as it can be without a key.
struct sealed {
    std::string data;
    std::string iv;
};

std::string base64_parameter(const request& req, std::string_view name) {
    std::string text(req.parameters.required(name));
    std::replace(text.begin(), text.end(), ' ', '+');  // sent unescaped in a form
    auto bytes = crypto::base64_decode(text);
    if (!bytes) throw error(code::param_illegal, concat("parameter \"", name, "\" is not base64"));
    return *std::move(bytes);
}

sealed sealed_of(const request& req) {
    sealed got{.data = base64_parameter(req, "data"), .iv = base64_parameter(req, "iv")};
    if (got.iv.size() != 16)
        throw error(code::param_illegal, "parameter \"iv\" must be 16 bytes in base64");
    if (got.data.empty() || got.data.size() % 16 != 0)
        throw error(code::param_illegal,
                    "parameter \"data\" must be a multiple of 16 bytes in base64");
    return got;
}

// The text under either of the last two keys: data may be encrypted just before a second login.
std::optional<std::string> opened(const sealed& what, const session_keys& keys,
                                  const std::string& app_key) {
    for (const std::string* key : {&keys.current, &keys.previous}) {
        if (key->empty()) continue;
        auto text = baidu::decrypt_user_data(what.data, what.iv, *key, app_key);
        if (text) return text;
    }
    return std::nullopt;
}

[[noreturn]] void refuse_sealed() {
    throw error(code::decrypt_fail, "the data cannot be decrypted: log in again");
}

json::document object_of(const std::string& text) {
    try {
        return json::document::parse_object(text);
    } catch (const json::error&) {
        refuse_sealed();
    }
}

void copy_member(json::writer& out, const json::value::member& one) {
    const auto number = one.name == "sex" ? one.content.integral() : std::nullopt;
    out.key(one.name);
    if (number)
        out.integer(*number);
    else
        out.copy(one.content);
}

std::string user_object(const std::string& text) {
    const json::document parsed = object_of(text);
    const json::value user = parsed.root();
    json::writer out;
    out.begin_object();
    for (const auto& each : user.members()) copy_member(out, each);
    for (const char* name : {"openid", "nickname", "headimgurl"})
        if (!user.find(name)) out.member(name, "");
    if (!user.find("sex")) out.member("sex", int64_t{0});
    out.end_object();
    return out.take();
}

}  // namespace

task<response> auth::login(request& req) {
    const std::string login_code(req.parameters.required("code"));
    const baidu::login_session fresh =
        co_await with_.baidu.exchange_code(login_code, req.request_id);
    const auto save = [app = with_.rules.app, fresh](sql& db) {
        save_session(db, app, fresh.open_id, fresh.session_key, store_now_ms());
    };
    co_await with_.db.run(access::write, save);
    sessions_.forget(fresh.open_id);  // the store knows both keys
    json::writer data;
    data.begin_object().member("open_id", fresh.open_id).end_object();
    co_return answer::success(data.take());
}

task<response> auth::userinfo(request& req) {
    const std::string text = co_await decrypted(req);
    co_return answer::success(user_object(text));
}

task<response> auth::phone(request& req) {
    const std::string text = co_await decrypted(req);
    const json::document parsed = object_of(text);
    co_return answer::success(parsed.root().dump());
}

// Asks for whom we like: so only the merchant's own servers may.
task<response> auth::unionid(request& req) {
    require_merchant(with_.settings, req);
    const std::string open_id(req.parameters.required("open_id"));
    const std::string union_id = co_await with_.baidu.union_id(open_id, req.request_id);
    json::writer data;
    data.begin_object().member("union_id", union_id).end_object();
    co_return answer::success(data.take());
}

task<std::string> auth::decrypted(request& req) {
    const sealed what = sealed_of(req);
    const std::string open_id(req.parameters.required("open_id"));
    const std::string& app_key = with_.settings.smart_app.app_key;
    if (const auto cached = sessions_.find(open_id)) {
        auto text = opened(what, *cached, app_key);
        if (text) co_return *std::move(text);
    }
    const auto find = [app = with_.rules.app, open_id](sql& db) {
        return find_session(db, app, open_id);
    };
    const auto stored = co_await with_.db.run(access::read, find);
    if (!stored)
        throw error(code::session_not_existed, "no session for this open_id: log in again");
    auto text = opened(what, *stored, app_key);
    if (!text) refuse_sealed();
    sessions_.put(open_id, *stored);
    co_return *std::move(text);
}

}  // namespace swan
