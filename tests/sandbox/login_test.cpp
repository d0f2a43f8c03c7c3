// The login calls, old and new: what Baidu takes and what it refuses.
#include "sandbox/model/login.h"

#include "router_of_baidu.h"

namespace swan::sandbox {
namespace {

using testing::at;

class login_calls : public testing::router_of_baidu {
  protected:
    std::string fresh_code(const std::string& more = {}) {
        return at(post("/sandbox/login", "open_id=open" + more), "code");
    }
    // The form of the old calls; a name in `without` is left out.
    std::string form(const std::string& code, std::string_view without = {}) const {
        field_list fields = {{"code", code}, {"client_id", us.app_key}, {"sk", us.secret_key}};
        std::erase_if(fields, [&](const auto& one) { return one.first == without; });
        return encode_form(fields);
    }
    response new_call(const std::string& query, const std::string& form) {
        return post("/rest/2.0/smartapp/getsessionkey" + query, form);
    }
    response union_id(const std::string& query, const std::string& form) {
        return post("/rest/2.0/smartapp/getunionid" + query, form);
    }
    static constexpr const char* kPaths[] = {"/nalogin/getSessionKeyByCode",
                                             "/oauth/jscode2sessionkey"};
};

TEST_F(login_calls, give_a_session_key_for_a_code_on_both_old_paths) {
    for (const char* path : kPaths) {
        const response yes = post(path, form(fresh_code()));
        EXPECT_EQ(at(yes, "openid"), "open") << path;
        EXPECT_EQ(at(yes, "session_key").size(), 32u) << path;
        EXPECT_EQ(at(yes, "session_key"), known.find_user("open")->session_key);
    }
    EXPECT_EQ(at(get(std::string(kPaths[1]) + "?" + form(fresh_code())), "openid"), "open");
}

TEST_F(login_calls, take_a_code_once) {
    for (const char* path : kPaths) {
        const std::string code = fresh_code();
        post(path, form(code));
        const response no = post(path, form(code));
        EXPECT_EQ(no.http_status, 400) << path;
        EXPECT_EQ(at(no, "error"), "invalid_grant") << path;
        EXPECT_EQ(at(no, "error_description"), "Invalid authorization code: " + code);
    }
}

TEST_F(login_calls, take_no_code_that_is_over_or_unknown) {
    us.code_lifetime_s = 0;
    for (const char* path : kPaths) {
        EXPECT_EQ(at(post(path, form(fresh_code())), "error"), "invalid_grant") << path;
        EXPECT_EQ(at(post(path, form("made up")), "error"), "invalid_grant") << path;
    }
}

TEST_F(login_calls, name_the_parameter_that_is_missing_as_their_documents_do) {
    EXPECT_EQ(at(post(kPaths[0], form("c", "client_id")), "error"), "invalid_request");
    const response no = post(kPaths[1], form("c", "client_id"));
    EXPECT_EQ(at(no, "errno"), "10010100");
    EXPECT_EQ(at(no, "error"), "parameter is invalid");
    EXPECT_EQ(at(no, "error_description"),
              "Key: 'Code2SessionKeyParam.ClientID' Error:Field validation for 'ClientID' failed "
              "on the 'required' tag");
    for (const char* name : {"code", "sk"})
        EXPECT_EQ(at(post(kPaths[1], form("c", name)), "errno"), "10010100") << name;
}

TEST_F(login_calls, know_the_mini_program_by_key_and_secret) {
    for (const char* path : kPaths) {
        const std::string code = "&code=" + fresh_code();
        EXPECT_EQ(at(post(path, "client_id=other&sk=secret" + code), "error"), "invalid_client");
        EXPECT_EQ(at(post(path, "client_id=" + us.app_key + "&sk=wrong" + code), "error"),
                  "invalid_client");
        EXPECT_EQ(at(post(path, form(code.substr(6))), "openid"), "open")
            << "a call that was refused uses no code up";
    }
}

TEST_F(login_calls, know_a_code_of_another_host_on_one_path_only) {
    const std::string code = fresh_code("&host=other");
    EXPECT_NE(code.find('@'), std::string::npos);
    EXPECT_EQ(at(post(kPaths[0], form(code)), "error"), "invalid_grant");
    EXPECT_EQ(at(new_call(with_token(), encode_form({{"code", code}})), "errno"), "2002");
    EXPECT_EQ(at(post(kPaths[1], form(code)), "openid"), "open");
    EXPECT_EQ(post("/sandbox/login", "host=elsewhere").http_status, 400);
}

TEST_F(login_calls, read_no_json) {
    const std::string json = R"({"code":"c","client_id":"k","sk":"s"})";
    EXPECT_EQ(at(post(kPaths[1], json), "errno"), "10010100");
    EXPECT_EQ(at(new_call(with_token(), json), "errno"), "2002");
}

TEST_F(login_calls, of_api_2_give_open_id_and_key_inside_data) {
    const response yes = new_call(with_token(), "code=" + fresh_code());
    EXPECT_EQ(at(yes, "errno"), "0") << yes.body;
    EXPECT_EQ(at(yes, "errmsg"), "succ");
    EXPECT_EQ(at(yes, "data.open_id"), "open");
    EXPECT_EQ(at(yes, "data.session_key"), known.find_user("open")->session_key);
    EXPECT_NE(at(yes, "request_id"), "");
    const response in_query = new_call(with_token() + "&code=" + fresh_code(), "");
    EXPECT_EQ(at(in_query, "data.open_id"), "open");
}

TEST_F(login_calls, of_api_2_take_a_code_once_whichever_call_came_first) {
    const std::string code = fresh_code();
    EXPECT_EQ(at(new_call(with_token(), "code=" + code), "errno"), "0");
    EXPECT_EQ(at(new_call(with_token(), "code=" + code), "errno"), "2002");
    EXPECT_EQ(at(post(kPaths[1], form(code)), "error"), "invalid_grant");
}

TEST_F(login_calls, of_api_2_refuse_a_code_that_is_missing_over_or_unknown) {
    EXPECT_EQ(at(new_call(with_token(), ""), "errno"), "2002");
    EXPECT_EQ(at(new_call(with_token(), "code=made-up"), "errno"), "2002");
    us.code_lifetime_s = 0;
    EXPECT_EQ(at(new_call(with_token(), "code=" + fresh_code()), "errno"), "2002");
}

TEST_F(login_calls, of_api_2_stop_at_the_gateway_without_a_good_token) {
    const std::string code = "code=" + fresh_code();
    EXPECT_EQ(new_call("", code).body,
              R"({"error_code":110,"error_msg":"Access token invalid or no longer valid"})");
    EXPECT_EQ(at(new_call("?access_token=24.other", code), "error_code"), "110");
    EXPECT_EQ(at(new_call("", code + "&access_token=" + with_token().substr(14)), "error_code"),
              "110")
        << "it belongs into the query";
    EXPECT_EQ(at(union_id("", "openid=open"), "error_code"), "110");
    us.token_lifetime_s = 0;
    EXPECT_EQ(new_call(with_token(), code).body,
              R"({"error_code":111,"error_msg":"Access token expired"})");
    us.token_lifetime_s = 60;
    EXPECT_EQ(at(new_call(with_token(), code), "errno"), "0") << "nothing was used up";
}

TEST_F(login_calls, of_api_2_are_post) {
    for (const char* path : {"/rest/2.0/smartapp/getsessionkey", "/rest/2.0/smartapp/getunionid"})
        EXPECT_EQ(at(get(path + with_token() + "&code=c&openid=open"), "errno"), "501") << path;
}

TEST_F(login_calls, give_a_user_the_same_union_id_for_ever) {
    known.user_named("open");
    known.user_named("other");
    const response yes = union_id(with_token(), "openid=open");
    EXPECT_EQ(at(yes, "errno"), "0") << yes.body;
    EXPECT_EQ(at(yes, "data.unionid").size(), 23u);
    EXPECT_EQ(at(union_id(with_token(), "openid=open"), "data.unionid"), at(yes, "data.unionid"));
    EXPECT_NE(at(union_id(with_token(), "openid=other"), "data.unionid"), at(yes, "data.unionid"));
}

TEST_F(login_calls, have_no_union_id_for_nobody) {
    EXPECT_EQ(at(union_id(with_token(), "openid=nobody"), "errno"), "1");
    EXPECT_EQ(at(union_id(with_token(), ""), "errno"), "1");
}

TEST_F(login_calls, that_nobody_has_are_unknown_to_the_gateway) {
    EXPECT_EQ(get("/rest/2.0/smartapp/unionid/get").body,
              R"({"error_code":3,"error_msg":"Unsupported openapi method"})");
    EXPECT_EQ(get("/unionid").http_status, 404);
}

}  // namespace
}  // namespace swan::sandbox
