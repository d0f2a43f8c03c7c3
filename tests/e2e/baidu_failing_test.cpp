// Logins while Baidu answers what it should not, or nothing.
#include "baidu_failing.h"

#include "base/form.h"

namespace swan::e2e {
namespace {

const char* const kCode = "c0de-of-this-login";

class failing_login : public baidu_failing {
  protected:
    static raw_reply log_in(const std::string& code = kCode) {
        return ask(raw_request{"POST", "/auth/login", "code=" + escaped(code)});
    }
    static void expect_failure(const std::string& name, scripted_baidu::script answer, int code,
                               const std::string& tells = {}) {
        SCOPED_TRACE(name);
        start_well();
        baidu().order(scripted_baidu::kLogin, std::move(answer));
        expect_error(log_in(), code, 200, tells);
        EXPECT_EQ(baidu().asked(scripted_baidu::kLogin).size(), 1u) << "a code was sent twice";
    }
};

TEST_F(failing_login, an_answer_that_makes_no_sense_is_an_upstream_failure) {
    for (const senseless& each : senseless_answers())
        expect_failure(each.name, each.what, each.times_out ? 10003 : 10002);
}

TEST_F(failing_login, an_error_is_told_with_its_number_and_text) {
    const std::string oauth =
        R"({"error":"invalid_grant","error_description":"the code has expired"})";
    expect_failure("OAuth, 400", says("400 Bad Request", oauth), 10002, "invalid_grant");
    expect_failure("OAuth, 401", says("401 Unauthorized", oauth), 10002, "the code has expired");
    expect_failure("OAuth, 200", says(oauth), 10002, "invalid_grant");
    expect_failure("OAuth, a word alone", says(R"({"error":"slow_down"})"), 10002, "slow_down");
    const std::string gateway = R"({"error_code":110,"error_msg":"Access token invalid"})";
    expect_failure("error_code", says(gateway), 10002, "110: Access token invalid");
    expect_failure("error_code, 500", says("500 Oops", gateway), 10002, "110");
    expect_failure("error_code as a text", says(R"({"error_code":"17"})"), 10002, "17");
    const std::string numbered =
        R"({"errno":10010100,"error":"parameter is invalid","error_description":"Key: 'Sk'"})";
    expect_failure("errno", says(numbered), 10002, "10010100");
    expect_failure("errno and msg", says(R"({"errno":-7,"msg":"系统异常"})"), 10002, "系统异常");
}

TEST_F(failing_login, a_success_that_lacks_something_is_an_upstream_failure) {
    const std::string key = R"("session_key":"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u")";
    for (const std::string& members :
         {key, std::string(R"("openid":"x")"), R"("openid":"",)" + key, R"("openid":null,)" + key,
          R"("openid":[],)" + key, R"("openid":{"a":1},)" + key, R"("openid":true,)" + key,
          R"("open_id":"x",)" + key, std::string(R"("openid":"x","session_key":"")"),
          std::string(R"("openid":"x","session_key":1)"),
          std::string(R"("openid":"x","session_key":null)"), R"("errno":1,"openid":"x",)" + key,
          R"("errno":"1","openid":"x",)" + key, R"("errno":[],"openid":"x",)" + key,
          R"("error":"x","openid":"x",)" + key, R"("error_code":1,"openid":"x",)" + key,
          R"("errno":99999999999999999999,"openid":"x",)" + key})
        expect_failure(members, says("{" + members + "}"), 10002);
    expect_failure("a success with 500", says("500 Oops", R"({"openid":"x",)" + key + "}"), 10002,
                   "500");
    expect_failure("a success with 400", says("400 Bad Request", R"({"openid":"x",)" + key + "}"),
                   10002, "400");
}

TEST_F(failing_login, a_redirect_is_not_followed) {
    for (const char* status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect",
                               "308 Permanent Redirect"}) {
        const std::string location = concat("Location: ", baidu().url(), "/elsewhere\r\n");
        expect_failure(status, says(status, "{}", location), 10002);
        EXPECT_TRUE(baidu().asked("/elsewhere").empty()) << status;
    }
}

TEST_F(failing_login, an_error_text_is_cut_and_made_printable) {
    const std::string text = std::string(300, 'a') + R"(\n\u0000\"<script>)";
    expect_failure("long", says(R"({"errno":5,"msg":")" + text + "\"}"), 10002, "5: aaaa");
    baidu().order(scripted_baidu::kLogin, says(R"({"errno":5,"msg":"a\nb\u0007\"c\u001b[31m"})"));
    const std::string told = at(log_in().body, "err_msg");
    EXPECT_EQ(told.find_first_of("\n\a\"\x1b"), std::string::npos) << told;
    baidu().behave();
    baidu().order(scripted_baidu::kLogin, says(R"({"errno":5,"msg":")" + text + "\"}"));
    EXPECT_LE(at(log_in().body, "err_msg").size(), 200u);
}

TEST_F(failing_login, an_error_text_that_echoes_what_we_sent_is_dropped) {
    const std::string secret = configured("conf/smart_app.json", "secret_key");
    const std::string app_key = configured("conf/smart_app.json", "app_key");
    const std::string code = "a code/with+signs@host";
    for (const char* member : {"msg", "error", "error_description", "error_msg", "errmsg"})
        for (const std::string& echoed : {secret, app_key, code, escaped(code), "sk=" + secret}) {
            SCOPED_TRACE(concat(member, ": ", echoed));
            baidu().behave();
            baidu().order(scripted_baidu::kLogin,
                          says(concat(R"({"errno":77,")", member, R"(":"bad: )", echoed, "!\"}")));
            const raw_reply got = log_in(code);
            expect_error(got, 10002, 200, "77");
            EXPECT_EQ(got.body.find(echoed), std::string::npos) << got.body;
        }
    const std::string logs = system().logs();
    for (const std::string& hidden : {secret, code, escaped(code), std::string(kCode)})
        EXPECT_EQ(logs.find(hidden), std::string::npos) << hidden;
}

TEST_F(failing_login, a_session_key_that_comes_with_an_error_is_not_shown) {
    const raw_reply got = [] {
        baidu().order(scripted_baidu::kLogin,
                      says(R"({"errno":1,"msg":"key k3yk3yk3y","session_key":"k3yk3yk3y"})"));
        return log_in();
    }();
    expect_error(got, 10002, 200);
    EXPECT_EQ(got.body.find("k3yk3yk3y"), std::string::npos) << got.body;
}

TEST_F(failing_login, others_are_served_while_baidu_hangs) {
    baidu().order(scripted_baidu::kLogin, hangs_after(""));
    raw_connection waiting(system().port());
    waiting.send(bytes_of({.method = "POST", .target = "/auth/login", .body = "code=waits"}));
    expect_refused({"beside it", {"GET", "/pay/status?tp_order_id=1"}, 20001, 200, ""});
    expect_error(waiting.receive_answer(), 10003, 200);
}

// A system of its own, whose Baidu nobody listens for; by the generation of the API, and why a
// refund cannot be made in it.
class unreachable_baidu : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(unreachable_baidu, is_told_at_once_and_the_refund_is_not_lost) {
    const auto [api, why] = GetParam();
    const local_system system({.api = api,
                               .server_json = concat(R"({"upstream_base":"http://127.0.0.1:)",
                                                     test::unused_port(), "\"}")});
    expect_error(exchange(system.port(), raw_request{"GET", "/auth/login?code=c0de-of-nobody"}),
                 10002, 200, "reached");
    const std::string order = system.paid_order();
    const reply status = system.get("/pay/status?tp_order_id=" + order);
    EXPECT_EQ(at(status, "data.payStatus.statusNum"), "1") << status.body;
    EXPECT_EQ(at(status, "data.source"), "ledger") << status.body;
    const raw_reply refund =
        exchange(system.port(), raw_request{"GET", "/pay/refund?tp_order_id=" + order});
    expect_error(refund, 10002, 200, why);
    EXPECT_NE(at(refund.body, "data.refund_id"), "");
    EXPECT_EQ(at(refund.body, "data.state"), "reserved") << "its number may be used again";
}
INSTANTIATE_TEST_SUITE_P(by_api, unreachable_baidu,
                         testing::Values(std::pair("1.0", "could not be sent"),
                                         std::pair("2.0", "no access token")));

}  // namespace
}  // namespace swan::e2e
