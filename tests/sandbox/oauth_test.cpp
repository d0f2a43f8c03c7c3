// Who gets an access token, and what Baidu says to everybody else.
#include "sandbox/oauth.h"

#include "router_of_baidu.h"
#include "sandbox/baidu_side.h"
#include "sandbox/model/tokens.h"

namespace swan::sandbox {
namespace {

using testing::at;

constexpr const char* kPath = "/oauth/2.0/token";

class oauth : public testing::router_of_baidu {
  protected:
    // The parameters of a good call, one of them changed or, when `value` is empty, left out.
    std::string form(std::string_view name = {}, std::string_view value = {}) const {
        field_list fields;
        for (const auto& [known_name, good] : field_list{{"grant_type", "client_credentials"},
                                                         {"client_id", us.app_key},
                                                         {"client_secret", us.secret_key},
                                                         {"scope", "smartapp_snsapi_base"}}) {
            if (known_name != name) fields.emplace_back(known_name, good);
            if (known_name == name && !value.empty()) fields.emplace_back(known_name, value);
        }
        return encode_form(fields);
    }
    // "HTTP-status error" of the refusal.
    std::string refused(std::string_view name, std::string_view value = {}) {
        const response no = post(kPath, form(name, value));
        EXPECT_FALSE(at(no, "error_description").empty()) << no.body;
        EXPECT_EQ(at(no, "access_token"), "") << no.body;
        return std::to_string(no.http_status) + " " + at(no, "error");
    }
    // What the gateway says to that token.
    int64_t checked(const std::string& token) const {
        return check_access_token(known, token, now_ms());
    }
};

TEST_F(oauth, gives_a_token_that_the_gateway_lets_pass) {
    const response yes = post(kPath, form());
    EXPECT_EQ(yes.http_status, 200);
    const std::string token = at(yes, "access_token");
    EXPECT_TRUE(token.starts_with("24.")) << token;
    EXPECT_EQ(checked(token), 0);
    EXPECT_EQ(at(yes, "expires_in"), "2592000");
    EXPECT_EQ(at(yes, "scope"), "smartapp_snsapi_base");
    EXPECT_NE(at(yes, "refresh_token"), "");
}

TEST_F(oauth, takes_its_parameters_from_the_query_too) {
    EXPECT_EQ(checked(at(get(std::string(kPath) + "?" + form()), "access_token")), 0);
    EXPECT_EQ(at(post(std::string(kPath) + "?scope=a", form()), "error"), "invalid_request")
        << "twice";
}

TEST_F(oauth, needs_all_four_parameters) {
    for (const char* name : {"grant_type", "client_id", "client_secret", "scope"})
        EXPECT_EQ(refused(name), "400 invalid_request") << name;
}

TEST_F(oauth, knows_the_mini_program_by_id_and_secret) {
    EXPECT_EQ(refused("client_id", "nobody"), "400 invalid_client");
    EXPECT_EQ(refused("client_id", us.pay_app_key), "400 invalid_client");
    EXPECT_EQ(refused("client_secret", "wrong"), "400 invalid_client");
    EXPECT_EQ(at(post(kPath, form("client_secret", "wrong")), "error_description"),
              "unknown client id");
}

TEST_F(oauth, gives_no_other_grant_and_no_wider_scope) {
    EXPECT_EQ(refused("grant_type", "password"), "400 unsupported_grant_type");
    EXPECT_EQ(refused("grant_type", "refresh_token"), "400 unauthorized_client");
    EXPECT_EQ(refused("grant_type", "authorization_code"), "400 unauthorized_client");
    EXPECT_EQ(refused("scope", "smartapp_snsapi_userinfo"), "400 invalid_scope");
}

TEST_F(oauth, reads_no_json) {
    const std::string json = R"({"grant_type":"client_credentials"})";
    EXPECT_EQ(at(post(kPath, json), "error"), "invalid_request");
}

TEST_F(oauth, a_new_token_ends_no_earlier_one) {
    const std::string first = at(post(kPath, form()), "access_token");
    const std::string second = at(post(kPath, form()), "access_token");
    EXPECT_NE(first, second);
    EXPECT_EQ(checked(first), 0);
    EXPECT_EQ(checked(second), 0);
}

TEST_F(oauth, tells_a_token_that_is_over_from_one_that_never_was) {
    us.token_lifetime_s = 0;
    EXPECT_EQ(checked(at(post(kPath, form()), "access_token")), 111);
    EXPECT_EQ(checked("24.made.up"), 110);
    EXPECT_EQ(checked(""), 110);
}

TEST_F(oauth, tells_its_callers_how_long_the_setting_lets_a_token_live) {
    us.token_lifetime_s = 5;
    EXPECT_EQ(at(post(kPath, form()), "expires_in"), "5");
}

TEST_F(oauth, ends_all_tokens_when_a_test_wants_it) {
    const std::string first = at(post(kPath, form()), "access_token");
    EXPECT_EQ(at(post("/sandbox/tokens", "end=expire"), "tokens"), "1");
    EXPECT_EQ(checked(first), 111);
    const std::string second = at(post(kPath, form()), "access_token");
    EXPECT_EQ(at(post("/sandbox/tokens", "end=revoke"), "tokens"), "1");
    EXPECT_EQ(checked(second), 110);
    EXPECT_EQ(checked(first), 111);
    EXPECT_EQ(post("/sandbox/tokens", "end=never").http_status, 400);
}

TEST_F(oauth, is_counted_for_the_tests_of_whoever_should_keep_a_token) {
    post(kPath, form());
    post(kPath, form("scope"));
    faults.obey(json::document::parse(R"({"call":"token","fault":"error","errno":4})").root());
    EXPECT_EQ(at(post(kPath, form()), "errno"), "4");
    EXPECT_EQ(at(get("/sandbox/state"), "calls.token"), "3");
}

}  // namespace
}  // namespace swan::sandbox
