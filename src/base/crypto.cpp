#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/crypto_key.h"
#include "base/text.h"

namespace swan::crypto {
namespace {

template <auto Release>
struct releaser {
    template <class T>
    void operator()(T* object) const {
        Release(object);
    }
};
template <class T, auto Release>
using owned = std::unique_ptr<T, releaser<Release>>;

using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using cipher_context = owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using mac_context = owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;

// OpenSSL's queue of errors belongs to the thread and would confuse the TLS of the next upstream
// call, so nothing is left on it.
[[noreturn]] void fail(std::string_view what) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    const error failure(reason ? concat(what, ": ", reason) : std::string(what));
    ERR_clear_error();
    throw failure;
}

void require(bool done, std::string_view what) {
    if (!done) fail(what);
}

unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What stands between the armour lines of the first PEM block, or the whole text.
std::string_view armoured(std::string_view text) {
    constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
    const size_t begin = text.find(kBegin);
    if (begin == std::string_view::npos) return text;
    const size_t label = begin + kBegin.size();
    const size_t body = text.find(kDashes, label);
    const size_t end = text.find(kEnd, label);
    if (body == std::string_view::npos || end == std::string_view::npos || end < body)
        throw error("not a key: the PEM block has no end");
    const std::string_view inside = text.substr(body + kDashes.size(), end - body - kDashes.size());
    if (text.substr(label, body - label).starts_with("ENCRYPTED") ||
        inside.find("Proc-Type:") != std::string_view::npos)
        throw error("encrypted: store the key without a pass phrase");
    return inside;
}

// The DER of a key in any of the forms people keep it in.
std::string key_der(std::string_view text) {
    std::string base64(armoured(text));
    std::erase_if(base64, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
    const auto der = base64_decode(base64);
    if (!der || der->empty()) throw error("not a key: neither PEM nor base64");
    return *der;
}

// Takes `key`, which was read from `der` up to `end`.
EVP_PKEY* require_rsa(EVP_PKEY* key, const std::string& der, const unsigned char* end) {
    owned<EVP_PKEY, EVP_PKEY_free> checked(key);
    ERR_clear_error();
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) throw error("not RSA");
    if (end != raw(der) + der.size()) throw error("not a key: other bytes follow it");
    return checked.release();
}

EVP_PKEY* read_private(const std::string& der) {
    const unsigned char* at = raw(der);
    EVP_PKEY* const key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
    require(key, "not a private key");
    return require_rsa(key, der, at);
}

EVP_PKEY* read_public(const std::string& der) {
    const long size = static_cast<long>(der.size());
    const unsigned char* at = raw(der);
    EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, size);
    if (!key) {
        at = raw(der);
        key = d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size);
    }
    require(key, "not a public key");
    return require_rsa(key, der, at);
}

// A mistyped letter of the file must be told at the start, not by Baidu's cashier. Not by
// EVP_PKEY_pairwise_check, which proves for 40 ms that the factors are prime: no mistake makes them
// composite and keeps their product.
void require_sound(const EVP_PKEY* key) {
    require(numbers_fit(key), "a damaged key: its numbers do not belong together");
}

// A copy of a context costs a tenth of a new one, and takes none of OpenSSL's global locks.
using set_up = decltype(&EVP_DigestSignInit_ex);
std::shared_ptr<const EVP_MD_CTX> ready_context(EVP_PKEY* key, set_up init) {
    std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    require(context && init(context.get(), nullptr, "SHA1", nullptr, nullptr, key, nullptr) == 1,
            "the system's policy refuses SHA-1 with this key");
    return context;
}

digest_context copy_of(const EVP_MD_CTX* ready) {
    digest_context context(EVP_MD_CTX_new());
    require(context && EVP_MD_CTX_copy_ex(context.get(), ready) == 1, "no digest context");
    return context;
}

std::string spki(EVP_PKEY* key) {
    const int size = i2d_PUBKEY(key, nullptr);
    require(size > 0, "cannot write the public key");
    std::string der(static_cast<size_t>(size), '\0');
    unsigned char* at = raw(der);
    i2d_PUBKEY(key, &at);
    return der;
}

}  // namespace

rsa_private_key::rsa_private_key(evp_pkey_st* key) : key_(key, EVP_PKEY_free) {
    require_sound(key);
    ready_ = ready_context(key, EVP_DigestSignInit_ex);
}

rsa_private_key rsa_private_key::parse(std::string_view text) {
    return rsa_private_key(read_private(key_der(text)));
}

rsa_private_key rsa_private_key::generate(int bits) {
    EVP_PKEY* const key = EVP_RSA_gen(static_cast<unsigned>(bits));
    require(key != nullptr, "cannot make an RSA key");
    return rsa_private_key(key);
}

std::string rsa_private_key::sign_sha1(std::string_view message) const {
    const digest_context context = copy_of(ready_.get());
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(key_.get()));
    std::string signature(size, '\0');
    require(EVP_DigestSign(context.get(), raw(signature), &size, raw(message), message.size()) == 1,
            "cannot sign with SHA-1 and this key");
    signature.resize(size);
    return signature;
}

int rsa_private_key::bits() const { return EVP_PKEY_get_bits(key_.get()); }
std::string rsa_private_key::public_der() const { return spki(key_.get()); }

rsa_public_key::rsa_public_key(evp_pkey_st* key)
    : key_(key, EVP_PKEY_free), ready_(ready_context(key, EVP_DigestVerifyInit_ex)) {}

rsa_public_key rsa_public_key::parse(std::string_view text) {
    return rsa_public_key(read_public(key_der(text)));
}

bool rsa_public_key::verify_sha1(std::string_view message, std::string_view signature) const {
    const digest_context context = copy_of(ready_.get());
    const int verified = EVP_DigestVerify(context.get(), raw(signature), signature.size(),
                                          raw(message), message.size());
    ERR_clear_error();
    return verified == 1;
}

int rsa_public_key::bits() const { return EVP_PKEY_get_bits(key_.get()); }
std::string rsa_public_key::der() const { return spki(key_.get()); }

namespace {

enum class direction { decrypt = 0, encrypt = 1 };

std::string aes_192_cbc(direction way, std::string_view key, std::string_view iv,
                        std::string_view input) {
    static const EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr);
    if (key.size() != 24 || iv.size() != 16 || input.empty() || input.size() % 16 != 0 ||
        input.size() > INT32_MAX)
        throw error("AES-192-CBC: key, iv or input has a wrong length");
    const cipher_context context(EVP_CIPHER_CTX_new());
    std::string output(input.size(), '\0');
    int size = 0;
    require(kCipher && context &&
                EVP_CipherInit_ex2(context.get(), kCipher, raw(key), raw(iv), static_cast<int>(way),
                                   nullptr) == 1 &&
                EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                EVP_CipherUpdate(context.get(), raw(output), &size, raw(input),
                                 static_cast<int>(input.size())) == 1 &&
                static_cast<size_t>(size) == input.size(),
            "AES-192-CBC");
    return output;
}

const EVP_MD* sha256_digest() {
    static const EVP_MD* const kDigest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return kDigest;
}

mac_context new_hmac_sha256() {
    const owned<EVP_MAC, EVP_MAC_free> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    mac_context context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
    char digest[] = "SHA256";
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                   OSSL_PARAM_construct_end()};
    require(context && EVP_MAC_CTX_set_params(context.get(), settings) == 1, "HMAC-SHA256");
    return context;
}

}  // namespace

std::string aes_192_cbc_decrypt(std::string_view key, std::string_view iv, std::string_view input) {
    return aes_192_cbc(direction::decrypt, key, iv, input);
}

std::string aes_192_cbc_encrypt(std::string_view key, std::string_view iv, std::string_view input) {
    return aes_192_cbc(direction::encrypt, key, iv, input);
}

std::array<unsigned char, 32> sha256(std::string_view bytes) {
    std::array<unsigned char, 32> digest;
    require(sha256_digest() && EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr,
                                          sha256_digest(), nullptr) == 1,
            "SHA-256");
    return digest;
}

std::array<unsigned char, 32> hmac_sha256(std::string_view key, std::string_view bytes) {
    // One a thread: finding the algorithm costs several times what the sum itself does, and so does
    // a key that is set again.
    struct keyed {
        mac_context context = new_hmac_sha256();
        std::optional<std::string> key;
    };
    static thread_local keyed last;
    const bool same = last.key == key;
    // A null key means the one before.
    const unsigned char* const start = same          ? nullptr
                                       : key.empty() ? raw(std::string_view(""))
                                                     : raw(key);
    last.key.reset();
    std::array<unsigned char, 32> code;
    size_t size = 0;
    require(EVP_MAC_init(last.context.get(), start, same ? 0 : key.size(), nullptr) == 1 &&
                EVP_MAC_update(last.context.get(), raw(bytes), bytes.size()) == 1 &&
                EVP_MAC_final(last.context.get(), code.data(), &size, code.size()) == 1,
            "HMAC-SHA256");
    last.key = key;
    return code;
}

std::string hex(std::string_view bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(size_t count) {
    std::string bytes(count, '\0');
    require(RAND_bytes(raw(bytes), static_cast<int>(count)) == 1, "no random bytes");
    return bytes;
}

std::string random_digits(size_t count) {
    std::string digits;
    digits.reserve(count);
    while (digits.size() < count) {
        for (const char c : random_bytes(count - digits.size())) {
            const auto byte = static_cast<unsigned char>(c);
            // 250 and more would favour the digits 0..5.
            if (byte < 250) digits.push_back(static_cast<char>('0' + byte % 10));
        }
    }
    return digits;
}

}  // namespace swan::crypto
