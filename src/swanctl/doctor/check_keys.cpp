#include "baidu/sign.h"
#include "base/text.h"
#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/public_key.h"

namespace swan::doctor {

namespace {

finding judge_own(const crypto::rsa_private_key& own) {
    const auto half = crypto::rsa_public_key::parse(crypto::base64_encode(own.public_der()));
    field_list fields{{"appKey", "MMMabc"}, {"tpOrderId", crypto::random_digits(32)}};
    fields.emplace_back("rsaSign", baidu::sign(fields, own));
    if (baidu::verified_by(fields, {&half, 1}) != 0)
        return failed("self_rsa_private_key.pem signs what its public half does not verify",
                      "make a new pair (conf/README.md) and give the public key to the platform");
    return good(concat("the private key signs, its public half verifies: ", own.bits(),
                       " bits; the developer's public key (开发者公钥) in Baidu's console must be ",
                       shown(own.public_der())));
}

finding judge_platform(const named_key& its, const std::string& own) {
    if (its.key.der() == own)
        return failed(concat(its.file, " holds your own public key"),
                      "put the platform's public key (平台公钥) there, which Baidu's console shows "
                      "for your payment service");
    return good(concat(its.file, ": ", its.key.bits(),
                       " bits; the platform's public key (平台公钥) in Baidu's console must be ",
                       shown(its.key.der())));
}

void add(const examined_app& app, findings& all) {
    if (!app.self_key) {
        all.push_back(skipped("the private key could not be loaded").of(app.name));
    } else {
        all.push_back(judge_own(*app.self_key).of(app.name));
    }
    const std::string own = app.self_key ? app.self_key->public_der() : std::string();
    for (const named_key& each : app.platform_keys)
        all.push_back(judge_platform(each, own).of(app.name));
}

}  // namespace

findings check_keys(const examined& what, outside&) {
    findings all;
    for (const examined_app& app : what.apps) add(app, all);
    if (all.empty()) all.push_back(skipped("there is no mini-program"));
    return all;
}

}  // namespace swan::doctor
