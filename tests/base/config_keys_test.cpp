#include "config_fixture.h"

using namespace swan;

namespace {

using config_keys = config_test;

// From Baidu's documentation, develop/function/keygen_v2: anybody has its private half.
constexpr const char* kDocumentationKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCzrQWntOKChNlF9B1l+21rHjALLhUlLgXtvsGFNL3X5KdxUM8PIrXog0"
    "tNXiuW8XPoP3o25y/gKNWyUfzyRD/0Eu4NvHH4IzMAte9adj2prq3niDhoCNKf9KsyHYTxvsu3Sw66ejQqKobT74SSZ9EH"
    "m1UF7n64muso9ofd+RPFIQIDAQAB";
// The platform key of a published callback.
constexpr const char* kPublishedPlatformKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQChR8G0uWA9ah9COpBtlSY8A8M0A+gARY9YHaQXTCds9Dv+VHfsZLDx2K"
    "jxJh4eAJ6SzZajRzgrcEREKZDoTuGjm/kzTarMQ6f3YvakCJKrE4FjwNbOogBxxDJDQF3iL7Xclkv5OHuyIdPEAIYVCj3t"
    "Tx4oLI9lUMq9Ocn8SBUJDwIDAQAB";

TEST_F(config_keys, load_all_keys_of_the_platform) {
    write("platform_rsa_public_key.2.pem", key("own.pub"));
    write("platform_rsa_public_key.old.pem", kDocumentationKey);
    write("platform_rsa_public_key.pem.bak", "not a key");
    EXPECT_EQ(load().platform_keys.size(), 3u);
    EXPECT_TRUE(refusal_with("platform_rsa_public_key.3.pem", "nothing")
                    .starts_with("platform_rsa_public_key.3.pem: cannot be used as a key: "));
}

TEST_F(config_keys, refuse_what_is_not_an_rsa_key) {
    EXPECT_TRUE(refusal_with("self_rsa_private_key.pem", key("ec.pem"))
                    .starts_with("self_rsa_private_key.pem: cannot be used as a key: not RSA"));
    for (const std::string& text : {std::string(), key("own.pub"), std::string("{{key}}")})
        EXPECT_TRUE(refusal_with("self_rsa_private_key.pem", text)
                        .starts_with("self_rsa_private_key.pem: cannot be used as a key: "));
}

TEST_F(config_keys, load_in_production_when_they_are_good) {
    production();
    EXPECT_EQ(refusal(), "");
}

TEST_F(config_keys, of_the_sandbox_do_not_load_in_production) {
    const std::string own = "# swan-sandbox\n" + key("own.pem");
    const std::string it = "swan-sandbox: for tests\n" + key("it.pub");
    write("self_rsa_private_key.pem", own);
    write("platform_rsa_public_key.pem", it);
    EXPECT_EQ(refusal(), "");
    production();
    EXPECT_EQ(
        refusal(),
        "self_rsa_private_key.pem: is a key of the sandbox; production needs one of your own");
    write("self_rsa_private_key.pem", key("own.pem"));
    EXPECT_EQ(
        refusal(),
        "platform_rsa_public_key.pem: is a key of the sandbox; production needs one of your own");
}

TEST_F(config_keys, that_are_published_do_not_load_in_production) {
    for (const char* published : {kDocumentationKey, kPublishedPlatformKey}) {
        sandbox();
        EXPECT_EQ(refusal_with("platform_rsa_public_key.pem", published), "");
        production();
        EXPECT_EQ(refusal(),
                  "platform_rsa_public_key.pem: is a published sample key; production "
                  "needs one of your own");
    }
}

TEST_F(config_keys, of_fewer_than_1024_bits_do_not_load_in_production) {
    write("self_rsa_private_key.pem", key("weak.pem"));
    EXPECT_EQ(refusal(), "");
    production();
    EXPECT_EQ(refusal(), "self_rsa_private_key.pem: has 768 bits; production needs at least 1024");
    write("self_rsa_private_key.pem", key("own.pem"));
    EXPECT_EQ(refusal_with("platform_rsa_public_key.pem", key("weak.pub")),
              "platform_rsa_public_key.pem: has 768 bits; production needs at least 1024");
}

TEST_F(config_keys, of_the_platform_must_not_be_our_own_in_production) {
    write("platform_rsa_public_key.2.pem", key("own.pub"));
    EXPECT_EQ(refusal(), "");
    production();
    EXPECT_EQ(refusal(),
              "platform_rsa_public_key.2.pem: is your own public key; put the platform's "
              "(Baidu's) there");
}

}  // namespace
