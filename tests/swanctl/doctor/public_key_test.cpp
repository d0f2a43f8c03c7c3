#include "swanctl/doctor/public_key.h"

#include <gtest/gtest.h>

namespace swan::doctor {
namespace {

TEST(PublicKey, IsShownAsTheEndOfItsLineAndItsHash) {
    EXPECT_EQ(shown(std::string(30, 'a')),
              "the line that ends ...YWFhYWFhYWFhYWFhYWFhYWFh (SHA-256 "
              "3a54fc0cbc0b0ef48b6507b7788096235d10292dd3ae24e22f5aa062d4f9864a)");
    EXPECT_NE(shown("a").find("...YQ== ("), std::string::npos);
}

}  // namespace
}  // namespace swan::doctor
