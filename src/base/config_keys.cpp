// The RSA keys: ours, and those that Baidu signs its callbacks with.
#include <algorithm>
#include <array>

#include "base/config_parts.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr std::string_view kSelf = "self_rsa_private_key.pem";
constexpr std::string_view kPlatform = "platform_rsa_public_key.pem";
constexpr std::string_view kFurther = "platform_rsa_public_key.";
constexpr int kLeastBits = 1024;

// SHA-256 of the DER (SPKI) of keys that everybody has the private half of, or may have: the key
// pair printed in Baidu's documentation (develop/function/keygen_v2), and the platform key of a
// published callback.
constexpr std::array<std::string_view, 2> kPublished{
    "9b9a44a5d836013a080b15ab9f3e38ae6b3282b6668a1d01f52c4ab26c0996e5",
    "6d6e0223ddcaa77330f87bf4b6860ec4fd63d769167859555f900c2e5598fd04"};

template <class Key>
Key parse_key(const config_folder& folder, std::string_view name, std::string_view text) {
    try {
        return Key::parse(text);
    } catch (const crypto::error& failure) {
        config_fault(folder.label(name), {},
                     concat("cannot be used as a key: ", std::string_view(failure.what())));
    }
}

std::string read_key(const config_folder& folder, std::string_view name, std::string_view meaning) {
    auto text = folder.read(name);
    if (!text) config_fault(folder.label(name), {}, concat("is missing; put ", meaning, " there"));
    return std::move(*text);
}

bool is_published(std::string_view der) {
    const auto hash = crypto::sha256(der);
    const auto text =
        crypto::hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
    return std::find(kPublished.begin(), kPublished.end(), text) != kPublished.end();
}

// What no key in production may be.
void refuse_weak(const std::string& label, std::string_view text, std::string_view der, int bits) {
    if (text.substr(0, text.find('\n')).find("swan-sandbox") != std::string_view::npos)
        config_fault(label, {}, "is a key of the sandbox; production needs one of your own");
    if (is_published(der))
        config_fault(label, {}, "is a published sample key; production needs one of your own");
    if (bits < kLeastBits)
        config_fault(label, {}, concat("has ", bits, " bits; production needs at least 1024"));
}

}  // namespace

crypto::rsa_private_key load_self_key(const config_folder& folder, environment where) {
    const auto text = read_key(folder, kSelf, "the private key whose public half the platform has");
    auto key = parse_key<crypto::rsa_private_key>(folder, kSelf, text);
    if (where == environment::production)
        refuse_weak(folder.label(kSelf), text, key.public_der(), key.bits());
    return key;
}

std::vector<std::string> platform_key_files(const config_folder& folder) {
    std::vector<std::string> all{std::string(kPlatform)};
    for (std::string& name : folder.names())
        if (name != kPlatform && name.starts_with(kFurther) && name.ends_with(".pem"))
            all.push_back(std::move(name));
    return all;
}

crypto::rsa_public_key load_platform_key(const config_folder& folder, std::string_view name,
                                         environment where, const crypto::rsa_private_key* own) {
    const auto text =
        read_key(folder, name, "the platform public key that Baidu shows for your payment service");
    const auto key = parse_key<crypto::rsa_public_key>(folder, name, text);
    if (where == environment::sandbox) return key;
    refuse_weak(folder.label(name), text, key.der(), key.bits());
    if (own != nullptr && key.der() == own->public_der())
        config_fault(folder.label(name), {},
                     "is your own public key; put the platform's (Baidu's) there");
    return key;
}

}  // namespace swan
