// Cryptography: the only unit that knows OpenSSL (EVP only). Keys are parsed once and shared
// between threads; every function may be called from any thread.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct evp_pkey_st;    // OpenSSL's EVP_PKEY
struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace swan::crypto {

// A key that cannot be used, or OpenSSL failing; the text holds nothing of the key.
class error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Standard base64 with padding, one line.
std::string base64_encode(std::string_view bytes);
// Strict: padding required, no white space, no other alphabet, unused bits zero; empty gives empty.
std::optional<std::string> base64_decode(std::string_view text);

// An RSA private key of ours. Accepts PKCS#1 PEM, PKCS#8 PEM, or bare base64 of either DER, with
// text before the PEM block and without a newline at the end. Throws crypto::error with the reason:
// encrypted, not RSA, not a private key, damaged, or SHA-1 or its size refused by the system's
// policy.
class rsa_private_key {
  public:
    static rsa_private_key parse(std::string_view text);
    // A new one, for a use that needs no place of its own on the disk. Throws crypto::error.
    static rsa_private_key generate(int bits);
    // RSASSA-PKCS1-v1_5 with SHA-1 over `message`, raw signature bytes. Throws crypto::error when
    // OpenSSL fails.
    std::string sign_sha1(std::string_view message) const;
    int bits() const;
    // The public half as DER (SPKI): equal bytes, equal key.
    std::string public_der() const;

  private:
    explicit rsa_private_key(evp_pkey_st* key);
    std::shared_ptr<evp_pkey_st> key_;
    std::shared_ptr<const evp_md_ctx_st> ready_;  // set up to sign, copied for each signature
};

// A platform public key. Accepts SPKI or PKCS#1 public PEM, or bare base64 of the DER. Throws as
// rsa_private_key does.
class rsa_public_key {
  public:
    static rsa_public_key parse(std::string_view text);
    // False for everything that is not this key's signature over `message`.
    bool verify_sha1(std::string_view message, std::string_view signature) const;
    int bits() const;
    std::string der() const;

  private:
    explicit rsa_public_key(evp_pkey_st* key);
    std::shared_ptr<evp_pkey_st> key_;
    std::shared_ptr<const evp_md_ctx_st> ready_;  // set up to verify, copied for each message
};

// AES-192-CBC without padding: `key` 24 bytes, `iv` 16, input a multiple of 16 bytes, not empty
// (else throws crypto::error).
std::string aes_192_cbc_decrypt(std::string_view key, std::string_view iv, std::string_view input);
std::string aes_192_cbc_encrypt(std::string_view key, std::string_view iv, std::string_view input);

std::array<unsigned char, 32> sha256(std::string_view bytes);
std::array<unsigned char, 32> hmac_sha256(std::string_view key, std::string_view bytes);
std::string hex(std::string_view bytes);  // lower case

// True when equal; the time depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

// Unpredictable bytes. Throws crypto::error when the system has none.
std::string random_bytes(size_t count);
// Unpredictable decimal digits, evenly distributed.
std::string random_digits(size_t count);

}  // namespace swan::crypto
