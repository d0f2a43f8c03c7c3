#include "sandbox/model/login.h"

#include "base/crypto.h"

namespace swan::sandbox {

namespace {

// 32 characters that look like hex and are base64 of 24 bytes, as Baidu's.
std::string fresh_session_key() { return crypto::hex(crypto::random_bytes(16)); }

}  // namespace

user* exchange_code(state& known, std::string_view code, int64_t now_ms) {
    const login_code* const given = known.find_code(code);
    if (given == nullptr) return nullptr;
    const login_code used = *given;
    known.erase_code(used.code);
    if (used.expires_ms <= now_ms) return nullptr;
    user& who = known.user_named(used.open_id);
    who.session_key = used.session_key.empty() ? fresh_session_key() : used.session_key;
    known.touch(who);
    return &who;
}

bool is_of_other_host(std::string_view code) { return code.find('@') != std::string_view::npos; }

std::string union_id_of(const user& who) {
    constexpr std::string_view kLetters =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    constexpr size_t kLength = 22;  // after the S: as the documents' sample
    std::string name = "S";
    for (const unsigned char byte : crypto::hmac_sha256("developer", who.open_id))
        if (name.size() <= kLength) name.push_back(kLetters[byte % kLetters.size()]);
    return name;
}

}  // namespace swan::sandbox
