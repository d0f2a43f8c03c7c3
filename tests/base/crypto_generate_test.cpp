#include <gtest/gtest.h>

#include "base/crypto.h"

namespace swan::crypto {
namespace {

TEST(PrivateKey, ThatIsGeneratedSignsWhatItsPublicHalfVerifies) {
    const auto key = rsa_private_key::generate(1024);
    EXPECT_EQ(key.bits(), 1024);
    const auto half = rsa_public_key::parse(base64_encode(key.public_der()));
    EXPECT_TRUE(half.verify_sha1("message", key.sign_sha1("message")));
    EXPECT_NE(rsa_private_key::generate(1024).public_der(), key.public_der());
}

}  // namespace
}  // namespace swan::crypto
