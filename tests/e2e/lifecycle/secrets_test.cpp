// After a day with everything in it, good and bad, no log holds what nobody may read there.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {
namespace {

const std::string kToken = "MerchantToken0123456789";

// Values that must not be found, each with a name to show instead.
class secrets {
  public:
    void add(const std::string& name, const std::string& value) {
        ASSERT_GE(value.size(), 8u) << name << " is too short to be looked for";
        all_.emplace_back(name, value);
        if (escaped(value) != value) all_.emplace_back(name + ", escaped", escaped(value));
    }
    void expect_none_in(const std::string& where, const std::string& text) const {
        for (const auto& [name, value] : all_)
            EXPECT_EQ(text.find(value), std::string::npos) << name << " is in " << where;
    }

  private:
    std::vector<std::pair<std::string, std::string>> all_;
};

class secrecy : public testing::Test {
  protected:
    void SetUp() override {
        std::ofstream(system_.folder() / "conf/log.json")
            << R"({"file_path":"logs/swan.log","level":"debug"})";
        system_.admit_merchant(kToken);
        system_.restart();
        keep_configuration();
    }

    void keep_configuration() {
        const auto conf = system_.folder() / "conf";
        secrets_.add("secret_key", at(content_of(conf / "smart_app.json"), "secret_key"));
        secrets_.add("order key", content_of(system_.folder() / "data/order.key").substr(0, 64));
        for (const auto& file : {conf / "self_rsa_private_key.pem",
                                 system_.folder() / "keys/platform_rsa_private_key.pem"}) {
            std::istringstream lines(content_of(file));
            for (std::string line; std::getline(lines, line);)
                if (line.size() == 64) secrets_.add("private key", line);
        }
    }

    std::string code_for(const std::string& open_id, const std::string& session_key) {
        json::writer body;
        body.begin_object().member("open_id", open_id).member("session_key", session_key);
        body.end_object();
        const std::string code = at(system_.sandbox_post("/sandbox/login", body.take()), "code");
        secrets_.add("login code", code);
        return code;
    }

    // Good logins and user data, and the same with one thing wrong.
    void live() {
        const std::string key = crypto::hex(crypto::random_bytes(16));
        secrets_.add("session key", key);
        secrets_.add("session key, decoded", *crypto::base64_decode(key));
        const std::string code = code_for("lee", key);
        EXPECT_EQ(at(system_.get("/auth/login?code=" + code), "code"), "0");
        EXPECT_EQ(at(system_.get("/auth/login?code=" + code), "code"), "10002");
        use_phone();
        use_user_info();
    }
    void use_phone() {
        secrets_.add("phone number", "13912345678");
        const reply sealed =
            system_.sandbox_post("/sandbox/getPhoneNumber?open_id=lee&mobile=13912345678", "");
        const std::string data = at(sealed, "encryptedData");
        const std::string iv = at(sealed, "iv");
        secrets_.add("encrypted data", data);
        EXPECT_EQ(phone(data, iv), "0");
        EXPECT_EQ(phone(data.substr(0, data.size() - 4) + "AAAA", iv), "30002");
        EXPECT_EQ(phone(data + "!", iv), "10001");
        EXPECT_EQ(phone(data, iv, "&iv=13912345678"), "10001");
    }
    std::string phone(const std::string& data, const std::string& iv,
                      const std::string& more = "") {
        return at(system_.post("/auth/phone", concat("open_id=lee&data=", escaped(data),
                                                     "&iv=", escaped(iv), more)),
                  "code");
    }
    void use_user_info() {
        secrets_.add("nickname", "SecretNickname");
        const reply sealed = system_.sandbox_post(
            "/sandbox/getUserInfo",
            R"({"open_id":"lee","content":"{\"nickname\":\"SecretNickname\",\"sex\":1}"})");
        json::writer body;
        body.begin_object().member("data", at(sealed, "data")).member("iv", at(sealed, "iv"));
        body.member("open_id", "lee").end_object();
        EXPECT_EQ(at(system_.post("/auth/userinfo", body.take()), "data.nickname"),
                  "SecretNickname");
    }

    // Requests that nginx or the router refuse.
    void be_refused() {
        const std::string code = "RefusedCode123456";
        secrets_.add("refused code", code);
        const std::string path = "/auth/login?code=" + code;
        EXPECT_EQ(at(system_.get(path), "code"), "10002");
        EXPECT_EQ(at(system_.get(path + "&code=" + code), "code"), "10001");
        EXPECT_EQ(at(system_.get(path + "%zz"), "code"), "10001");
        EXPECT_EQ(at(system_.get(path + std::string(200, 'x')), "code"), "10001");
        EXPECT_EQ(at(system_.get(path + std::string(9000, 'x')), "code"), "10007");
        EXPECT_EQ(at(system_.ask("DELETE", path), "code"), "10006");
        EXPECT_EQ(system_.ask("bad method", path).status, 400);
        EXPECT_EQ(at(system_.get("/auth/none?code=" + code), "code"), "10005");
        EXPECT_EQ(
            at(system_.post("/auth/login", "code=" + code + std::string(300'000, 'x')), "code"),
            "10007");
        EXPECT_EQ(at(system_.post("/auth/login", R"({"code":")" + code), "code"), "10001");
        send({.url = system_.url(path), .timeout = std::chrono::milliseconds(1)});  // hangs up
    }

    // Baidu answers badly, or not at all; then the other parts are not there.
    void be_failed() {
        for (const char* fault : {"error", "garbage", "hang", "act_no_answer"}) {
            system_.fault(concat(R"({"call":"session_key","times":1,"fault":")", fault, "\"}"));
            const std::string code = code_for("lee", crypto::hex(crypto::random_bytes(16)));
            EXPECT_NE(at(system_.get("/auth/login?code=" + code), "code"), "0") << fault;
        }
        const std::string code = code_for("lee", crypto::hex(crypto::random_bytes(16)));
        system_.stop("sandbox");
        EXPECT_EQ(at(system_.get("/auth/login?code=" + code), "code"), "10002");
        system_.signal("worker", SIGKILL);
        EXPECT_EQ(at(system_.get("/auth/login?code=" + code), "code"), "10004");
        system_.restart();
    }

    std::string refund(const std::string& order, const std::string& token) {
        secrets_.add("token", token);
        return at(
            system_.post("/pay/refund", "tp_order_id=" + order, {"Authorization: Bearer " + token}),
            "code");
    }
    void trade() {
        const std::string order = system_.paid_order();
        EXPECT_EQ(refund(order, kToken), "0");
        EXPECT_EQ(refund(order, "WrongToken0123456789"), "30003");
        EXPECT_TRUE(local_system::eventually([&] {
            return at(system_.get("/pay/status?tp_order_id=" + order),
                      "data.refundStatus.statusNum") == "2";
        }));
        secrets_.add("forged notify", "ForgedSignature0123");
        EXPECT_EQ(at(system_.post("/pay/callback/succ",
                                  "userId=1&phone=13912345678&rsaSign=ForgedSignature0123"),
                     "errno"),
                  "10000");
    }

    void expect_no_secret_on_a_command_line() const {
        for (const char* name : {"worker", "sandbox", "nginx"})
            secrets_.expect_none_in(concat("the command line of ", name),
                                    content_of(concat("/proc/", system_.pid_of(name), "/cmdline")));
    }

    local_system system_{{.server_json = R"({"upstream_timeout_ms":700})"}};
    secrets secrets_;
};

TEST_F(secrecy, is_kept_by_every_log_and_command_line) {
    live();
    be_refused();
    trade();
    be_failed();
    live();
    expect_no_secret_on_a_command_line();
    system_.stop();  // all is written
    for (const char* folder : {"logs", "tmp"})
        for (const auto& file :
             std::filesystem::recursive_directory_iterator(system_.folder() / folder))
            if (file.is_regular_file())
                secrets_.expect_none_in(file.path().string(), content_of(file.path()));
    for (const char* log : {"swan.log", "sandbox.log", "access.log", "nginx-error.log"})
        EXPECT_TRUE(std::filesystem::exists(system_.folder() / "logs" / log)) << log;
    EXPECT_NE(content_of(system_.folder() / "logs/swan.log").find("path=/auth/login"),
              std::string::npos);
    EXPECT_NE(content_of(system_.folder() / "logs/access.log").find("/auth/login"),
              std::string::npos);
}

}  // namespace
}  // namespace swan::e2e
