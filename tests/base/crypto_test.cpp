#include "base/crypto.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "base/text.h"

namespace swan::crypto {
namespace {

std::string_view text_of(const std::array<unsigned char, 32>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Keys made for these tests, in the forms that people keep them in.
using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

template <class Write>
std::string written(Write write) {
    const bio_ptr memory(BIO_new(BIO_s_mem()), BIO_free);
    EXPECT_EQ(write(memory.get()), 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<size_t>(size)};
}

EVP_PKEY* test_key() {
    static const key_ptr kKey(EVP_RSA_gen(1024), EVP_PKEY_free);
    return kKey.get();
}

std::string pkcs1_pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
    unsigned char phrase[] = "phrase";
    return written([&](BIO* out) {
        return PEM_write_bio_PrivateKey_traditional(out, key, cipher, phrase, cipher ? 6 : 0,
                                                    nullptr, nullptr);
    });
}

std::string pkcs8_pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
    return written([&](BIO* out) {
        return PEM_write_bio_PKCS8PrivateKey(out, key, cipher, cipher ? "phrase" : nullptr,
                                             cipher ? 6 : 0, nullptr, nullptr);
    });
}

std::string spki_pem(EVP_PKEY* key) {
    return written([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key); });
}

std::string der(int (*write)(const EVP_PKEY*, unsigned char**), EVP_PKEY* key) {
    unsigned char* bytes = nullptr;
    const int size = write(key, &bytes);
    const std::string text(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
    OPENSSL_free(bytes);
    return text;
}

// `text` in lines of 64, as in a PEM block.
std::string wrapped(std::string text, std::string_view line_end) {
    for (size_t at = 64; at < text.size(); at += 64 + line_end.size()) text.insert(at, line_end);
    return text;
}

std::string pem(std::string_view label, std::string_view bytes) {
    return concat("-----BEGIN ", label, "-----\n", wrapped(base64_encode(bytes), "\n"),
                  "\n-----END ", label, "-----\n");
}

std::string refusal_of_private(std::string_view text) {
    try {
        rsa_private_key::parse(text);
        return "";
    } catch (const error& failure) {
        return failure.what();
    }
}

std::string refusal_of_public(std::string_view text) {
    try {
        rsa_public_key::parse(text);
        return "";
    } catch (const error& failure) {
        return failure.what();
    }
}

TEST(PrivateKey, IsReadFromEveryFormPeopleKeepItIn) {
    const std::string pkcs1 = base64_encode(der(i2d_PrivateKey, test_key()));
    const std::string pem8 = pkcs8_pem(test_key());
    const size_t start = pem8.find('\n') + 1;
    const std::string pkcs8 = pem8.substr(start, pem8.rfind("-----END") - start);
    const std::string public_der = rsa_private_key::parse(pkcs1).public_der();
    EXPECT_EQ(public_der, der(i2d_PUBKEY, test_key()));
    std::string one_line = pkcs8;
    std::erase(one_line, '\n');
    std::string without_newline = pkcs1_pem(test_key());
    without_newline.pop_back();
    for (const std::string& text :
         {pkcs1_pem(test_key()), pem8, without_newline, wrapped(pkcs1, "\r\n"), pkcs8, one_line,
          "swan-sandbox key\n# do not use\n\n" + pem8, "\xef\xbb\xbf" + pem8, "  " + pkcs1 + "\n",
          "-----BEGIN PRIVATE KEY-----" + one_line + "-----END PRIVATE KEY-----"})
        EXPECT_EQ(rsa_private_key::parse(text).public_der(), public_der) << text.substr(0, 40);
}

TEST(PrivateKey, ThatIsEncryptedIsRefusedWithoutAskingForAPhrase) {
    const std::string reason = "encrypted: store the key without a pass phrase";
    EXPECT_EQ(refusal_of_private(pkcs1_pem(test_key(), EVP_aes_128_cbc())), reason);
    const std::string pem8 = pkcs8_pem(test_key(), EVP_aes_256_cbc());
    EXPECT_EQ(refusal_of_private(pem8), reason);
    const size_t start = pem8.find('\n') + 1;
    // Bare, it could only be recognised by decrypting it; it must not be taken, nor hang.
    EXPECT_NE(refusal_of_private(pem8.substr(start, pem8.rfind("-----END") - start)), "");
}

TEST(PrivateKey, OfAnotherKindIsRefused) {
    const key_ptr curve(EVP_EC_gen("P-256"), EVP_PKEY_free);
    EXPECT_EQ(refusal_of_private(pkcs8_pem(curve.get())), "not RSA");
    EXPECT_EQ(refusal_of_public(spki_pem(curve.get())), "not RSA");
    EXPECT_NE(refusal_of_private(spki_pem(test_key())).find("not a private key"),
              std::string::npos);
    EXPECT_NE(refusal_of_public(pkcs8_pem(test_key())).find("not a public key"), std::string::npos);
}

TEST(PrivateKey, ThatIsNoKeyIsRefused) {
    const std::string whole = der(i2d_PrivateKey, test_key());
    const std::string text = pkcs1_pem(test_key());
    for (const std::string& bad :
         {std::string(), std::string("\n"), std::string("hello"), std::string("{{private_key}}"),
          text.substr(0, text.size() / 2), std::string("-----BEGIN RSA PRIVATE KEY-----"),
          std::string("-----END RSA PRIVATE KEY----------BEGIN RSA PRIVATE KEY-----"),
          base64_encode(whole + "more"), base64_encode(whole.substr(0, whole.size() - 1)),
          base64_encode("no DER at all")})
        EXPECT_NE(refusal_of_private(bad), "") << bad.substr(0, 40);
}

TEST(PrivateKey, WithADamagedByteIsRefused) {
    const std::string whole = der(i2d_PrivateKey, test_key());
    // Past the header and the modulus: the numbers still parse, but no longer fit together.
    for (size_t place = whole.size() / 2; place < whole.size() - 8; place += 97) {
        std::string damaged = whole;
        damaged[place] = static_cast<char>(damaged[place] ^ 1);
        EXPECT_NE(refusal_of_private(base64_encode(damaged)), "") << place;
    }
}

TEST(PublicKey, IsReadFromSpkiAndPkcs1) {
    const std::string spki = der(i2d_PUBKEY, test_key());
    const std::string pkcs1 = der(i2d_PublicKey, test_key());
    for (const std::string& text :
         {spki_pem(test_key()), base64_encode(spki), wrapped(base64_encode(spki), "\n"),
          pem("RSA PUBLIC KEY", pkcs1), base64_encode(pkcs1)})
        EXPECT_EQ(rsa_public_key::parse(text).der(), spki) << text.substr(0, 40);
}

TEST(PublicKey, FollowedByOtherBytesIsRefused) {
    EXPECT_NE(refusal_of_public(base64_encode(der(i2d_PUBKEY, test_key()) + '\0')), "");
    EXPECT_NE(refusal_of_public(""), "");
}

TEST(Keys, TellTheirSize) {
    EXPECT_EQ(rsa_private_key::parse(pkcs8_pem(test_key())).bits(), 1024);
    EXPECT_EQ(rsa_public_key::parse(spki_pem(test_key())).bits(), 1024);
}

TEST(Signature, VerifiesForItsMessageAndKeyOnly) {
    const auto key = rsa_private_key::parse(pkcs8_pem(test_key()));
    const auto other = key_ptr(EVP_RSA_gen(1024), EVP_PKEY_free);
    const auto public_key = rsa_public_key::parse(spki_pem(test_key()));
    const std::string signature = key.sign_sha1("message");
    EXPECT_EQ(signature.size(), 128U);
    EXPECT_TRUE(public_key.verify_sha1("message", signature));
    EXPECT_FALSE(public_key.verify_sha1("messagE", signature));
    EXPECT_FALSE(public_key.verify_sha1("", signature));
    EXPECT_FALSE(rsa_public_key::parse(spki_pem(other.get())).verify_sha1("message", signature));
    EXPECT_TRUE(public_key.verify_sha1("", key.sign_sha1("")));
}

TEST(Signature, OfAnotherLengthOrWithAnyFlippedByteFails) {
    const auto key = rsa_private_key::parse(pkcs8_pem(test_key()));
    const auto public_key = rsa_public_key::parse(spki_pem(test_key()));
    const std::string signature = key.sign_sha1("message");
    for (const std::string& bad : {std::string(), signature + '\0', '\0' + signature,
                                   signature.substr(1), signature.substr(0, 127)})
        EXPECT_FALSE(public_key.verify_sha1("message", bad)) << bad.size();
    for (size_t place = 0; place < signature.size(); ++place) {
        std::string bad = signature;
        bad[place] = static_cast<char>(bad[place] ^ 0x40);
        EXPECT_FALSE(public_key.verify_sha1("message", bad)) << place;
    }
}

TEST(Signature, MayBeMadeByManyThreadsWithOneKey) {
    const auto key = rsa_private_key::parse(pkcs8_pem(test_key()));
    const auto public_key = rsa_public_key::parse(spki_pem(test_key()));
    std::atomic<int> verified = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 50; ++i) {
                const std::string message = concat(thread, '-', i);
                verified += public_key.verify_sha1(message, key.sign_sha1(message));
                verified += !public_key.verify_sha1("other", key.sign_sha1(message));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(verified, 4 * 50 * 2);
}

TEST(Aes, MatchesTheVectorsOfNistSp800_38a) {
    const auto bytes = [](std::string_view digits) {
        std::string out;
        for (size_t i = 0; i < digits.size(); i += 2)
            out.push_back(
                static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
        return out;
    };
    const std::string key = bytes("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b");
    const std::string iv = bytes("000102030405060708090a0b0c0d0e0f");
    const std::string plain =
        bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    const std::string cipher =
        bytes("4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a");
    EXPECT_EQ(aes_192_cbc_encrypt(key, iv, plain), cipher);
    EXPECT_EQ(aes_192_cbc_decrypt(key, iv, cipher), plain);
}

TEST(Aes, RefusesWrongLengths) {
    const std::string key(24, 'k'), iv(16, 'i'), input(32, 'x');
    EXPECT_THROW(aes_192_cbc_decrypt(key + 'k', iv, input), error);
    EXPECT_THROW(aes_192_cbc_decrypt(key.substr(8), iv, input), error);
    EXPECT_THROW(aes_192_cbc_decrypt(key, iv.substr(1), input), error);
    EXPECT_THROW(aes_192_cbc_decrypt(key, iv, input.substr(1)), error);
    EXPECT_THROW(aes_192_cbc_decrypt(key, iv, ""), error);
    EXPECT_THROW(aes_192_cbc_encrypt(key, iv, "x"), error);
}

TEST(Sha256, MatchesTheVectorsOfFips180) {
    EXPECT_EQ(hex(text_of(sha256(""))),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(text_of(sha256("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, MatchesTheVectorsOfRfc4231) {
    EXPECT_EQ(hex(text_of(hmac_sha256(std::string(20, '\x0b'), "Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(text_of(hmac_sha256("Jefe", "what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(text_of(hmac_sha256(std::string(131, '\xaa'),
                                      "Test Using Larger Than Block-Size Key - Hash Key First"))),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, DoesNotRememberTheKeyOfTheCallBefore) {
    const auto before = hmac_sha256("", "x");
    hmac_sha256("another", "x");
    EXPECT_EQ(hmac_sha256("", "x"), before);
    EXPECT_EQ(hmac_sha256(std::string_view(), "x"), before);
    EXPECT_EQ(hex(text_of(hmac_sha256("", ""))),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hex, IsLowerCase) { EXPECT_EQ(hex(std::string_view("\0\x7f\xab", 3)), "007fab"); }

TEST(EqualConstantTime, ComparesLikeEquality) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("token", "token"));
    EXPECT_FALSE(equal_constant_time("token", "tokeN"));
    EXPECT_FALSE(equal_constant_time("token", "token1"));
    EXPECT_FALSE(equal_constant_time("", "t"));
}

TEST(RandomBytes, HaveTheLengthAskedForAndDiffer) {
    EXPECT_EQ(random_bytes(0), "");
    EXPECT_EQ(random_bytes(33).size(), 33U);
    EXPECT_NE(random_bytes(16), random_bytes(16));
}

TEST(RandomDigits, AreDigitsEvenlyDistributed) {
    const std::string digits = random_digits(1000000);
    ASSERT_EQ(digits.size(), 1000000U);
    EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos);
    const auto is_high = [](char digit) { return digit >= '6'; };
    // Eight standard deviations: never by chance, but bytes modulo 10 would be 9375 off.
    EXPECT_NEAR(std::count_if(digits.begin(), digits.end(), is_high), 400000, 4000);
}

}  // namespace
}  // namespace swan::crypto
