#include "swanctl/doctor/identifiers.h"

#include <algorithm>
#include <cctype>

namespace swan::doctor {

namespace {

constexpr size_t kIssued = 32;  // characters of an AppKey and of an AppSecret

bool looks_issued(std::string_view text) {
    return text.size() == kIssued && std::ranges::all_of(text, [](unsigned char c) {
               return c < 0x80 && std::isalnum(c) != 0;
           });
}

}  // namespace

findings judge_identifiers(const smart_app_settings& smart_app, const pay_settings& pay) {
    findings all;
    const bool same = pay.app_key == smart_app.app_key || pay.app_key == smart_app.secret_key;
    if (pay.app_key == smart_app.app_key)
        all.push_back(failed("pay.json: app_key is the AppKey of the mini-program",
                             "put the appKey of your payment service there (MMM..., 服务详情)"));
    if (pay.app_key == smart_app.secret_key)
        all.push_back(failed("pay.json: app_key is the AppSecret of the mini-program",
                             "put the appKey of your payment service there (MMM..., 服务详情)"));
    if (smart_app.secret_key == smart_app.app_key)
        all.push_back(failed("smart_app.json: secret_key is the AppKey, not the AppSecret",
                             "put the AppSecret there (设置, 开发设置)"));
    if (!looks_issued(smart_app.app_key))
        all.push_back(
            warning("smart_app.json: app_key is not 32 letters and digits, as Baidu's are",
                    "compare it with 设置, 开发设置 of the mini-program"));
    if (!looks_issued(smart_app.secret_key))
        all.push_back(warning("the AppSecret is not 32 letters and digits, as Baidu's are",
                              "compare it with 设置, 开发设置 of the mini-program"));
    if (!same && !pay.app_key.starts_with("MMM"))
        all.push_back(warning(
            "pay.json: app_key does not begin with MMM",
            "compare it with 服务详情 of the payment service; it is not the mini-program's"));
    return all;
}

}  // namespace swan::doctor
