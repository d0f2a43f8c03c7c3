#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "base/crypto.h"

namespace swan::crypto {
namespace {

TEST(Base64, EncodesTheVectorsOfRfc4648) {
    const char* vectors[][2] = {{"", ""},
                                {"f", "Zg=="},
                                {"fo", "Zm8="},
                                {"foo", "Zm9v"},
                                {"foob", "Zm9vYg=="},
                                {"fooba", "Zm9vYmE="},
                                {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes);
    }
    EXPECT_EQ(base64_encode("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, RefusesWhatIsNotStrict) {
    for (const char* text :
         {"Zg", "Zg=", "Zg===", "Zm9v\n", " Zm9v", "Zm 9", "Zm9v====", "====", "Z===", "=Zm9",
          "Zg=v", "Zg==Zm9v", "-_-_", "Zh==", "Zm9=", "Zm9vYg==\n", "Zm9\xc3", "A", "AAAAA"})
        EXPECT_FALSE(base64_decode(text)) << text;
}

TEST(Base64, RefusesEveryForeignByteAtEveryPlace) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool member = std::isalnum(byte) || c == '+' || c == '/';
        for (size_t place = 0; place < 8; ++place) {
            std::string text = "AAAAAAAA";
            text[place] = c;
            if (place == 7 && c == '=') continue;
            EXPECT_EQ(base64_decode(text).has_value(), member) << byte << " at " << place;
        }
    }
}

TEST(Base64, GivesBackRandomBytes) {
    for (size_t size = 0; size < 300; ++size) {
        const std::string bytes = random_bytes(size);
        ASSERT_EQ(base64_decode(base64_encode(bytes)), bytes) << hex(bytes);
    }
}

}  // namespace
}  // namespace swan::crypto
