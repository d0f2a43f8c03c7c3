#include "app/merchant.h"

#include <gtest/gtest.h>

#include "../baidu/published.h"
#include "base/error.h"

namespace swan {
namespace {

class MerchantTest : public ::testing::Test {
  protected:
    MerchantTest() {
        settings.server.environment = environment::production;
        settings.merchant_keys = {{.name = "shop", .sha256 = crypto::sha256("key of the shop")},
                                  {.name = "till", .sha256 = crypto::sha256("key of the till")}};
    }

    std::string name(const std::string& authorization) {
        request req;
        req.authorization = authorization;
        return require_merchant(settings, req);
    }
    code number(const std::string& authorization) {
        try {
            name(authorization);
        } catch (const error& e) {
            EXPECT_EQ(e.client_text().find("of the"), std::string::npos);
            return e.number();
        }
        return code::succ;
    }

    config settings{.smart_app = {},
                    .pay = {},
                    .server = {},
                    .catalogue = {},
                    .merchant_keys = {},
                    .self_key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1),
                    .platform_keys = {}};
};

TEST_F(MerchantTest, IsKnownByItsKey) {
    EXPECT_EQ(name("Bearer key of the shop"), "shop");
    EXPECT_EQ(name("Bearer key of the till"), "till");
}

TEST_F(MerchantTest, AnythingElseIsUnauthorized) {
    for (const char* wrong :
         {"Bearer wrong", "Bearer ", "Bearer", "Basic key of the shop", "key of the shop",
          "Bearer key of the shop ", "Bearer key of the sho"})
        EXPECT_EQ(number(wrong), code::unauthorized) << wrong;
}

TEST_F(MerchantTest, TheSchemeIsOfEitherCase) {
    EXPECT_EQ(name("bearer key of the shop"), "shop");
    EXPECT_EQ(name("BEARER key of the shop"), "shop");
    EXPECT_EQ(number("bearer wrong"), code::unauthorized);
}

TEST_F(MerchantTest, AnotherSchemeIsNoKeyAndHarmlessWhereNoneIsNeeded) {
    settings.server.environment = environment::sandbox;
    for (const char* other : {"Basic Zm9vOmJhcg==", "Digest a=b", "Bearers key of the shop"}) {
        EXPECT_EQ(name(other), "") << other;
    }
    for (const char* wrong : {"Bearer", "Bearer ", "bearer", "0123456789abcdef"})
        EXPECT_EQ(number(wrong), code::unauthorized) << wrong;
}

TEST_F(MerchantTest, ProductionNeedsAKey) { EXPECT_EQ(number(""), code::unauthorized); }

TEST_F(MerchantTest, ProductionWithoutAnyKeyLetsNobodyIn) {
    settings.merchant_keys.clear();
    EXPECT_EQ(number(""), code::unauthorized);
    EXPECT_EQ(number("Bearer key of the shop"), code::unauthorized);
}

TEST_F(MerchantTest, TheSandboxNeedsNoKeyButTakesNoWrongOne) {
    settings.server.environment = environment::sandbox;
    EXPECT_EQ(name(""), "");
    EXPECT_EQ(name("Bearer key of the shop"), "shop");
    EXPECT_EQ(number("Bearer wrong"), code::unauthorized);
}

}  // namespace
}  // namespace swan
