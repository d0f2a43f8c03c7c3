#include "base/crypto_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>

namespace swan::crypto {
namespace {

struct releaser {
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(BN_CTX* room) const { BN_CTX_free(room); }
};
using big_number = std::unique_ptr<BIGNUM, releaser>;
using scratch = std::unique_ptr<BN_CTX, releaser>;

// A number of the key by its OSSL_PKEY_PARAM_RSA_ name; null when it has none.
big_number number_of(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    return big_number(number);
}

// Whether a * b = 1 modulo `modulus`.
bool are_inverse(const BIGNUM* a, const BIGNUM* b, const BIGNUM* modulus, BN_CTX* room) {
    const big_number product(BN_new());
    return product && BN_mod_mul(product.get(), a, b, modulus, room) == 1 &&
           BN_is_one(product.get());
}

// Whether `exponent` is what d is for `prime`, and undoes e there.
bool exponent_fits(const EVP_PKEY* key, const BIGNUM* prime, const char* exponent, BN_CTX* room) {
    const big_number d = number_of(key, OSSL_PKEY_PARAM_RSA_D);
    const big_number e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    const big_number mine = number_of(key, exponent);
    const big_number order(BN_dup(prime));
    const big_number reduced(BN_new());
    return d && e && mine && order && reduced && BN_sub_word(order.get(), 1) == 1 &&
           BN_nnmod(reduced.get(), d.get(), order.get(), room) == 1 &&
           BN_cmp(reduced.get(), mine.get()) == 0 &&
           are_inverse(mine.get(), e.get(), order.get(), room);
}

}  // namespace

bool numbers_fit(const EVP_PKEY* key) {
    const scratch room(BN_CTX_new());
    const big_number p = number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
    const big_number q = number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
    const big_number n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
    const big_number inverse = number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
    const big_number product(BN_new());
    return room && p && q && n && inverse && product &&
           BN_mul(product.get(), p.get(), q.get(), room.get()) == 1 &&
           BN_cmp(product.get(), n.get()) == 0 &&
           exponent_fits(key, p.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, room.get()) &&
           exponent_fits(key, q.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, room.get()) &&
           are_inverse(inverse.get(), q.get(), p.get(), room.get());
}

}  // namespace swan::crypto
