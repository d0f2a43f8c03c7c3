// RSA keys for benchmarks, made while they run.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>

#include "base/crypto.h"

namespace swan::bench {

class key_pair {
  public:
    explicit key_pair(unsigned bits) : key_(EVP_RSA_gen(bits), EVP_PKEY_free) {}

    crypto::rsa_private_key own() const {
        return crypto::rsa_private_key::parse(pem([this](BIO* to) {
            return PEM_write_bio_PrivateKey(to, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
        }));
    }
    crypto::rsa_public_key theirs() const {
        return crypto::rsa_public_key::parse(
            pem([this](BIO* to) { return PEM_write_bio_PUBKEY(to, key_.get()); }));
    }

  private:
    template <class F>
    static std::string pem(F write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> to(BIO_new(BIO_s_mem()), BIO_free);
        write(to.get());
        char* text = nullptr;
        const long size = BIO_get_mem_data(to.get(), &text);
        return std::string(text, static_cast<size_t>(size));
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace swan::bench
