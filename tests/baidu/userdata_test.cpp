#include "baidu/userdata.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "base/crypto.h"
#include "base/text.h"
#include "published.h"

namespace swan::baidu {
namespace {

using namespace published;

std::string unbase64(std::string_view text) { return crypto::base64_decode(text).value(); }

const std::string kIv = unbase64(kSampleIv);

std::optional<std::string> decrypted(std::string_view ciphertext) {
    return decrypt_user_data(ciphertext, kIv, kSampleSessionKey, kSampleAppKey);
}

std::string encrypted(std::string_view content, int block = 32) {
    return encrypt_user_data(content, kIv, kSampleSessionKey, kSampleAppKey, kDerivedFiller, block);
}

// The ciphertext of bytes that encrypt_user_data would never make.
std::string encrypted_raw(std::string_view plain) {
    return crypto::aes_192_cbc_encrypt(unbase64(kSampleSessionKey), kIv, plain);
}

std::string length_field(uint32_t length) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(length >> shift));
    return bytes;
}

// The bytes before encryption, whatever their length field and padding.
std::string laid_out(uint32_t length, std::string_view content, std::string_view padding) {
    return concat(kDerivedFiller, length_field(length), content, kSampleAppKey, padding);
}

TEST(DecryptUserData, OpensTheDocumentedSample) {
    EXPECT_EQ(decrypted(unbase64(kSampleCiphertext)), kSampleContent);
}

TEST(DecryptUserData, OpensBothBlockSizesAndLongContents) {
    EXPECT_EQ(decrypted(unbase64(kPhoneBlock32)), R"({"mobile":"15000000000"})");
    EXPECT_EQ(decrypted(unbase64(kPhoneBlock16)), R"({"mobile":"15000000000"})");
    EXPECT_EQ(decrypted(unbase64(kFullPadding)), std::string(44, 'x'));
    EXPECT_EQ(decrypted(unbase64(kLongContent)),
              R"({"openid":"open_id","nickname":"百度用户","headimgurl":"https://example.com/)" +
                  std::string(250, 'a') + R"(.jpg","sex":2})");
}

TEST(EncryptUserData, MakesTheSameBytesAsBaidu) {
    EXPECT_EQ(encrypt_user_data(kSampleContent, kIv, kSampleSessionKey, kSampleAppKey,
                                "5d0aa9913c63765d"),
              unbase64(kSampleCiphertext));
    EXPECT_EQ(encrypted(R"({"mobile":"15000000000"})"), unbase64(kPhoneBlock32));
    EXPECT_EQ(encrypted(R"({"mobile":"15000000000"})", 16), unbase64(kPhoneBlock16));
    EXPECT_EQ(encrypted(std::string(44, 'x')), unbase64(kFullPadding));
}

TEST(UserData, ComesBackForEveryLengthAndBothBlocks) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (size_t size = 0; size <= 2000; size += size < 200 ? 1 : 1 + random() % 20) {
        const std::string content = crypto::random_bytes(size);
        for (const int block : {16, 32}) ASSERT_EQ(decrypted(encrypted(content, block)), content);
    }
}

TEST(DecryptUserData, TakesContentUpTo65535Bytes) {
    const std::string largest(65535, 'x');
    EXPECT_EQ(decrypted(encrypted(largest)), largest);
    EXPECT_THROW(encrypted(largest + 'x'), std::invalid_argument);
    // 16 + 4 + 65536 + 32 bytes and 12 of padding fill whole blocks.
    const std::string larger = laid_out(65536, largest + 'x', std::string(12, '\x0c'));
    EXPECT_EQ(decrypted(encrypted_raw(larger)), std::nullopt);
}

TEST(DecryptUserData, RefusesAnotherAppKeySessionKeyOrIv) {
    const std::string data = unbase64(kSampleCiphertext);
    const std::string app_key(kSampleAppKey);
    const auto under = [&](std::string_view iv, std::string_view session, std::string_view app) {
        return decrypt_user_data(data, iv, session, app);
    };
    ASSERT_TRUE(under(kIv, kSampleSessionKey, app_key));
    for (const std::string& other :
         {app_key + "x", app_key.substr(1), std::string(), "Y" + app_key.substr(1)})
        EXPECT_FALSE(under(kIv, kSampleSessionKey, other)) << other;
    for (const char* session :
         {"", "1df09d0a1677dd72b8325aec59576e0", "1df09d0a1677dd72b8325aec",
          "1df09d0a1677dd72b8325aec59576e0c1df0", "0df09d0a1677dd72b8325aec59576e0c",
          "1df09d0a1677dd72b8325aec59576e0c=", "!df09d0a1677dd72b8325aec59576e0c"})
        EXPECT_FALSE(under(kIv, session, app_key)) << session;
    for (const std::string& iv : {std::string(), kIv.substr(1), kIv + 'x'})
        EXPECT_FALSE(under(iv, kSampleSessionKey, app_key)) << iv.size();
}

TEST(DecryptUserData, RefusesTextThatIsCutAnywhere) {
    const std::string data = unbase64(kLongContent);
    for (size_t size = 0; size < data.size(); ++size)
        EXPECT_FALSE(decrypted(std::string_view(data).substr(0, size))) << size;
    EXPECT_FALSE(decrypted(data + std::string(16, 'x')));
    EXPECT_FALSE(decrypted(data.substr(16)));
}

TEST(DecryptUserData, SurvivesEveryFlippedByte) {
    const std::string data = unbase64(kSampleCiphertext);
    for (size_t place = 0; place < data.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = data;
            bad[place] = static_cast<char>(bad[place] ^ 1 << bit);
            const auto content = decrypted(bad);
            // Whatever is not refused still has the length that its length field tells.
            ASSERT_TRUE(!content || content->size() == kSampleContent.size()) << place;
            // The blocks of length field, app_key and padding: 16..31 and from 96 on.
            const bool checked = (place >= 16 && place < 32) || place >= 96;
            ASSERT_FALSE(checked && content) << place << " bit " << bit;
        }
    }
}

TEST(DecryptUserData, AcceptsPaddingOf1To32AndNothingElse) {
    for (size_t padding = 1; padding <= 32; ++padding) {
        // 16 + 4 + 32 bytes, content and padding fill whole blocks of 16.
        const std::string content(76 - padding, 'c');
        const auto size = static_cast<uint32_t>(content.size());
        const std::string good(padding, static_cast<char>(padding));
        EXPECT_EQ(decrypted(encrypted_raw(laid_out(size, content, good))), content) << padding;
        for (size_t place = 0; place + 1 < padding; ++place) {
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ 1);
            EXPECT_FALSE(decrypted(encrypted_raw(laid_out(size, content, bad)))) << padding;
        }
    }
    for (const int value : {0, 33, 48, 128, 255}) {
        const std::string padding(48, static_cast<char>(value));
        const std::string content(28, 'c');
        EXPECT_FALSE(decrypted(encrypted_raw(laid_out(28, content, padding)))) << value;
        EXPECT_FALSE(decrypted(encrypted_raw(std::string(16, static_cast<char>(value))))) << value;
    }
}

TEST(DecryptUserData, RefusesAnUnfittingLengthField) {
    const std::string content(28, 'c');
    const std::string padding(16, '\x10');
    ASSERT_EQ(decrypted(encrypted_raw(laid_out(28, content, padding))), content);
    for (const uint32_t length : {0U, 27U, 29U, 60U, 61U, 28U + 256U, 28U + 65536U, 0x1cU << 24,
                                  0x7fffffffU, 0x80000000U, 0xffffffecU, 0xfffffff0U, 0xffffffffU})
        EXPECT_FALSE(decrypted(encrypted_raw(laid_out(length, content, padding)))) << length;
}

TEST(DecryptUserData, RefusesTextShorterThanItsHead) {
    EXPECT_FALSE(decrypted(encrypted_raw(std::string(16, '\x10'))));
    EXPECT_FALSE(decrypted(encrypted_raw(std::string(32, '\x0d'))));
    EXPECT_FALSE(decrypted(encrypted_raw(std::string(32, '\x20'))));
    // Exactly filler, length and an empty app_key.
    const std::string bare = concat(kDerivedFiller, length_field(0), std::string(12, '\x0c'));
    EXPECT_EQ(decrypt_user_data(encrypted_raw(bare), kIv, kSampleSessionKey, ""), "");
}

TEST(DecryptUserData, OfRandomBytesGivesNothing) {
    for (int round = 0; round < 3000; ++round) {
        const size_t blocks = static_cast<size_t>(1 + round % 40);
        ASSERT_FALSE(decrypted(crypto::random_bytes(16 * blocks)));
    }
}

TEST(EncryptUserData, RefusesWrongKeysAndSizes) {
    const auto encrypting = [](std::string_view iv, std::string_view session,
                               std::string_view filler, int block) {
        return encrypt_user_data("{}", iv, session, kSampleAppKey, filler, block);
    };
    EXPECT_THROW(encrypting("short", kSampleSessionKey, kDerivedFiller, 32), std::invalid_argument);
    EXPECT_THROW(encrypting(kIv, "c2hvcnQ=", kDerivedFiller, 32), std::invalid_argument);
    EXPECT_THROW(encrypting(kIv, "not base64", kDerivedFiller, 32), std::invalid_argument);
    EXPECT_THROW(encrypting(kIv, kSampleSessionKey, "short", 32), std::invalid_argument);
    EXPECT_THROW(encrypting(kIv, kSampleSessionKey, kDerivedFiller, 24), std::invalid_argument);
}

}  // namespace
}  // namespace swan::baidu
