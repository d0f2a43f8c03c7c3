// Whether an RSA key is whole. Internal to base/crypto.
#pragma once

typedef struct evp_pkey_st EVP_PKEY;

namespace swan::crypto {

// Whether the numbers of a private key belong together: modulus, exponents, factors, coefficient.
// That the factors are prime is not proven.
bool numbers_fit(const EVP_PKEY* key);

}  // namespace swan::crypto
