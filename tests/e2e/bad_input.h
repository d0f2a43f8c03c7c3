// What every test of bad input shares: a system that must come out of it unharmed, and what a
// refusal looks like to the byte.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "local_system.h"
#include "raw_http.h"

namespace swan::e2e {

// A request that must be refused, and how.
struct refusal {
    std::string name;  // what is wrong with it; shown when the test fails
    raw_request sent;
    int code = 10001;
    int status = 200;
    std::string tells = {};  // err_msg must hold this, as a rule the parameter in quotes
};

std::string file_text(const std::filesystem::path& name);

// The answer is the error envelope with this code and status, its four headers each once.
void expect_error(const raw_reply& got, int code, int status, const std::string& tells = {});
// The answer is a refusal as Baidu's callbacks expect it: HTTP 200, errno 10000, `data` an object.
void expect_refused_callback(const raw_reply& got);

// One system for the suite, with a user who has logged in, an order and a paid order. After each
// test the same worker process still serves, and nothing stored has changed.
class bad_input : public testing::Test {
  public:
    static constexpr const char* kOpenId = "steady-customer";

    static void SetUpTestSuite() { start({}); }
    static void TearDownTestSuite();
    // With a key of the merchant's, unless it is empty.
    static void start(const local_system::settings& how, const std::string& merchant_key = {});
    void TearDown() override;

    static const local_system& system() { return *system_; }
    static raw_reply ask(const raw_request& what) { return exchange(system_->port(), what); }
    static raw_reply ask(std::string_view bytes) { return exchange(system_->port(), bytes); }
    static const std::string& unpaid_order() { return unpaid_order_; }
    static const std::string& paid_order() { return paid_order_; }
    // A login code that has not been used. Nothing of ours is stored for it.
    static std::string fresh_code();
    // A member of a file in the system's folder, e.g. of "conf/smart_app.json".
    static std::string configured(const std::string& file, const std::string& member);

    static void expect_refused(const refusal& one);
    static void expect_refused(const std::vector<refusal>& all);
    // Everything that is stored, as one text; with or without Baidu's messages as received.
    static std::string stored(bool messages = true);
    // A test that makes rows on purpose says so.
    static void accept_rows() { rows_ = stored(); }

  private:
    static void expect_unharmed();

    static std::unique_ptr<local_system> system_;
    static std::string unpaid_order_;
    static std::string paid_order_;
    static std::string rows_;
    static pid_t worker_;
};

}  // namespace swan::e2e
